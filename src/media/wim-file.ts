import { FileSource } from '../files/byte-source.js';
import type { OpenSource } from '../files/byte-source.js';
import type { FileTree } from '../files/file-tree.js';
import { ServicingError } from '../schema/errors.js';
import type { PieceReader } from './resource-reader.js';
import { contentSize, WimBlobTable, type WimBlob } from './wim-blob-table.js';
import { wholeBytes, type PartialBytes } from './partial-bytes.js';
import { askPieces } from './piece-window.js';
import { wimInvalid } from './wim-error.js';
import { parseWimHeader, wimHeaderSize, type WimHeader, type WimResource } from './wim-header.js';
import { WimTree } from './wim-metadata.js';
import { WimPart } from './wim-part.js';
import { readResource } from './wim-resource.js';
import { WimSource } from './wim-source.js';
import { parseWimXml, type WimXmlImage } from './wim-xml.js';

/** Blob tables come to some 10 MB, metadata to 30; what claims much more is damaged. */
const maxTableSize = 2 ** 30;

interface ReadOptions { signal?: AbortSignal | undefined }

/** A WIM, ESD or split WIM open for reading. Obtained from {@link openWim}; to be closed. */
export class WimFile {
  readonly path: string;
  /** Bytes on disk, of the file that was named. */
  readonly size: number;
  readonly header: WimHeader;
  /** What the XML says of each image, sorted by index. */
  readonly images: readonly WimXmlImage[];
  /** Contents of the file that was named. */
  readonly blobs: WimBlobTable;
  readonly #first: WimPart;
  readonly #parts: readonly WimPart[];
  readonly #metadata: readonly WimBlob[];

  /** Use {@link openWim}. */
  constructor(parts: readonly [WimPart, ...WimPart[]], images: readonly WimXmlImage[]) {
    const [first] = parts;
    this.path = first.source.path;
    this.size = first.source.size;
    this.header = first.header;
    this.images = images;
    this.blobs = first.blobs;
    this.#first = first;
    this.#parts = parts;
    this.#metadata = first.blobs.metadata();
  }

  /** The metadata resource of an image; undefined in the later parts of a split WIM, which have none. */
  metadataBlob(index: number): WimBlob | undefined {
    return this.#metadata[index - 1];
  }

  /** Whether {@link readMetadata} can work: not where the metadata is in a part that was not named. */
  hasReadableMetadata(index: number): boolean {
    const blob = this.metadataBlob(index);
    return blob !== undefined && this.#first.holds(blob);
  }

  /** Whether the content with this SHA-1 is in the files that were named. */
  isReadable(sha1: string): boolean {
    return this.#find(sha1) !== undefined;
  }

  /**
   * The tree of an image (1 is the first).
   * @throws ServicingError `wim-invalid` when damaged, `usage` for an index that the WIM does not have
   */
  async readMetadata(index: number, options: ReadOptions = {}): Promise<WimTree> {
    const metadata = await this.#first.read(this.#metadataOf(index), `metadata of image ${index}`, options.signal);
    return this.#treeOf(wholeBytes(metadata));
  }

  /**
   * Asks the tree of an image something, unpacking only the pieces of its metadata that the answer needs: that of a Windows
   * has 30 MB. Its SHA-1 is therefore not checked.
   * @param ask pure; it is called again after pieces that were missing have been fetched
   * @throws as {@link readMetadata}; what `ask` throws
   */
  async askMetadata<T>(index: number, ask: (tree: WimTree) => T, options: ReadOptions = {}): Promise<T> {
    const content = await this.#first.open(this.#metadataOf(index), `metadata of image ${index}`);
    let tree: WimTree | undefined;
    return askPieces(content, (bytes) => ask(tree ??= this.#treeOf(bytes)), options.signal);
  }

  /**
   * The content of a file of an image, checked against its SHA-1.
   * @param path names without case, `/` or `\`
   * @param options.tree the image's tree, if it was read already
   * @throws as readMetadata and openContent; `usage` when the image has no such file
   */
  async readFile(index: number, path: string, options: ReadOptions & { tree?: WimTree | undefined } = {}): Promise<Buffer> {
    const tree = options.tree ?? (await this.readMetadata(index, options));
    const entry = tree.find(path);
    if (entry === undefined || entry.isFolder) {
      throw new ServicingError('usage', `Image ${index} of ${this.path} has no file ${path}.`);
    }
    if (entry.sha1 === undefined) return Buffer.alloc(0);
    const { part, blob } = this.#need(entry.sha1, path);
    return part.read(blob, path, options.signal);
  }

  /**
   * A content for reading at any place, without check of its SHA-1.
   * @param what it is, for messages
   * @throws ServicingError `wim-invalid`; `media-unsupported` where {@link isReadable} says no
   */
  async openContent(sha1: string, what: string): Promise<PieceReader> {
    const { part, blob } = this.#need(sha1, what);
    return part.open(blob, what);
  }

  /** SHA-1 of every content in the files that were named, in an order that unpacks each solid resource once. */
  *contents(): Generator<string> {
    for (const part of this.#parts) yield* part.contents();
  }

  async close(): Promise<void> {
    for (const part of this.#parts) await part.source.close();
  }

  #metadataOf(index: number): WimBlob {
    const blob = this.metadataBlob(index);
    if (blob === undefined) throw new ServicingError('usage', `${this.path} has no metadata of an image ${index}.`);
    if (contentSize(blob) > maxTableSize) throw wimInvalid(this.path, `the metadata of image ${index} has an impossible size`);
    return blob;
  }

  #treeOf(metadata: PartialBytes): WimTree {
    return new WimTree(metadata, { find: (sha1) => this.#find(sha1)?.blob }, this.path);
  }

  #find(sha1: string): { part: WimPart; blob: WimBlob } | undefined {
    for (const part of this.#parts) {
      const blob = part.blobs.find(sha1);
      if (blob !== undefined && part.holds(blob)) return { part, blob };
    }
    return undefined;
  }

  #need(sha1: string, what: string): { part: WimPart; blob: WimBlob } {
    const found = this.#find(sha1);
    if (found === undefined) throw new ServicingError('media-unsupported', `The content of ${what} is in another part of ${this.path}.`);
    return found;
  }
}

/**
 * Opens a WIM, ESD or part of a split WIM for reading: header, XML and blob table are read, and every stretch that
 * they name is checked to lie inside the file, so a file cut off in transit is found without reading gigabytes.
 * @param options.parts host paths of all parts of a split WIM, `path` first; without them only that file's contents can be read
 * @throws ServicingError `wim-invalid` with the reason (no WIM, cut off where, bad XML), `media-unsupported` for an
 *   encrypted ESD, `permission`; the file system's own error when a file is missing
 */
export async function openWim(path: string, options: { parts?: readonly string[] | undefined } = {}): Promise<WimFile> {
  return openParts([path, ...(options.parts?.slice(1) ?? [])], (file) => FileSource.open(file));
}

/**
 * {@link openWim} for a file of a tree, read where it lies: in an ISO file too, without unpacking it.
 * @param path as the tree found it
 * @param options.parts paths in the tree of all parts of a split WIM, `path` first
 */
export async function openWimIn(tree: FileTree, path: string, options: { parts?: readonly string[] | undefined } = {}): Promise<WimFile> {
  return openParts([path, ...(options.parts?.slice(1) ?? [])], (file) => tree.open(file));
}

/** {@link openWim} for a WIM that is open already, as what holds it: a winre.wim inside an install image. */
export async function openWimOf(source: OpenSource): Promise<WimFile> {
  return openParts([source.name], () => Promise.resolve(source));
}

async function openParts([path, ...others]: readonly [string, ...string[]], open: (file: string) => Promise<OpenSource>): Promise<WimFile> {
  const sources: WimSource[] = [];
  try {
    const openNext = async (file: string): Promise<WimSource> => {
      const source = new WimSource(await open(file));
      sources.push(source);
      return source;
    };
    const source = await openNext(path);
    const header = await readHeader(source);
    source.checkRange(header.integrity.offset, header.integrity.size, 'integrity table');
    // The XML first: that of an encrypted ESD says so, and nothing else of it can be read.
    const images = parseWimXml(await readPart(source, header, header.xml, 'XML'), source.path);
    const first = new WimPart(source, header, await readBlobTable(source, header));
    const more: WimPart[] = [];
    for (const file of others) {
      const other = await openNext(file);
      const itsHeader = await readHeader(other);
      more.push(new WimPart(other, itsHeader, await readBlobTable(other, itsHeader)));
    }
    const wim = new WimFile([first, ...more], images);
    checkImages(wim);
    return wim;
  } catch (error) {
    for (const source of sources) await source.close();
    throw error;
  }
}

/**
 * Header and size of a WIM, nothing else of it.
 * @param path as the tree found it
 * @throws ServicingError `wim-invalid`, `permission`; the file system's own error when the file is missing
 */
export async function readWimHeader(tree: FileTree, path: string): Promise<{ header: WimHeader; size: number }> {
  const source = new WimSource(await tree.open(path));
  try {
    return { header: await readHeader(source), size: source.size };
  } finally {
    await source.close();
  }
}

async function readHeader(source: WimSource): Promise<WimHeader> {
  return parseWimHeader(await source.read(0, Math.min(wimHeaderSize, source.size), 'header'), source.path);
}

async function readPart(source: WimSource, header: WimHeader, resource: WimResource, part: string): Promise<Buffer> {
  if (resource.originalSize > maxTableSize) throw wimInvalid(source.path, `its ${part} has an impossible size`);
  return readResource(source, header, resource, part);
}

async function readBlobTable(source: WimSource, header: WimHeader): Promise<WimBlobTable> {
  const blobs = new WimBlobTable(await readPart(source, header, header.blobTable, 'blob table'), source.path);
  source.checkRange(0, blobs.endInPart(header.partNumber), 'contents');
  return blobs;
}

function checkImages(wim: WimFile): void {
  const { images, header, path } = wim;
  const numbered = images.every((image, position) => image.index === position + 1);
  if (!numbered || images.length !== header.imageCount) {
    throw wimInvalid(path, `its header names ${header.imageCount} images, its XML ${images.map((image) => image.index).join(', ') || 'none'}`);
  }
  if (header.partNumber === 1 && wim.metadataBlob(header.imageCount) === undefined && header.imageCount > 0) {
    throw wimInvalid(path, 'its blob table lacks the metadata of an image');
  }
}
