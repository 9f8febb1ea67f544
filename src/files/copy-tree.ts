import { join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import type { FileTree, TreeEntry } from './file-tree.js';
import { makeFolder } from './make-folder.js';
import { mapLimit } from './map-limit.js';
import { foldCase, isInside, normalizeRelative } from './paths.js';

const copiesAtOnce = 4;

export interface CopyTreeOptions {
  /** Relative paths (files or folders) to leave out, matched without case. */
  except?: readonly string[];
  /** Copies only what this says yes to, of folders and of files. */
  only?: (path: string, isFolder: boolean) => boolean;
  signal?: AbortSignal | undefined;
  /** After each file, of large ones after each piece: bytes copied so far and in all. */
  onProgress?: (bytes: number, total: number) => void;
}

/**
 * Copies a tree: several files at once, as clones where the file system can, times kept, read-only cleared on the
 * copies; the originals are only read. `to` is made; files in it of the same name are overwritten.
 * @returns number of files and bytes copied
 * @throws ServicingError `usage` for a copy into itself, `media-unsupported` for what cannot be copied (a link to a folder, a device),
 *   `media-invalid` for a file that cannot be read, `permission`, `disk-space`, `cancelled` (the files that were copied stay, none of them is half a file)
 */
export async function copyTree(from: FileTree, to: string, options: CopyTreeOptions = {}): Promise<{ files: number; bytes: number }> {
  const { signal } = options;
  const except = new Set((options.except ?? []).map((path) => foldCase(normalizeRelative(path))));
  const files: TreeEntry[] = [];
  if (isInside(to, from.root)) throw new ServicingError('usage', `${to} lies inside ${from.root}, of which it is to be a copy.`);
  await makeFolder(to);
  for await (const entry of from.walk({ signal, skip: (path, isFolder) => except.has(foldCase(path)) || options.only?.(path, isFolder) === false })) {
    if (entry.kind === 'folder') await makeFolder(join(to, entry.path));
    else if (entry.kind === 'file') files.push(entry);
    else throw new ServicingError('media-unsupported', `${from.nameOf(entry.path)} is neither a file nor a folder and cannot be copied.`);
  }
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let bytes = 0;
  const onBytes = (more: number): void => {
    bytes += more;
    options.onProgress?.(bytes, total);
  };
  // Large files first: a WIM that starts last would copy alone.
  const ordered = files.toSorted((a, b) => b.size - a.size);
  await mapLimit(ordered, copiesAtOnce, async (file) => from.copyOut(file.path, join(to, file.path), { signal, onBytes }), signal);
  return { files: files.length, bytes: total };
}
