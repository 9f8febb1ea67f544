import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cancelledError } from '../files/cancel.js';
import { toFileError } from '../files/file-error.js';
import { ServicingError } from '../schema/errors.js';
import { wimInvalid } from './wim-error.js';
import type { WimFile } from './wim-file.js';
import { resourceChunks } from './wim-resource.js';

/**
 * Copies a file of an image out of a WIM, in pieces, however large it is, and checks it against its SHA-1. What fails leaves no
 * file.
 * @param file index of the image, path in it (names without case), and where the copy goes
 * @throws ServicingError `wim-invalid` for content that is damaged, `usage` when the image has no such file, `cancelled`,
 *   `disk-space`, `permission`; as openContent
 */
export async function copyImageFile(wim: WimFile, { index, path, to }: { index: number; path: string; to: string }, signal: AbortSignal): Promise<void> {
  const entry = (await wim.readMetadata(index, { signal })).find(path);
  if (entry === undefined || entry.isFolder) throw new ServicingError('usage', `Image ${index} of ${wim.path} has no file ${path}.`);
  const hash = createHash('sha1');
  try {
    const { sha1 } = entry;
    const pieces = sha1 === undefined ? [] : resourceChunks(await wim.openContent(sha1, path), signal);
    await pipeline(Readable.from(pieces), async function* hashed(source: AsyncIterable<Uint8Array>) {
      for await (const piece of source) {
        hash.update(piece);
        yield piece;
      }
    }, createWriteStream(to), { signal });
    if (sha1 !== undefined && hash.digest('hex') !== sha1) throw wimInvalid(wim.path, `${path} of image ${index} is not what its SHA-1 says`);
  } catch (error) {
    await rm(to, { force: true }).catch(() => undefined);
    if (signal.aborted) throw cancelledError(signal);
    throw toFileError(error, 'write', to);
  }
}
