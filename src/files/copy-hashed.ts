import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ByteSource } from './byte-source.js';
import { FileSource } from './byte-source.js';
import { clearReadOnly } from './copy-file.js';
import { copyPieces } from './copy-pieces.js';
import type { CopyOptions } from './copy-pieces.js';
import { toFileError } from './file-error.js';
import { copyTimes } from './file-times.js';
import { sha256File } from './hash.js';

/**
 * Copies one file and hashes what is read on the way, so that a large file is read once: as a clone where the file system can,
 * modification time kept, read-only cleared on the copy, folders above it made. Never a hard link.
 * @returns SHA-256 of what the copy was made of, lower-case hexadecimal
 * @throws ServicingError `permission`, `disk-space`, `media-invalid` where it cannot be read, `cancelled`; the file system's own
 *   error where the file is missing
 */
export async function copyHashed(from: string, to: string, options: CopyOptions = {}): Promise<string> {
  const source = await FileSource.open(from);
  try {
    await mkdir(dirname(to), { recursive: true });
    const sha256 = (await isCloned(from, to)) ? await sha256File(to, { signal: options.signal }) : await copied(source, to, options);
    await clearReadOnly(to);
    await copyTimes(from, to);
    return sha256;
  } catch (error) {
    throw toFileError(error, 'copy', from);
  } finally {
    await source.close();
  }
}

/** Why it could not be cloned does not matter: what stands in the way of a copy too, the copy will say. */
async function isCloned(from: string, to: string): Promise<boolean> {
  return copyFile(from, to, constants.COPYFILE_FICLONE_FORCE).then(() => true, () => false);
}

async function copied(source: FileSource, to: string, options: CopyOptions): Promise<string> {
  const hash = createHash('sha256');
  const hashing: ByteSource = {
    name: source.name, size: source.size,
    read: async (offset, length) => {
      const bytes = await source.read(offset, length);
      hash.update(bytes);
      return bytes;
    },
  };
  await copyPieces(hashing, to, options);
  return hash.digest('hex');
}
