import { foldCase, normalizeRelative } from '../files/paths.js';
import type { PartialBytes } from './partial-bytes.js';
import { DamagedDataError, wimInvalid } from './wim-error.js';
import { parseDentry, type Dentry } from './wim-dentry.js';
import { contentSize, type WimBlob } from './wim-blob-table.js';

/** A file or folder of an image. */
export interface WimEntry {
  /** Relative to the image's root, `/`, case as stored; empty for the root. */
  path: string;
  name: string;
  isFolder: boolean;
  /** FILE_ATTRIBUTE_* bits. */
  attributes: number;
  /** Bytes of the content; 0 for folders. */
  size: number;
  /** SHA-1 of the content, lower-case hexadecimal; absent for folders and empty files. */
  sha1?: string;
  /** FILETIME: 100 ns since 1601, UTC. */
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
}

/** Where a tree finds the sizes of its files. */
export interface BlobIndex { find(sha1: string): WimBlob | undefined }

/** A file or folder before anybody asks what it is. */
interface Node { readonly dentry: Dentry; readonly path: string }

/** What was read of a folder, and where it goes on; undefined at its end. */
interface Folder { readonly children: Node[]; next: number | undefined }

/** The tree of one image, from its metadata resource. Folders are read when they are asked for. */
export class WimTree {
  readonly #bytes: PartialBytes;
  readonly #blobs: BlobIndex;
  readonly #wim: string;
  readonly #root: Node;
  /** Those that were asked for by name, by where their entries begin. */
  readonly #folders = new Map<number, Folder>();

  /** @throws ServicingError `wim-invalid` */
  constructor(metadata: PartialBytes, blobs: BlobIndex, wimPath: string) {
    this.#bytes = metadata;
    this.#blobs = blobs;
    this.#wim = wimPath;
    this.#root = this.#guard(() => {
      if (metadata.length < 4) throw new DamagedDataError('it is empty');
      const dentry = parseDentry(metadata, align8(Math.max(metadata.range(0, 4).readUInt32LE(0), 8)));
      if (dentry === undefined) throw new DamagedDataError('no root');
      return { dentry, path: '' };
    });
  }

  /** Finds a file or folder, names without case, `/` or `\`; an exact match wins. */
  find(path: string): WimEntry | undefined {
    const node = this.#findNode(path);
    return node && this.#entryOf(node);
  }

  /** What a folder holds, in stored order; undefined where there is no such folder. `''` is the root. */
  list(path: string): WimEntry[] | undefined {
    return this.#childrenOf(path)?.map((child) => this.#entryOf(child));
  }

  /** Whether there is a file or a folder; as {@link find}, without what else is known of it. */
  kindOf(path: string): 'file' | 'folder' | undefined {
    const node = this.#findNode(path);
    return node && (node.dentry.isFolder ? 'folder' : 'file');
  }

  /** Names of the files in a folder, in stored order; undefined where there is no such folder. */
  fileNames(path: string): string[] | undefined {
    return this.#childrenOf(path)?.filter(({ dentry }) => !dentry.isFolder).map(({ dentry }) => dentry.name);
  }

  /** Names of the folders in a folder, as {@link fileNames}. */
  folderNames(path: string): string[] | undefined {
    return this.#childrenOf(path)?.filter(({ dentry }) => dentry.isFolder).map(({ dentry }) => dentry.name);
  }

  /** The whole tree without its root, folders before what they hold. What was read of it is not kept. */
  *walk(): Generator<WimEntry> {
    const seen = new Set<number>();
    const pending = [this.#root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node !== this.#root) yield this.#entryOf(node);
      const subfolder = this.#subfolderOf(node);
      if (subfolder === 0) continue;
      if (seen.has(subfolder)) throw this.#damaged('a folder that holds itself');
      seen.add(subfolder);
      const folder: Folder = { children: [], next: subfolder };
      this.#readOn(folder, node.path);
      for (const child of folder.children.reverse()) pending.push(child);
    }
  }

  #childrenOf(path: string): readonly Node[] | undefined {
    const node = this.#findNode(path);
    return node?.dentry.isFolder === true ? this.#read(node) : undefined;
  }

  #findNode(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    if (/^[\\/]*$/u.test(path)) return node;
    for (const segment of normalizeRelative(path.replace(/^[\\/]+/u, '')).split('/')) {
      node = childOf(this.#read(node), segment);
      if (node === undefined) return undefined;
    }
    return node;
  }

  #read(node: Node): readonly Node[] {
    const subfolder = this.#subfolderOf(node);
    if (subfolder === 0) return [];
    const folder = this.#folders.get(subfolder) ?? { children: [], next: subfolder };
    this.#folders.set(subfolder, folder);
    this.#readOn(folder, node.path);
    return folder.children;
  }

  #subfolderOf({ dentry }: Node): number {
    return dentry.isFolder ? this.#guard(() => dentry.subfolder) : 0;
  }

  /** Reads a folder to its end; where a piece of it is missing, what was read stays. */
  #readOn(folder: Folder, path: string): void {
    this.#guard(() => {
      while (folder.next !== undefined) {
        const dentry = parseDentry(this.#bytes, folder.next);
        if (dentry !== undefined) folder.children.push({ dentry, path: path === '' ? dentry.name : `${path}/${dentry.name}` });
        folder.next = dentry?.next;
      }
    });
  }

  #entryOf({ dentry, path }: Node): WimEntry {
    const { name, attributes, isFolder, creationTime, lastAccessTime, lastWriteTime } = dentry;
    const sha1 = isFolder ? undefined : dentry.sha1;
    const blob = sha1 === undefined ? undefined : this.#blobs.find(sha1);
    return {
      path, name, isFolder, attributes, size: blob === undefined ? 0 : contentSize(blob),
      ...(sha1 !== undefined && { sha1 }),
      creationTime, lastAccessTime, lastWriteTime,
    };
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof RangeError || error instanceof DamagedDataError) throw this.#damaged(error.message, error);
      throw error;
    }
  }

  #damaged(why: string, cause?: unknown): Error {
    return wimInvalid(this.#wim, `the metadata of an image is damaged (${why})`, cause);
  }
}

/** Two names that differ in case alone are rare, and Windows takes either. WinSxS has 25,000 folders, so nothing is made of each. */
function childOf(children: readonly Node[], name: string): Node | undefined {
  const exact = children.find(({ dentry }) => dentry.name === name);
  if (exact !== undefined) return exact;
  const folded = foldCase(name);
  return children.findLast(({ dentry }) => dentry.name.length === name.length && foldCase(dentry.name) === folded);
}

/** Security descriptors and directory entries begin at multiples of 8. */
function align8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
