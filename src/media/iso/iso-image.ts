import { utimes } from 'node:fs/promises';
import type { OpenSource } from '../../files/byte-source.js';
import { throwIfCancelled } from '../../files/cancel.js';
import { copyPieces } from '../../files/copy-pieces.js';
import type { CopyOptions } from '../../files/copy-pieces.js';
import { toFileError } from '../../files/file-error.js';
import type { FileTree, TreeEntry } from '../../files/file-tree.js';
import { sha256In } from '../../files/hash.js';
import { foldCase, normalizeRelative } from '../../files/paths.js';
import type { WalkOptions } from '../../files/walk.js';
import { readBootEntries } from './el-torito.js';
import type { BootEntry } from './el-torito.js';
import { isoInvalid } from './iso-error.js';
import { IsoFile } from './iso-file.js';
import { IsoSource } from './iso-source.js';
import type { IsoEntry, IsoTree } from './iso-tree.js';
import { readIso9660Tree } from './iso9660-tree.js';
import { readUdfTree } from './udf-tree.js';

/**
 * An ISO file as Windows sees it: UDF where there is one, else Joliet, else plain ISO 9660. Nothing is mounted, so nothing
 * is left behind by a program that is killed, and no rights are needed. To be closed.
 */
export class IsoImage implements FileTree {
  readonly #source: IsoSource;
  readonly #tree: IsoTree;
  readonly #byPath: ReadonlyMap<string, IsoEntry>;
  /** By the form of a path in which case does not count; the first of two wins. */
  readonly #byFolded: ReadonlyMap<string, IsoEntry>;
  /** What firmware may start from it. */
  readonly bootEntries: readonly BootEntry[];

  private constructor(source: IsoSource, tree: IsoTree, bootEntries: readonly BootEntry[]) {
    this.#source = source;
    this.#tree = tree;
    this.bootEntries = bootEntries;
    this.#byPath = new Map(tree.entries.map((entry) => [entry.path, entry]));
    this.#byFolded = new Map([...tree.entries].reverse().map((entry) => [foldCase(entry.path), entry]));
  }

  /**
   * Opens an ISO file and lists it.
   * @throws ServicingError `media-invalid`, `permission`, `cancelled`; the file system's own error where it is missing
   */
  static async open(path: string, options: { signal?: AbortSignal | undefined } = {}): Promise<IsoImage> {
    const source = await IsoSource.open(path);
    try {
      const tree = await readUdfTree(source, options.signal) ?? await readIso9660Tree(source, options.signal);
      if (tree === undefined) throw isoInvalid(path, 'it has neither a UDF nor an ISO 9660 file system');
      return new IsoImage(source, tree, await readBootEntries(source));
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  get root(): string {
    return this.#source.path;
  }

  /** Bytes of the ISO file. */
  get size(): number {
    return this.#source.size;
  }

  async* walk({ signal, skip }: WalkOptions = {}): AsyncGenerator<TreeEntry> {
    const skipped = new Set<string>();
    for (const entry of this.entries) {
      throwIfCancelled(signal);
      const folder = entry.path.slice(0, Math.max(0, entry.path.lastIndexOf('/')));
      if (skipped.has(folder) || skip?.(entry.path, entry.kind === 'folder') === true) skipped.add(entry.path);
      else yield { ...entry, time: timeOf(entry) };
    }
  }

  async find(path: string): Promise<string | undefined> {
    const wanted = normalizeRelative(path);
    return (this.#byPath.get(wanted) ?? this.#byFolded.get(foldCase(wanted)))?.path;
  }

  nameOf(path: string): string {
    return `${path} in ${this.root}`;
  }

  async modifiedTime(path: string): Promise<bigint> {
    return timeOf(this.#fileAt(path));
  }

  async open(path: string): Promise<OpenSource> {
    return new IsoFile(this.nameOf(path), this.#source, this.#fileAt(path));
  }

  async copyOut(path: string, to: string, options: CopyOptions = {}): Promise<void> {
    await copyPieces(await this.open(path), to, options);
    const { modified } = this.#fileAt(path);
    if (modified === undefined) return;
    try {
      await utimes(to, modified / 1000, modified / 1000);
    } catch (error) {
      throw toFileError(error, 'copy', this.nameOf(path));
    }
  }

  /** Files and folders, folders before what they hold. */
  get entries(): readonly IsoEntry[] {
    return this.#tree.entries;
  }

  get fileSystem(): IsoTree['fileSystem'] {
    return this.#tree.fileSystem;
  }

  /** The volume's label. */
  get label(): string {
    return this.#tree.label;
  }

  /** SHA-256 of a file, in lower-case hexadecimal. Errors as sha256In. */
  async sha256(entry: IsoEntry, options: { signal?: AbortSignal | undefined } = {}): Promise<string> {
    return sha256In(this, entry.path, options);
  }

  /** Bytes of the ISO file from a place on, for a boot image. Errors as of IsoSource. */
  async bytesAt(offset: number, length: number): Promise<Buffer> {
    return this.#source.read({ offset, length }, 'a boot image');
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  #fileAt(path: string): IsoEntry {
    const entry = this.#byPath.get(path);
    if (entry?.kind !== 'file') throw new Error(`${this.nameOf(path)} is no file`);
    return entry;
  }
}

function timeOf({ modified }: IsoEntry): bigint {
  return BigInt(Math.round((modified ?? 0) * 1000)) * 1000n;
}
