import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cancelledError, throwIfCancelled } from './cancel.js';
import { toFileError } from './file-error.js';
import type { FileTree } from './file-tree.js';

/** Large reads keep a disk streaming. */
const readSize = 4 * 1024 * 1024;

export interface FileDigests {
  /** Lower-case hexadecimal. */
  sha256: string;
  /** Lower-case hexadecimal; only for what Windows itself names by SHA-1 (catalog file names, WIM contents). */
  sha1: string;
  /** Bytes that were hashed. */
  size: number;
}

interface HashOptions { signal?: AbortSignal | undefined }

async function stream(path: string, options: HashOptions, onChunk: (chunk: Buffer) => void): Promise<void> {
  throwIfCancelled(options.signal);
  const input = createReadStream(path, { highWaterMark: readSize, ...(options.signal && { signal: options.signal }) });
  try {
    for await (const chunk of input) onChunk(chunk as Buffer);
  } catch (error) {
    if (options.signal?.aborted === true) throw cancelledError(options.signal);
    throw toFileError(error, 'read', path);
  }
}

/**
 * Hashes one file as a stream.
 * @returns lower-case hexadecimal
 * @throws ServicingError `cancelled`, `permission`; the file system's own error when the file is missing
 */
async function hashFile(path: string, algorithm: 'sha256' | 'sha1', options: HashOptions = {}): Promise<string> {
  const hash = createHash(algorithm);
  await stream(path, options, (chunk) => hash.update(chunk));
  return hash.digest('hex');
}

/** SHA-256 of a file, see {@link hashFile}. */
export async function sha256File(path: string, options: HashOptions = {}): Promise<string> {
  return hashFile(path, 'sha256', options);
}

/** SHA-1 of a file, see {@link hashFile}. */
export async function sha1File(path: string, options: HashOptions = {}): Promise<string> {
  return hashFile(path, 'sha1', options);
}

/** SHA-256, SHA-1 and size of a file in one reading. Errors as {@link hashFile}. */
export async function digestFile(path: string, options: HashOptions = {}): Promise<FileDigests> {
  const [sha256, sha1] = [createHash('sha256'), createHash('sha1')];
  let size = 0;
  await stream(path, options, (chunk) => {
    sha256.update(chunk);
    sha1.update(chunk);
    size += chunk.length;
  });
  return { sha256: sha256.digest('hex'), sha1: sha1.digest('hex'), size };
}

/**
 * SHA-256 of a file of a tree, in lower-case hexadecimal.
 * @param path as the tree found it
 * @throws ServicingError `cancelled`, `permission`, `media-invalid` where it cannot be read
 */
export async function sha256In(tree: FileTree, path: string, options: HashOptions = {}): Promise<string> {
  return hashIn(tree, path, 'sha256', options);
}

/** SHA-1 of a file of a tree, see {@link sha256In}. */
export async function sha1In(tree: FileTree, path: string, options: HashOptions = {}): Promise<string> {
  return hashIn(tree, path, 'sha1', options);
}

async function hashIn(tree: FileTree, path: string, algorithm: 'sha256' | 'sha1', options: HashOptions): Promise<string> {
  const hash = createHash(algorithm);
  const file = await tree.open(path);
  try {
    for (let at = 0; at < file.size; at += readSize) {
      throwIfCancelled(options.signal);
      hash.update(await file.read(at, Math.min(readSize, file.size - at)));
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
