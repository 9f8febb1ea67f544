import { posix } from 'node:path';
import { throwIfCancelled } from '../files/cancel.js';
import type { FileTree } from '../files/file-tree.js';
import { ServicingError } from '../schema/errors.js';
import { readWimHeader } from './wim-file.js';

/** One file of a split WIM. */
export interface SplitPart {
  /** In the tree, as it was found. */
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
}

/**
 * All parts of a split WIM in their order. Which file is which part is told by the headers: the parts of one WIM share a
 * GUID and are numbered. Setup and DISM look for `install.swm`, `install2.swm`, …, so files of other names do not count.
 * @param first path of the first part in its tree, as it was found
 * @throws ServicingError `media-invalid` naming the parts that are missing, or the file that is of another split WIM or
 *   the same part again; `wim-invalid`, `permission`, `cancelled`
 */
export async function findParts(tree: FileTree, first: string, signal?: AbortSignal): Promise<SplitPart[]> {
  const own = await readWimHeader(tree, first);
  if (own.header.partNumber !== 1) throw badPart(tree.nameOf(first), `is part ${own.header.partNumber} of a split WIM and has the name of the first`);
  const parts = new Map<number, SplitPart>([[1, { path: first, size: own.size }]]);
  for (const path of await otherPaths(tree, first)) {
    throwIfCancelled(signal);
    const { header, size } = await readWimHeader(tree, path);
    if (header.guid !== own.header.guid || header.totalParts !== own.header.totalParts) {
      throw badPart(tree.nameOf(path), `is of another split WIM than ${posix.basename(first)}`);
    }
    const twin = parts.get(header.partNumber);
    if (twin !== undefined) throw badPart(tree.nameOf(path), `is part ${header.partNumber}, as ${posix.basename(twin.path)} is`);
    parts.set(header.partNumber, { path, size });
  }
  const missing = Array.from({ length: own.header.totalParts }, (_, at) => at + 1).filter((number) => !parts.has(number));
  if (missing.length > 0) {
    throw new ServicingError('media-invalid', `${tree.nameOf(first)} is a split WIM of ${own.header.totalParts} parts, of which ${missing.length === 1 ? 'one is' : 'some are'} missing: ${
      missing.map((number) => partName(first, number)).join(', ')}.`, { advice: 'Copy all parts of the split WIM again.' });
  }
  return [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
}

/** Files beside the first whose names begin and end as its name does, with digits between: what further parts are called. */
export async function otherPaths(tree: FileTree, first: string): Promise<string[]> {
  const folder = posix.dirname(first);
  const [stem, ending] = splitName(first);
  const pattern = new RegExp(`^${escape(stem)}\\d+${escape(ending)}$`, 'iu');
  const paths: string[] = [];
  for await (const { path, kind } of tree.walk({ skip: (other, isFolder) => isFolder && other !== folder && !folder.startsWith(`${other}/`) })) {
    if (kind === 'file' && posix.dirname(path) === folder && pattern.test(posix.basename(path))) paths.push(path);
  }
  return paths.sort();
}

function partName(first: string, number: number): string {
  const [stem, ending] = splitName(first);
  return number === 1 ? posix.basename(first) : `${stem}${number}${ending}`;
}

function splitName(path: string): [stem: string, ending: string] {
  const name = posix.basename(path);
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot)];
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}

function badPart(path: string, what: string): ServicingError {
  return new ServicingError('media-invalid', `${path} ${what}.`, { advice: 'Keep only the parts of one split WIM in the folder, under the names that they were made with.' });
}
