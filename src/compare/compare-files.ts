import type { FileTree, TreeEntry } from '../files/file-tree.js';
import { sha256In } from '../files/hash.js';
import { mapLimit } from '../files/map-limit.js';
import { foldCase } from '../files/paths.js';
import type { FilesDifference } from '../schema/difference.js';

/** Pairs of files that are read at once. */
const pairsAtOnce = 4;

/**
 * Compares the files of two trees by content, whatever their times; names without case.
 * @param except paths (in small letters) that are compared otherwise
 * @throws ServicingError `permission`, `media-invalid` where a file cannot be read, `cancelled`
 */
export async function compareFiles(a: FileTree, b: FileTree, except: ReadonlySet<string>, signal?: AbortSignal): Promise<FilesDifference> {
  const [first, second] = [await filesOf(a, except, signal), await filesOf(b, except, signal)];
  const both = [...second].flatMap(([key, file]) => {
    const before = first.get(key);
    return before === undefined ? [] : [{ before, file }];
  });
  const changed = await mapLimit(both, pairsAtOnce, async ({ before, file }) => !(await isSame({ tree: a, file: before }, { tree: b, file }, signal)), signal);
  return {
    added: [...second].filter(([key]) => !first.has(key)).map(([, { path, size }]) => ({ path, size })),
    removed: [...first].filter(([key]) => !second.has(key)).map(([, { path, size }]) => ({ path, size })),
    changed: both.filter((_, at) => changed[at] === true).map(({ before, file }) => ({ path: file.path, a: before.size, b: file.size })),
    same: changed.filter((one) => !one).length,
  };
}

interface Place { readonly tree: FileTree; readonly file: TreeEntry }

async function isSame(one: Place, other: Place, signal: AbortSignal | undefined): Promise<boolean> {
  if (one.file.size !== other.file.size) return false;
  if (one.file.size === 0) return true;
  const [first, second] = await Promise.all([one, other].map(({ tree, file }) => sha256In(tree, file.path, { signal })));
  return first === second;
}

/** By folded path, sorted. */
async function filesOf(tree: FileTree, except: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<Map<string, TreeEntry>> {
  const files: [string, TreeEntry][] = [];
  for await (const entry of tree.walk({ signal })) {
    const key = foldCase(entry.path);
    if (entry.kind === 'file' && !except.has(key)) files.push([key, entry]);
  }
  return new Map(files.sort(([one], [other]) => (one < other ? -1 : 1)));
}
