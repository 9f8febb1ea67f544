import { createHash } from 'node:crypto';
import { ServicingError } from '../schema/errors.js';
import { isReadable, ResourceReader } from './resource-reader.js';
import { hasPlaceInFile, WimBlobTable, type WimBlob } from './wim-blob-table.js';
import { wimInvalid } from './wim-error.js';
import { parseWimHeader, wimHeaderSize, type WimHeader, type WimResource } from './wim-header.js';
import { WimTree } from './wim-metadata.js';
import { readResource } from './wim-resource.js';
import { WimSource } from './wim-source.js';
import { parseWimXml, type WimXmlImage } from './wim-xml.js';

/** Blob tables come to some 10 MB; what claims much more is damaged. */
const maxTableSize = 2 ** 30;

/** A WIM open for reading. Obtained from {@link openWim}; to be closed. */
export class WimFile {
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly header: WimHeader;
  /** What the XML says of each image, sorted by index. */
  readonly images: readonly WimXmlImage[];
  readonly blobs: WimBlobTable;
  readonly #source: WimSource;
  readonly #metadata: readonly WimBlob[];

  /** Use {@link openWim}. */
  constructor(source: WimSource, header: WimHeader, images: readonly WimXmlImage[], blobs: WimBlobTable) {
    this.path = source.path;
    this.size = source.size;
    this.header = header;
    this.images = images;
    this.blobs = blobs;
    this.#source = source;
    this.#metadata = blobs.metadata();
  }

  /** The metadata resource of an image; undefined in the later parts of a split WIM, which have none. */
  metadataBlob(index: number): WimBlob | undefined {
    return this.#metadata[index - 1];
  }

  /** Whether {@link readMetadata} can work: not where the metadata is compressed with LZMS (ESD) or in another part. */
  hasReadableMetadata(index: number): boolean {
    const blob = this.metadataBlob(index);
    return blob?.partNumber === this.header.partNumber && isReadable(this.header, blob.resource);
  }

  /** Whether the content with this SHA-1 is in this file and can be unpacked. */
  isReadable(sha1: string): boolean {
    const blob = this.blobs.find(sha1);
    return blob?.partNumber === this.header.partNumber && isReadable(this.header, blob.resource);
  }

  /**
   * The tree of an image (1 is the first).
   * @throws ServicingError `wim-invalid` when damaged, `media-unsupported` when it cannot be unpacked, `usage` for an
   *   index that the WIM does not have
   */
  async readMetadata(index: number, options: { signal?: AbortSignal | undefined } = {}): Promise<WimTree> {
    const blob = this.metadataBlob(index);
    if (blob === undefined) throw new ServicingError('usage', `${this.path} has no metadata of an image ${index}.`);
    return new WimTree(await this.#readBlob(blob, `metadata of image ${index}`, options.signal), this.blobs, this.path);
  }

  /**
   * The content of a file of an image, checked against its SHA-1.
   * @param path names without case, `/` or `\`
   * @param options.tree the image's tree, if it was read already
   * @throws as readMetadata; `usage` when the image has no such file
   */
  async readFile(index: number, path: string, options: { signal?: AbortSignal | undefined; tree?: WimTree | undefined } = {}): Promise<Buffer> {
    const tree = options.tree ?? (await this.readMetadata(index, options));
    const entry = tree.find(path);
    if (entry === undefined || entry.isFolder) {
      throw new ServicingError('usage', `Image ${index} of ${this.path} has no file ${path}.`);
    }
    if (entry.sha1 === undefined) return Buffer.alloc(0);
    const blob = this.blobs.find(entry.sha1);
    if (blob?.partNumber !== this.header.partNumber) {
      throw new ServicingError('media-unsupported', `The content of ${path} is in another part of ${this.path}.`);
    }
    return this.#readBlob(blob, path, options.signal);
  }

  /**
   * A content of this file for reading at any place, without check of its SHA-1.
   * @param part what it is, for messages
   * @throws ServicingError `wim-invalid`; `media-unsupported` where {@link isReadable} says no
   */
  async openContent(sha1: string, part: string): Promise<ResourceReader> {
    const blob = this.blobs.find(sha1);
    if (blob?.partNumber !== this.header.partNumber) {
      throw new ServicingError('media-unsupported', `The content of ${part} is in another part of ${this.path}.`);
    }
    return ResourceReader.open(this.#source, this.header, blob.resource, part);
  }

  async #readBlob(blob: WimBlob, part: string, signal: AbortSignal | undefined): Promise<Buffer> {
    const content = await readResource(this.#source, this.header, blob.resource, { part, signal });
    if (createHash('sha1').update(content).digest('hex') !== blob.sha1) {
      throw wimInvalid(this.path, `its ${part} is damaged (SHA-1 does not match)`);
    }
    return content;
  }

  async close(): Promise<void> {
    await this.#source.close();
  }
}

/**
 * Opens a WIM, ESD or part of a split WIM for reading: header, XML and blob table are read, and every stretch that
 * they name is checked to lie inside the file, so a file cut off in transit is found without reading gigabytes.
 * @throws ServicingError `wim-invalid` with the reason (no WIM, cut off where, bad XML), `permission`; the file
 *   system's own error when the file is missing
 */
export async function openWim(path: string): Promise<WimFile> {
  const source = await WimSource.open(path);
  try {
    const header = parseWimHeader(await source.read(0, Math.min(wimHeaderSize, source.size), 'header'), path);
    const readPart = async (resource: WimResource, part: string): Promise<Buffer> => {
      if (resource.originalSize > maxTableSize) throw wimInvalid(path, `its ${part} has an impossible size`);
      return readResource(source, header, resource, { part });
    };
    source.checkRange(header.integrity.offset, header.integrity.size, 'integrity table');
    const xml = await readPart(header.xml, 'XML');
    const blobs = new WimBlobTable(await readPart(header.blobTable, 'blob table'), path);
    for (const blob of blobs) {
      if (blob.partNumber === header.partNumber && hasPlaceInFile(blob)) {
        source.checkRange(blob.resource.offset, blob.resource.size, 'contents');
      }
    }
    const wim = new WimFile(source, header, parseWimXml(xml, path), blobs);
    checkImages(wim);
    return wim;
  } catch (error) {
    await source.close();
    throw error;
  }
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
