import { errnoOf } from '../files/file-error.js';
import { sameStamp, stampFile } from '../files/file-stamp.js';
import type { FileStamp } from '../files/file-stamp.js';
import { sha256File } from '../files/hash.js';
import { ServicingError } from '../schema/errors.js';
import type { UpdateInfo } from '../schema/update.js';
import { invalidUpdate } from './invalid-update.js';

/** Stamps of the files that this process has scanned; a description that came another way has none. */
const stamps = new WeakMap<UpdateInfo, FileStamp>();

/** Notes the stamp that an update's file had when it was read. */
export function rememberStamp(update: UpdateInfo, stamp: FileStamp): void {
  stamps.set(update, stamp);
}

/**
 * To be called right before an update's file is used (copied, given to DISM): hours may lie between the scan and that. Reads
 * 128 KiB where the file has the stamp that the scan saw; else, after a copy or a touch, hashes all of it.
 * @param update as scanUpdates gave it
 * @throws ServicingError `update-missing` when the file has gone, `update-invalid` when its content is another one,
 *   `permission`, `cancelled`
 */
export async function confirmUnchanged(update: UpdateInfo, options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
  try {
    const stamp = await stampFile(update.path);
    const seen = stamps.get(update);
    if (seen !== undefined && sameStamp(stamp, seen)) return;
    if (stamp.size === update.size && await sha256File(update.path, options) === update.sha256) {
      // A hard link to the file is such a touch.
      stamps.set(update, stamp);
      return;
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw updateMissing(update.path, error);
    throw error;
  }
  throw invalidUpdate({
    file: update.path, what: 'its content has changed since it was scanned', advice: 'Leave the updates alone during a run, and run again.',
  });
}

/** The error for a file that was there when the updates were searched. */
export function updateMissing(path: string, cause: unknown): ServicingError {
  return new ServicingError('update-missing', `The update file ${path} has gone since it was found.`, {
    cause, advice: 'Put it back, or check the drive or network share that it is on.',
  });
}
