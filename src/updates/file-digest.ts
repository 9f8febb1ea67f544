import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { UpdateInfo } from '../schema/update.js';

/** Size and hashes of a file, read once. */
export interface FileDigest {
  size: number;
  sha256: string;
  sha1: string;
}

/** Hashes a file. Rejects with the reason of the signal when aborted. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  const sha256 = createHash('sha256');
  const sha1 = createHash('sha1');
  let size = 0;
  const stream = createReadStream(path, { highWaterMark: 4 * 1024 * 1024, ...(signal === undefined ? {} : { signal }) });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    sha1.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: sha256.digest('hex'), sha1: sha1.digest('hex') };
}

/** Compares the SHA-1 that the Update Catalog puts into file names, `…_<40 hex digits>.msu`, with the real one. */
export function checkNameDigest(file: string, sha1: string): UpdateInfo['nameDigest'] {
  const named = /_([0-9a-f]{40})\.(?:msu|cab)$/iu.exec(file)?.[1];
  if (named === undefined) return 'none';
  return named.toLowerCase() === sha1 ? 'ok' : 'mismatch';
}
