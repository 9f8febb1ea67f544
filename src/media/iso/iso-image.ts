import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../../files/cancel.js';
import { readBootEntries } from './el-torito.js';
import type { BootEntry } from './el-torito.js';
import { isoInvalid } from './iso-error.js';
import { IsoSource } from './iso-source.js';
import type { IsoEntry, IsoTree } from './iso-tree.js';
import { readIso9660Tree } from './iso9660-tree.js';
import { readUdfTree } from './udf-tree.js';

/** Large reads keep a disk streaming. */
const chunkSize = 4 * 1024 * 1024;

/** An ISO file as Windows sees it: UDF where there is one, else Joliet, else plain ISO 9660. Nothing is mounted. */
export class IsoImage {
  readonly #source: IsoSource;
  readonly #tree: IsoTree;
  /** What firmware may start from it. */
  readonly bootEntries: readonly BootEntry[];

  private constructor(source: IsoSource, tree: IsoTree, bootEntries: readonly BootEntry[]) {
    this.#source = source;
    this.#tree = tree;
    this.bootEntries = bootEntries;
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

  /**
   * The content of a file, piece by piece.
   * @throws ServicingError `media-invalid` where the ISO file ends before it, `cancelled`
   */
  async* read(entry: IsoEntry, options: { signal?: AbortSignal | undefined } = {}): AsyncGenerator<Buffer> {
    for (const { offset, length } of entry.extents) {
      for (let at = 0; at < length; at += chunkSize) {
        throwIfCancelled(options.signal);
        yield await this.#source.read({ offset: offset + at, length: Math.min(chunkSize, length - at) }, entry.path);
      }
    }
  }

  /** SHA-256 of a file, in lower-case hexadecimal. Errors as {@link read}. */
  async sha256(entry: IsoEntry, options: { signal?: AbortSignal | undefined } = {}): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of this.read(entry, options)) hash.update(chunk);
    return hash.digest('hex');
  }

  /** Bytes of the ISO file from a place on, for a boot image. Errors as {@link read}. */
  async bytesAt(offset: number, length: number): Promise<Buffer> {
    return this.#source.read({ offset, length }, 'a boot image');
  }

  async close(): Promise<void> {
    await this.#source.close();
  }
}
