import { mkdir, readFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { z } from 'zod';
import { ServicingError } from '../schema/errors.js';
import { writeFileAtomic } from './atomic.js';
import { errnoOf, toFileError } from './file-error.js';
import { isRunning } from './is-running.js';

/** A holder that has not been heard of for so long is gone; long enough for a busy event loop or a short sleep. */
const staleMs = 60_000;
const heartbeatMs = 10_000;

/** Who holds a lock: written beside it for the one who is refused, and for `doctor`. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly purpose: string;
}

export interface FolderLock {
  /** Fires, with a ServicingError `busy` as reason, when the lock was lost (someone removed it, or this process slept too long). */
  readonly signal: AbortSignal;
  /** Gives the lock back; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Takes the lock of a folder, which need not exist: the lock is `<folder>.lock` beside it, so that it is never part of
 * what the folder publishes. A lock whose process on this computer has ended is taken over at once, any other after a
 * minute without a heartbeat.
 * @param options.purpose what the holder does, for the message to the one who is refused
 * @param options.advice what the one who is refused can do
 * @param options.heartbeatMs how often the lock is renewed and checked; at least 1000
 * @throws ServicingError `busy`, naming pid, start and purpose of the holder; `permission`
 */
export async function acquireLock(folder: string, options: { purpose: string; advice?: string; heartbeatMs?: number }): Promise<FolderLock> {
  const path = await canonical(folder);
  const lockPath = `${path}.lock`;
  const ownerPath = `${lockPath}.json`;
  const lost = new AbortController();
  const take = async (): Promise<() => Promise<void>> => lockfile.lock(path, {
    lockfilePath: lockPath, realpath: false, stale: staleMs, update: options.heartbeatMs ?? heartbeatMs,
    onCompromised: (error) => {
      lost.abort(new ServicingError('busy', `The lock of ${folder} was lost.`, {
        cause: error, advice: 'Another process removed it, or this computer slept; run again.',
      }));
    },
  });
  let release: () => Promise<void>;
  try {
    release = await take().catch(async (error: unknown) => {
      if (errnoOf(error) !== 'ELOCKED' || !(await removeIfOwnerEnded(lockPath, ownerPath))) throw error;
      return take();
    });
  } catch (error) {
    if (errnoOf(error) === 'ELOCKED') throw await busyError(folder, ownerPath, error, options.advice);
    throw toFileError(error, 'lock', folder);
  }
  const owner: LockOwner = { pid: process.pid, host: hostname(), startedAt: processStart(), purpose: options.purpose };
  try {
    await writeFileAtomic(ownerPath, `${JSON.stringify(owner)}\n`);
  } catch (error) {
    await release();
    throw error;
  }
  let released = false;
  return {
    signal: lost.signal,
    release: async () => {
      if (released) return;
      released = true;
      if (lost.signal.aborted) return;
      await rm(ownerPath, { force: true });
      await release();
    },
  };
}

/** Reads who holds the lock of a folder; undefined when nobody does, or a process that is gone. */
export async function lockOwner(folder: string): Promise<LockOwner | undefined> {
  const path = await canonical(folder);
  return (await isHeld(path)) ? readOwner(`${path}.lock.json`) : undefined;
}

/**
 * Whether a lock would be refused: it is there, was renewed within the last minute, and its process is not known to have ended. A
 * number alone proves nothing: after a restart another process may have it.
 * @param path canonical
 */
export async function isHeld(path: string): Promise<boolean> {
  const renewed = await stat(`${path}.lock`).then(({ mtimeMs }) => mtimeMs, () => undefined);
  if (renewed === undefined || Date.now() - renewed > staleMs) return false;
  return !hasEnded(await readOwner(`${path}.lock.json`));
}

/** One folder, one lock, whatever links lead to it; its parent is made. */
async function canonical(folder: string): Promise<string> {
  const path = resolve(folder);
  try {
    await mkdir(dirname(path), { recursive: true });
    return await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
  } catch (error) {
    throw toFileError(error, 'lock', folder);
  }
}

function processStart(): string {
  return new Date(Date.now() - process.uptime() * 1000).toISOString();
}

const ownerSchema = z.object({ pid: z.number().int().positive(), host: z.string(), startedAt: z.string(), purpose: z.string() });

/** What a file beside a lock says; undefined where it is missing or somebody else's. */
export async function readOwner(ownerPath: string): Promise<LockOwner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(ownerPath, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whether a holder is known to be gone; of another computer's nothing is known. */
function hasEnded(owner: LockOwner | undefined): boolean {
  return owner !== undefined && owner.host === hostname() && !isRunning(owner.pid);
}

/**
 * Removes the lock of a process that was killed. The lock is renamed before it is removed: of two processes that do
 * this, one may by then see the other's new lock, and must put it back.
 */
async function removeIfOwnerEnded(lockPath: string, ownerPath: string): Promise<boolean> {
  try {
    const seen = await stat(lockPath);
    if (!hasEnded(await readOwner(ownerPath))) return false;
    const aside = `${lockPath}.${process.pid}.stale`;
    await rename(lockPath, aside);
    const moved = await stat(aside);
    if (moved.ino !== seen.ino || moved.mtimeMs !== seen.mtimeMs) {
      await rename(aside, lockPath);
      return false;
    }
    await rmdir(aside);
    return true;
  } catch {
    return false;
  }
}

async function busyError(folder: string, ownerPath: string, cause: unknown, advice = 'Wait until it has ended, or name another folder.'): Promise<ServicingError> {
  let owner = await readOwner(ownerPath);
  // The holder writes its name right after it has the lock.
  for (let tries = 0; owner === undefined && tries < 5; tries++) {
    await sleep(50);
    owner = await readOwner(ownerPath);
  }
  const who = owner === undefined
    ? 'another process'
    : `process ${owner.pid} on ${owner.host} (${owner.purpose}, started ${owner.startedAt})`;
  return new ServicingError('busy', `${folder} is in use by ${who}.`, {
    cause, advice,
  });
}
