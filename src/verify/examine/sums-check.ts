import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf, toFileError } from '../../files/file-error.js';
import { FolderTree } from '../../files/file-tree.js';
import type { FileTree } from '../../files/file-tree.js';
import { sha256File, sha256In } from '../../files/hash.js';
import { mapLimit } from '../../files/map-limit.js';
import { parseSums } from '../../files/sha256sums.js';
import type { Sum } from '../../files/sha256sums.js';
import type { Check } from '../../schema/result.js';

const sumsName = 'SHA256SUMS';
const shown = 10;
const hashedAtOnce = 4;

/**
 * Whether media is what the `SHA256SUMS` beside it says, file by file: of a folder, that its files are these and no others; of
 * an ISO file, that it is that one. No check where there is none beside it, or it says nothing of this media.
 * @param known SHA-256 of files of the media that were read already, by path
 */
export async function sumsChecks(tree: FileTree, known: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Check[]> {
  const text = await readSums(join(dirname(tree.root), sumsName));
  if (text === undefined) return [];
  const title = `Files are what ${sumsName} says`;
  const sums = parseSums(text);
  if (sums === undefined) return [{ id: 'sums', title, ok: false, evidence: `${sumsName} beside the media is damaged` }];
  const name = basename(tree.root);
  if (!(tree instanceof FolderTree)) {
    const sum = sums.find(({ path }) => path === name);
    if (sum === undefined) return [];
    const sha256 = await sha256File(tree.root, { signal });
    return [{ id: 'sums', title, ok: sha256 === sum.sha256, evidence: `${name}: ${sha256}${sha256 === sum.sha256 ? '' : ` instead of ${sum.sha256}`}` }];
  }
  const own = sums.filter(({ path }) => path.startsWith(`${name}/`)).map(({ path, sha256 }) => ({ sha256, path: path.slice(name.length + 1) }));
  if (own.length === 0) return [];
  const wrong = await differences(tree, own, known, signal);
  return [{
    id: 'sums', title, ok: wrong.length === 0,
    evidence: wrong.length === 0 ? `${own.length} files have their SHA-256` : `${wrong.slice(0, shown).join('; ')}${wrong.length > shown ? ` and ${wrong.length - shown} more` : ''}`,
  }];
}

async function differences(tree: FileTree, sums: readonly Sum[], known: ReadonlyMap<string, string>, signal: AbortSignal): Promise<string[]> {
  const there = new Set<string>();
  for await (const { path, kind } of tree.walk({ signal })) if (kind === 'file') there.add(path);
  const wanted = new Set(sums.map(({ path }) => path));
  const changed = await mapLimit(sums.filter(({ path }) => there.has(path)), hashedAtOnce, async ({ path, sha256 }) => (
    (known.get(path) ?? await sha256In(tree, path, { signal })) === sha256 ? undefined : `changed: ${path}`), signal);
  return [
    ...sums.filter(({ path }) => !there.has(path)).map(({ path }) => `missing: ${path}`),
    ...changed.filter((one) => one !== undefined),
    ...[...there].filter((path) => !wanted.has(path)).map((path) => `not listed: ${path}`),
  ];
}

async function readSums(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'EISDIR') return undefined;
    throw toFileError(error, 'read', path);
  }
}
