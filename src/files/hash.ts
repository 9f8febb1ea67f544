import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { OpenSource } from './byte-source.js';
import { cancelledError, throwIfCancelled } from './cancel.js';
import { toFileError } from './file-error.js';
import type { FileTree } from './file-tree.js';
import { countSmall, hashBeside, hashSmallBeside } from './hash-workers.js';
import type { HashAlgorithm, HashedFile } from './hash-workers.js';

/** Bytes of one read: larger ones are no faster. */
const readSize = 1024 * 1024;
const leastRead = 4 * 1024;

export interface FileDigests {
  /** Lower-case hexadecimal. */
  sha256: string;
  /** Lower-case hexadecimal; only for what Windows itself names by SHA-1 (catalog file names, WIM contents). */
  sha1: string;
  /** Bytes that were hashed. */
  size: number;
}

interface HashOptions { signal?: AbortSignal | undefined }

/** Smaller files are hashed before a worker would have begun, unless there are many of them. */
const worthAWorker = 4 * 1024 * 1024;

/**
 * Hashes one file, reading it once; a large one, or one of many, in a thread of its own, so that several go on at once and the event loop is free.
 * @returns lower-case hexadecimal, in the order of the algorithms
 * @throws ServicingError `cancelled`, `permission`; the file system's own error when the file is missing
 */
async function hashFile(path: string, algorithms: readonly HashAlgorithm[], { signal }: HashOptions = {}): Promise<HashedFile> {
  throwIfCancelled(signal);
  try {
    const small = await hashSmallBeside(path, algorithms, worthAWorker - 1, signal);
    throwIfCancelled(signal);
    if (small !== undefined) return small;
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const hashed = size < worthAWorker ? undefined : await hashBeside(path, algorithms, signal);
      throwIfCancelled(signal);
      if (hashed !== undefined) return hashed;
      const here = await hashHere((piece) => file.read(piece, 0, piece.length, null), size, algorithms, signal);
      countSmall(here.size, worthAWorker);
      return here;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (signal?.aborted === true) throw cancelledError(signal);
    throw toFileError(error, 'read', path);
  }
}

/** Hashes what is read, a piece at a time; the next one is read meanwhile. */
async function hashHere(
  read: (piece: Buffer) => Promise<{ bytesRead: number; buffer: Buffer }>, size: number, algorithms: readonly HashAlgorithm[], signal: AbortSignal | undefined,
): Promise<HashedFile> {
  const hashes = algorithms.map((name) => createHash(name));
  // A file that says nothing of its size may have one all the same.
  const length = Math.min(readSize, Math.max(size + 1, leastRead));
  let [piece, other] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(size < length ? leastRead : length)];
  let done = 0;
  for (let reading = read(piece); ;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return { digests: hashes.map((hash) => hash.digest('hex')), size: done };
    throwIfCancelled(signal);
    done += bytesRead;
    reading = read(other);
    for (const hash of hashes) hash.update(piece.subarray(0, bytesRead));
    [piece, other] = [other, piece];
  }
}

/** SHA-256 of a file, see {@link hashFile}. */
export async function sha256File(path: string, options: HashOptions = {}): Promise<string> {
  return firstOf(await hashFile(path, ['sha256'], options));
}

/** SHA-1 of a file, see {@link hashFile}. */
export async function sha1File(path: string, options: HashOptions = {}): Promise<string> {
  return firstOf(await hashFile(path, ['sha1'], options));
}

/** SHA-256, SHA-1 and size of a file in one reading. Errors as {@link hashFile}. */
export async function digestFile(path: string, options: HashOptions = {}): Promise<FileDigests> {
  const { digests: [sha256 = '', sha1 = ''], size } = await hashFile(path, ['sha256', 'sha1'], options);
  return { sha256, sha1, size };
}

function firstOf({ digests: [digest = ''] }: HashedFile): string {
  return digest;
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

async function hashIn(tree: FileTree, path: string, algorithm: HashAlgorithm, { signal }: HashOptions): Promise<string> {
  const hash = createHash(algorithm);
  const file = await tree.open(path);
  const pieces = piecesOf(file);
  try {
    for (let reading = pieces(); ;) {
      const piece = await reading;
      throwIfCancelled(signal);
      if (piece === undefined) return hash.digest('hex');
      reading = pieces();
      hash.update(piece);
    }
  } finally {
    await file.close();
  }
}

function piecesOf(file: OpenSource): () => Promise<Buffer | undefined> {
  let at = 0;
  return async () => {
    if (at >= file.size) return undefined;
    const from = at;
    at += readSize;
    return file.read(from, Math.min(readSize, file.size - from));
  };
}
