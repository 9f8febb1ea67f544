import type { UpdateInfo } from '../schema/update.js';

/** Compares the SHA-1 that the Update Catalog puts into file names, `…_<40 hex digits>.msu`, with the real one. */
export function checkNameDigest(file: string, sha1: string): UpdateInfo['nameDigest'] {
  const named = /_([0-9a-f]{40})\.(?:msu|cab)$/iu.exec(file)?.[1];
  if (named === undefined) return 'none';
  return named.toLowerCase() === sha1 ? 'ok' : 'mismatch';
}
