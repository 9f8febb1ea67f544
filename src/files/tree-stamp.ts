import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from './canonical-json.js';
import { errnoOf } from './file-error.js';
import { isInside } from './paths.js';
import { walk } from './walk.js';

/** A file of a tree as a listing shows it. */
export interface TreeFile {
  /** Below the root, `/`, case as on disk. */
  readonly path: string;
  readonly hostPath: string;
  /** Bytes. */
  readonly size: number;
  /** Modification time in nanoseconds since 1970. */
  readonly time: bigint;
}

/** A tree as a listing shows it. */
export interface TreeListing {
  /** In the order of {@link walk}. */
  readonly files: readonly TreeFile[];
  /** Relative paths of what is neither a file nor a folder, and of links that lead out of the tree or nowhere. */
  readonly strange: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Lists a tree with sizes and times; a link to a file of the same tree counts as that file.
 * @throws ServicingError `permission`, `cancelled`; the file system's own error when the root is missing
 */
export async function listTree(root: string, options: { signal?: AbortSignal | undefined } = {}): Promise<TreeListing> {
  const real = await realpath(root);
  const files: TreeFile[] = [];
  const strange: string[] = [];
  const folders: string[] = [];
  for await (const entry of walk(real, options)) {
    if (entry.kind === 'folder') folders.push(entry.path);
    else if (entry.kind === 'other' || !isInside(await realpath(entry.hostPath), real)) strange.push(entry.path);
    else files.push({ path: entry.path, hostPath: join(root, entry.path), ...(await sizeAndTime(entry.hostPath)) });
  }
  return { files, strange, folders };
}

/** Size and time of a file, to see whether it changed. Throws the file system's own error. */
export async function sizeAndTime(path: string): Promise<{ size: number; time: bigint }> {
  const facts = await stat(path, { bigint: true });
  return { size: Number(facts.size), time: facts.mtimeNs };
}

/** SHA-256 over paths, sizes and times: cheap to take again, so that a change between plan and run is seen. */
export function stampOf(files: readonly Pick<TreeFile, 'path' | 'size' | 'time'>[]): string {
  return digestOf(files.map(({ path, size, time }) => [path, size, String(time)]));
}

/** The stamp of a folder or a single file as it is now; undefined where it is not there any more. */
export async function currentStamp(path: string, options: { signal?: AbortSignal | undefined } = {}): Promise<string | undefined> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return stampOf((await listTree(path, options)).files);
    return stampOf([{ path: '', ...(await sizeAndTime(path)) }]);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
