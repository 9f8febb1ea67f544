import { foldCase, normalizeRelative } from '../files/paths.js';
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

interface Node { entry: WimEntry; subfolder: number }

interface Folder { children: readonly Node[]; byFoldedName: ReadonlyMap<string, Node> }

const emptyFolder: Folder = { children: [], byFoldedName: new Map() };

/** The tree of one image, from its metadata resource. Folders are read when they are asked for. */
export class WimTree {
  readonly #bytes: Buffer;
  readonly #blobs: BlobIndex;
  readonly #path: string;
  readonly #root: Node;
  /** By where their entries begin. */
  readonly #folders = new Map<number, Folder>();

  /** @throws ServicingError `wim-invalid` */
  constructor(metadata: Buffer, blobs: BlobIndex, wimPath: string) {
    this.#bytes = metadata;
    this.#blobs = blobs;
    this.#path = wimPath;
    this.#root = this.#guard(() => {
      const root = parseDentry(metadata, align8(Math.max(readU32(metadata, 0), 8)));
      if (root === undefined) throw new DamagedDataError('no root');
      return this.#toNode(root, '');
    });
  }

  /** Finds a file or folder, names without case, `/` or `\`; an exact match wins. */
  find(path: string): WimEntry | undefined {
    return this.#findNode(path)?.entry;
  }

  /** What a folder holds, in stored order; undefined where there is no such folder. `''` is the root. */
  list(path: string): WimEntry[] | undefined {
    const node = this.#findNode(path);
    return node?.entry.isFolder === true ? this.#read(node).children.map((child) => child.entry) : undefined;
  }

  /** The whole tree without its root, folders before what they hold. */
  *walk(): Generator<WimEntry> {
    const seen = new Set<number>();
    const pending = [this.#root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (node !== this.#root) yield node.entry;
      if (node.subfolder === 0) continue;
      if (seen.has(node.subfolder)) throw this.#damaged('a folder that holds itself');
      seen.add(node.subfolder);
      pending.push(...this.#read(node).children.toReversed());
    }
  }

  #findNode(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    if (/^[\\/]*$/u.test(path)) return node;
    for (const segment of normalizeRelative(path.replace(/^[\\/]+/u, '')).split('/')) {
      const folder: Folder = this.#read(node);
      const found: Node | undefined = folder.byFoldedName.get(foldCase(segment));
      if (found === undefined) return undefined;
      // Two names that differ in case alone are rare, and Windows takes either.
      node = found.entry.name === segment ? found : (folder.children.find(({ entry }) => entry.name === segment) ?? found);
    }
    return node;
  }

  #read(node: Node): Folder {
    if (node.subfolder === 0) return emptyFolder;
    const known = this.#folders.get(node.subfolder);
    if (known !== undefined) return known;
    const children = this.#guard(() => this.#parseFolder(node));
    const folder = { children, byFoldedName: new Map(children.map((child) => [foldCase(child.entry.name), child])) };
    this.#folders.set(node.subfolder, folder);
    return folder;
  }

  #parseFolder(node: Node): Node[] {
    const children: Node[] = [];
    for (let at = node.subfolder; ;) {
      const dentry = parseDentry(this.#bytes, at);
      if (dentry === undefined) return children;
      children.push(this.#toNode(dentry, node.entry.path));
      at = dentry.next;
    }
  }

  #toNode(dentry: Dentry, parent: string): Node {
    const { name, attributes, isFolder, sha1, creationTime, lastAccessTime, lastWriteTime } = dentry;
    const blob = sha1 === undefined || isFolder ? undefined : this.#blobs.find(sha1);
    const size = blob === undefined ? 0 : contentSize(blob);
    return {
      subfolder: isFolder ? dentry.subfolder : 0,
      entry: {
        path: parent === '' ? name : `${parent}/${name}`, name, isFolder, attributes, size,
        ...(sha1 !== undefined && !isFolder && { sha1 }),
        creationTime, lastAccessTime, lastWriteTime,
      },
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
    return wimInvalid(this.#path, `the metadata of an image is damaged (${why})`, cause);
  }
}

function readU32(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at);
}

/** Security descriptors and directory entries begin at multiples of 8. */
function align8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
