import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DismClient } from '../dism/client.js';
import { writeFileAtomic } from '../files/atomic.js';
import { exists, isInside } from '../files/paths.js';
import { removeTree } from '../files/remove-tree.js';
import { ServicingError, toServicingError } from '../schema/errors.js';
import { servicingRequestSchema } from '../schema/request.js';
import type { ServicingRequest } from '../schema/request.js';
import { discardListed } from './dismount.js';
import { readJournal } from './journal.js';

/** A run folder that an earlier process has left in a workspace. */
export interface PastRun {
  readonly id: string;
  readonly folder: string;
  /** ISO 8601, UTC; undefined where the journal has nothing. */
  readonly startedAt: string | undefined;
  /** `killed`: the journal has no end, so the process went without saying so, or it is under way. */
  readonly status: 'done' | 'failed' | 'cancelled' | 'killed';
  /** A later run has discarded what it had left mounted and removed what took space. */
  readonly recovered: boolean;
  /** Steps that were finished. */
  readonly steps: number;
  readonly planDigest: string | undefined;
  /** Processes of its sessions: one may still be at work on a mount when its parent is gone. */
  readonly sessions: readonly number[];
  /** What was asked for; undefined where it cannot be read any more. */
  readonly request: ServicingRequest | undefined;
}

export const journalName = 'journal.ndjson';
/** The request of a run, in its folder: what `resume` starts from. */
export const requestName = 'request.json';
/** What is known when a run begins, in its folder: the schema `runBeginningSchema`. */
export const beginningName = 'begun.json';
/** Beside the journal, which may end in a torn line and is not written to again. */
const recoveredName = 'recovered.json';
const endings = ['done', 'failed', 'cancelled'] as const;

/**
 * The runs of a workspace, the newest first. One without an end may be under way: whoever holds its lock knows.
 * @throws the file system's own error where the workspace cannot be read
 */
export async function listRuns(base: string): Promise<PastRun[]> {
  const names = await readdir(base, { withFileTypes: true }).catch(() => []);
  const runs: PastRun[] = [];
  for (const entry of names) {
    const folder = join(base, entry.name);
    if (entry.isDirectory() && await exists(join(folder, journalName))) runs.push(await readRun(entry.name, folder));
  }
  return runs.sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''));
}

async function readRun(id: string, folder: string): Promise<PastRun> {
  const entries = readable(join(folder, journalName));
  const started = entries.find((entry) => entry.type === 'run-started');
  const ended = entries.find((entry) => entry.type === 'run-finished')?.['status'];
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    id, folder, startedAt: text(entries[0]?.['time']), planDigest: text(started?.['planDigest']),
    status: endings.find((status) => status === ended) ?? 'killed', recovered: await exists(join(folder, recoveredName)),
    sessions: entries.flatMap((entry) => (entry.type === 'session-opened' && typeof entry['pid'] === 'number' ? [entry['pid']] : [])),
    steps: entries.filter((entry) => entry.type === 'step-finished').length,
    request: await readRequest(join(folder, requestName)),
  };
}

/** A journal that cannot be read tells nothing, which is no reason to leave its run's mounts alone. */
function readable(journal: string): ReturnType<typeof readJournal> {
  try {
    return readJournal(journal);
  } catch {
    return [];
  }
}

async function readRequest(path: string): Promise<ServicingRequest | undefined> {
  try {
    return servicingRequestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Discards what is mounted below a dead run's folder, whatever its status: a killed client leaves its mounts Ok, a
 * reboot makes them NeedsRemount. Clear-WindowsCorruptMountPoint acts on the whole computer, so it is only used where
 * every broken mount is below this folder.
 * @returns the mount folders that were freed
 * @throws ServicingError `cleanup` naming what is left and what to do
 */
export async function discardLeftMounts(client: DismClient, folder: string): Promise<string[]> {
  const mounts = await client.getMountedImages();
  const own = mounts.filter((mount) => isInside(mount.Path, folder));
  const left: string[] = [];
  for (const mount of own) {
    await discardListed(client, mount).catch((error: unknown) => { left.push(`${mount.Path} (${mount.MountStatus}): ${toServicingError(error).message}`); });
  }
  if (left.length > 0) await clearBroken(client, folder, left);
  return own.map((mount) => mount.Path);
}

async function clearBroken(client: DismClient, folder: string, left: readonly string[]): Promise<void> {
  const others = (await client.getMountedImages()).filter((mount) => mount.MountStatus !== 'Ok' && !isInside(mount.Path, folder));
  if (others.length === 0) {
    await client.clearCorruptMountPoints();
    if (!(await client.getMountedImages()).some((mount) => isInside(mount.Path, folder))) return;
  }
  throw new ServicingError('cleanup', `Mounts of an earlier run could not be discarded: ${left.length}`, {
    details: [...left, ...others.map((mount) => `broken too, of somebody else: ${mount.Path} (${mount.ImagePath})`)],
    advice: others.length === 0
      ? 'Restart the computer, then run again.'
      : 'Clear-WindowsCorruptMountPoint would remove them together with the others that are listed; run it yourself when those are not needed.',
  });
}

/** Removes a run folder. Its journal goes last: a folder that has one is found again when this is cut off. */
export async function removeRunFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (name !== journalName) await removeTree(join(folder, name));
  await removeTree(folder);
}

const kept = new Set([journalName, requestName, beginningName, recoveredName, 'result.json', 'report.html', 'out']);

/** Removes what of a dead run takes space: private WIMs, its half-made media. Journal, result and logs stay for a look. */
export async function removeRemains(run: PastRun): Promise<void> {
  for (const name of await readdir(run.folder)) if (!kept.has(name)) await removeTree(join(run.folder, name));
  await removeTree(join(run.folder, 'out', 'media'));
  await writeFileAtomic(join(run.folder, recoveredName), `${JSON.stringify({ v: 1, time: new Date().toISOString() })}\n`);
}
