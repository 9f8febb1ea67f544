import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { toFileError } from './file-error.js';

const edgeBytes = 64 * 1024;

/** What tells that a file is still the same without reading all of it. */
export interface FileStamp {
  path: string;
  /** Bytes. */
  size: number;
  /** Nanoseconds since 1970, as decimal text: they do not fit into a number. */
  mtime: string;
  ctime: string;
  inode: string;
  /** SHA-256 of the first and the last 64 KiB. */
  edges: string;
}

/**
 * The stamp of a file.
 * @throws ServicingError `permission`; the file system's own error when the file is missing
 */
export async function stampFile(path: string): Promise<FileStamp> {
  try {
    const handle = await open(path, 'r');
    try {
      const facts = await handle.stat({ bigint: true });
      const size = Number(facts.size);
      const hash = createHash('sha256');
      for (const offset of size <= edgeBytes ? [0] : [0, size - edgeBytes]) {
        const length = Math.min(size, edgeBytes);
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
        hash.update(buffer.subarray(0, bytesRead));
      }
      return {
        path, size, mtime: String(facts.mtimeNs), ctime: String(facts.ctimeNs), inode: String(facts.ino), edges: hash.digest('hex'),
      };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toFileError(error, 'read', path);
  }
}

/** Whether two stamps are of the same file with the same content, as far as stamps tell. */
export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.path === b.path && a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime && a.inode === b.inode && a.edges === b.edges;
}
