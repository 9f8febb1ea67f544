import { constants } from 'node:fs';
import { chmod, copyFile, rename, rm, stat } from 'node:fs/promises';
import { retryHeldOpen, temporaryBeside } from './atomic.js';
import { toFileError } from './file-error.js';
import { copyTimes } from './file-times.js';

const ownerWrite = 0o200;

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
