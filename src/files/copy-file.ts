import { constants } from 'node:fs';
import { chmod, copyFile, rename, rm, stat } from 'node:fs/promises';
import { retryHeldOpen, temporaryBeside } from './atomic.js';
import { FileSource } from './byte-source.js';
import { copyPieces } from './copy-pieces.js';
import type { CopyOptions } from './copy-pieces.js';
import { isUnreadable, toFileError } from './file-error.js';
import { copyTimes } from './file-times.js';

const ownerWrite = 0o200;

/** From this size on a copy shows how far it is, and can be cancelled. */
const largeFile = 64 * 1024 * 1024;

/** Clears the read-only attribute (Windows) or gives the owner the right to write (elsewhere). */
export async function clearReadOnly(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & ownerWrite) === 0) await chmod(path, mode | ownerWrite);
}

/**
 * Copies one file: as a clone where the file system can, modification time kept, read-only cleared on the copy.
 * @throws ServicingError `permission`, `disk-space`; the file system's own error otherwise
 */
export async function copyFileKeepingTimes(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await clearReadOnly(to);
    await copyTimes(from, to);
  } catch (error) {
    throw toFileError(error, 'copy', from);
  }
}

/**
 * {@link copyFileKeepingTimes} that tells bytes and can be cancelled: a large file that cannot be cloned goes in pieces. A
 * file that cannot be read is tried once more in pieces, which says where. Never a hard link: the copy is written to later.
 * @throws ServicingError `media-invalid` where it cannot be read, `cancelled`; else as {@link copyFileKeepingTimes}
 */
export async function copyHostFile(from: string, to: string, options: CopyOptions = {}): Promise<void> {
  const source = await FileSource.open(from);
  try {
    if (source.size < largeFile) {
      const isCopied = await copyFileKeepingTimes(from, to).then(() => true, (error: unknown) => {
        if (isUnreadable(error)) return false;
        throw error;
      });
      if (isCopied) {
        options.onBytes?.(source.size);
        return;
      }
    }
    if (await isCloned(from, to)) options.onBytes?.(source.size);
    else await copyPieces(source, to, options);
  } finally {
    await source.close();
  }
  try {
    await clearReadOnly(to);
    await copyTimes(from, to);
  } catch (error) {
    throw toFileError(error, 'copy', from);
  }
}

/** Why it could not be cloned does not matter: what stands in the way of a copy too, the copy will say. */
async function isCloned(from: string, to: string): Promise<boolean> {
  return copyFile(from, to, constants.COPYFILE_FICLONE_FORCE).then(() => true, () => false);
}

/**
 * Replaces the file `to` by a copy of `from` in one rename: never half written, and never written through a hard link
 * that `to` may share. It has the rights that `to` had: files of a mounted image come with any. Errors as
 * {@link copyFileKeepingTimes}.
 */
export async function replaceFile(from: string, to: string): Promise<void> {
  const temporary = temporaryBeside(to);
  try {
    const { mode } = await stat(to);
    await copyFileKeepingTimes(from, temporary);
    await chmod(temporary, mode | ownerWrite);
    await clearReadOnly(to); // Windows does not rename over a read-only file.
    await retryHeldOpen(() => rename(temporary, to));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toFileError(error, 'replace', to);
  }
}
