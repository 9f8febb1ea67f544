import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock } from '../files/lock.js';
import type { FolderLock } from '../files/lock.js';
import { exists } from '../files/paths.js';
import { ServicingError } from '../schema/errors.js';

/**
 * The lock of a run folder: who holds it works in the folder or removes it. Runs for several outputs may share a
 * workspace, so this is what tells a run that is under way from one that is dead.
 * @param folder need not exist
 * @throws ServicingError `busy`
 */
export function lockRun(folder: string, purpose: string): Promise<FolderLock> {
  return acquireLock(folder, { purpose });
}

/** Does something with the folder of a run, unless the run is under way; then undefined. */
export async function ifEnded<T>(folder: string, purpose: string, work: () => Promise<T>): Promise<T | undefined> {
  const lock = await lockRun(folder, purpose).catch((error: unknown) => {
    if (error instanceof ServicingError && error.code === 'busy') return undefined;
    throw error;
  });
  if (lock === undefined) return undefined;
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

const lockName = /^([2-9a-z]{6})\.lock(?:\.json)?$/u;

/** Removes locks of a workspace whose runs were killed before they had a folder. */
export async function removeStrayLocks(base: string): Promise<void> {
  const names = await readdir(base).catch(() => []);
  const ids = new Set(names.flatMap((name) => lockName.exec(name)?.[1] ?? []));
  for (const id of ids) if (!(await exists(join(base, id)))) await ifEnded(join(base, id), 'cleaning', () => Promise.resolve());
}
