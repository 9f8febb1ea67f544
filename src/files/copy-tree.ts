import { join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { copyFileKeepingTimes } from './copy-file.js';
import { makeFolder } from './make-folder.js';
import { mapLimit } from './map-limit.js';
import { foldCase, isInside, normalizeRelative } from './paths.js';
import { walk, type WalkEntry } from './walk.js';

const copiesAtOnce = 4;

export interface CopyTreeOptions {
  /** Relative paths (files or folders) to leave out, matched without case. */
  except?: readonly string[];
  signal?: AbortSignal | undefined;
  /** After each file: bytes copied so far and in all. */
  onProgress?: (bytes: number, total: number) => void;
}

/**
 * Copies a tree: several files at once, as clones where the file system can, times kept, read-only cleared on the
 * copies; the originals are only read. `to` is made; files in it of the same name are overwritten.
 * @returns number of files and bytes copied
 * @throws ServicingError `usage` for a copy into itself, `media-unsupported` for what cannot be copied (a link to a folder, a device), `permission`,
 *   `disk-space`, `cancelled` (the part that was copied stays)
 */
export async function copyTree(from: string, to: string, options: CopyTreeOptions = {}): Promise<{ files: number; bytes: number }> {
  const except = new Set((options.except ?? []).map((path) => foldCase(normalizeRelative(path))));
  const files: WalkEntry[] = [];
  if (isInside(to, from)) throw new ServicingError('usage', `${to} lies inside ${from}, of which it is to be a copy.`);
  await makeFolder(to);
  for await (const entry of walk(from, { signal: options.signal, skip: (path) => except.has(foldCase(path)) })) {
    if (entry.kind === 'folder') await makeFolder(join(to, entry.path));
    else if (entry.kind === 'file') files.push(entry);
    else throw new ServicingError('media-unsupported', `${entry.hostPath} is neither a file nor a folder and cannot be copied.`);
  }
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let bytes = 0;
  // Large files first: a WIM that starts last would copy alone.
  const ordered = files.toSorted((a, b) => b.size - a.size);
  await mapLimit(ordered, copiesAtOnce, async (file) => {
    await copyFileKeepingTimes(file.hostPath, join(to, file.path));
    bytes += file.size;
    options.onProgress?.(bytes, total);
  }, options.signal);
  return { files: files.length, bytes };
}
