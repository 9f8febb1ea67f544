import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, toFileError } from './file-error.js';

/** Virus scanners and indexers hold a new file open for a moment; Windows then refuses to rename it. */
const heldOpen = new Set(['EPERM', 'EACCES', 'EBUSY']);
const firstDelayMs = 10;
const longestDelayMs = 2_000;
const defaultPatienceMs = 2_500;

/**
 * For what the work of hours hangs on: a scanner may read a new WIM of gigabytes from end to end, and DISM may keep a
 * registry hive of an image for a while after its cmdlet has ended.
 */
export const longPatienceMs = 180_000;

export interface HeldOpenOptions {
  /** Milliseconds to wait in all. Default 2,500. */
  patienceMs?: number;
  /** For tests. */
  platform?: NodeJS.Platform;
}

/** Renames, waiting out whoever holds the file, or a file below the folder, open (see {@link retryHeldOpen}). */
export async function renameWithRetry(from: string, to: string, options: HeldOpenOptions = {}): Promise<void> {
  await retryHeldOpen(() => rename(from, to), options);
}

/** Repeats a file operation while another program holds the file open (Windows only: elsewhere such errors are final). */
export async function retryHeldOpen<T>(operation: () => Promise<T>, options: HeldOpenOptions = {}): Promise<T> {
  const { patienceMs = defaultPatienceMs, platform = process.platform } = options;
  let waited = 0;
  for (let delay = firstDelayMs; ; delay = Math.min(delay * 2, longestDelayMs)) {
    try {
      return await operation();
    } catch (error) {
      const held = platform === 'win32' && heldOpen.has(errnoOf(error) ?? '');
      if (!held || waited >= patienceMs) throw error;
      await sleep(delay);
      waited += delay;
    }
  }
}

/** Brings a folder's entries to the disk. Windows offers no such call and journals its directories. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name beside `path` for a file that is renamed to it when complete. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Whether a name is one that {@link temporaryBeside} gives for `path`. */
export function isTemporaryBeside(name: string, path: string): boolean {
  const start = `.${basename(path)}.`;
  return name.startsWith(start) && /^[0-9a-f]{12}\.tmp$/u.test(name.slice(start.length));
}

/**
 * Writes a file so that a reader, or the next start after a power cut, sees the old content or the new, never a part:
 * a temporary file in the same folder, fsync, rename.
 * @throws ServicingError `permission` or `disk-space`; the temporary file is removed
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameWithRetry(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toFileError(error, 'write', path);
  }
}
