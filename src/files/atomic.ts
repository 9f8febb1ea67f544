import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, toFileError } from './file-error.js';

/** Virus scanners and indexers hold a new file open for a moment; Windows then refuses to rename it. */
const heldOpen = new Set(['EPERM', 'EACCES', 'EBUSY']);
const firstDelayMs = 10;
const lastDelayMs = 1280;

/**
 * Renames, waiting out for some 2.5 seconds whoever holds the file open (Windows only: elsewhere these errors are final).
 * @param platform for tests
 */
export async function renameWithRetry(from: string, to: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  await retryHeldOpen(() => rename(from, to), platform);
}

/** The back-off of {@link renameWithRetry} around any one file operation. */
export async function retryHeldOpen<T>(operation: () => Promise<T>, platform: NodeJS.Platform = process.platform): Promise<T> {
  for (let delay = firstDelayMs; ; delay *= 2) {
    try {
      return await operation();
    } catch (error) {
      const held = platform === 'win32' && heldOpen.has(errnoOf(error) ?? '');
      if (!held || delay > lastDelayMs) throw error;
      await sleep(delay);
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
