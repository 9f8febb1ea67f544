import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from './cancel.js';
import { entryKind } from './entry-kind.js';
import { toFileError } from './file-error.js';
import { foldCase } from './paths.js';

/** A file that is in both trees. */
export interface MatchingFile {
  /** Relative path with `/`, case as in `to`. */
  path: string;
  /** Relative path with `/`, case as in `from`. */
  source: string;
}

/**
 * The files that two trees have in common, names matched without case. Only folders that are in both are listed, and no
 * other file is looked at: a `sources` folder against System32 costs a few directory reads.
 * @throws ServicingError `permission`, `cancelled`; the file system's own error when a root is missing
 */
export async function matchingFiles(from: string, to: string, options: { signal?: AbortSignal | undefined } = {}): Promise<MatchingFile[]> {
  const matches: MatchingFile[] = [];
  const pending: MatchingFile[] = [{ path: '', source: '' }];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    throwIfCancelled(options.signal);
    const targets = await list(join(to, pair.path));
    const sources = byFoldedName(await list(join(from, pair.source)));
    for (const target of targets) {
      const found = sources.get(foldCase(target.name));
      const source = found?.find((item) => item.name === target.name) ?? found?.[0];
      if (source === undefined) continue;
      const match = { path: child(pair.path, target.name), source: child(pair.source, source.name) };
      const kinds = [await entryKind(join(to, match.path), target), await entryKind(join(from, match.source), source)];
      if (kinds.every((kind) => kind === 'folder')) pending.push(match);
      else if (kinds.every((kind) => kind === 'file')) matches.push(match);
    }
  }
  return matches;
}

function child(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

async function list(folder: string): Promise<Dirent[]> {
  try {
    const items = await readdir(folder, { withFileTypes: true });
    return items.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw toFileError(error, 'list', folder);
  }
}

function byFoldedName(items: readonly Dirent[]): Map<string, Dirent[]> {
  const names = new Map<string, Dirent[]>();
  for (const item of items) {
    const folded = foldCase(item.name);
    const same = names.get(folded);
    if (same === undefined) names.set(folded, [item]);
    else same.push(item);
  }
  return names;
}
