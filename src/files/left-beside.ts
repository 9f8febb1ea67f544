import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isTemporaryBeside } from './atomic.js';
import { acquireLock, isHeld, readOwner } from './lock.js';
import type { LockOwner } from './lock.js';
import { besideNames, finishPublishing } from './publish.js';
import { removeTree } from './remove-tree.js';

/** What a process that is gone has left beside a folder or file that it was to make. */
export interface LeftBeside {
  /** What was to be made; it is no part of what was left. */
  readonly of: string;
  /** Host paths of what was left: its lock, folders that something was made in or moved aside to. */
  readonly paths: readonly string[];
  /** Who left it, where its lock still says. */
  readonly owner?: LockOwner | undefined;
}

/** Looks at one place. @returns undefined where nothing was left, or somebody is at work there */
export async function leftBeside(place: string): Promise<LeftBeside | undefined> {
  const folder = await realpath(dirname(resolve(place))).catch(() => undefined);
  if (folder === undefined) return undefined;
  const of = await realpath(resolve(place)).catch(() => join(folder, basename(place)));
  if (await isHeld(of)) return undefined;
  const owner = await readOwner(`${of}.lock.json`);
  const { next, old } = besideNames(of);
  const isThere = await Promise.all([`${of}.lock`, `${of}.lock.json`, next, old].map(async (path) => ((await lstat(path).catch(() => undefined)) === undefined ? [] : [path])));
  const paths = [...isThere.flat(), ...(await drafts(of))];
  return paths.length === 0 ? undefined : { of, paths, ...(owner === undefined ? {} : { owner }) };
}

/** Everything in a folder that has a lock of this tool beside it, whose process is gone. */
export async function leftIn(folder: string): Promise<LeftBeside[]> {
  const ending = '.lock.json';
  const found = await Promise.all((await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending)).map(async (name) => {
    // Other programs have files of such names: package.lock.json.
    if ((await readOwner(join(folder, name))) === undefined) return undefined;
    return leftBeside(join(folder, name.slice(0, -ending.length)));
  }));
  return found.filter((left) => left !== undefined);
}

/**
 * Removes what was left at a place. Of an exchange that was cut off the whole folder stays.
 * @throws ServicingError `busy` where somebody is at work there by now; as finishPublishing
 */
export async function removeLeftBeside(place: string): Promise<void> {
  const lock = await acquireLock(place, { purpose: 'cleaning' });
  try {
    await removeDrafts(place);
  } finally {
    await lock.release();
  }
  await finishPublishing(place);
}

/** Removes the folders of work on a file that was cut off. To be called by who holds its lock. */
export async function removeDrafts(place: string): Promise<void> {
  for (const path of await drafts(resolve(place))) await removeTree(path);
}

async function drafts(place: string): Promise<string[]> {
  const entries = await readdir(dirname(place), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && isTemporaryBeside(entry.name, place)).map((entry) => join(dirname(place), entry.name));
}
