import { wimInvalid } from './wim-error.js';
import { parseResource, resourceHeaderSize, type WimResource } from './wim-header.js';

/** A content in the WIM; files of any image with this content share it. */
export interface WimBlob {
  resource: WimResource;
  /** Part of a split WIM that holds it. */
  partNumber: number;
  referenceCount: number;
  /** SHA-1 of the unpacked content, lower-case hexadecimal. */
  sha1: string;
}

const entrySize = resourceHeaderSize + 26;
/** Original size that marks a solid resource itself, as against the blobs packed into it. */
const solidMark = 2 ** 32;

/** The blob table ("offset table"), read entry by entry: real ones have 100,000 and more. */
export class WimBlobTable {
  readonly #bytes: Buffer;
  readonly #path: string;
  #bySha1: Map<string, number> | undefined;

  /** @throws ServicingError `wim-invalid` when the size is not a multiple of an entry's */
  constructor(bytes: Buffer, path: string) {
    if (bytes.length % entrySize !== 0) throw wimInvalid(path, `its blob table has an impossible size (${bytes.length} bytes)`);
    this.#bytes = bytes;
    this.#path = path;
  }

  get length(): number {
    return this.#bytes.length / entrySize;
  }

  /** @throws ServicingError `wim-invalid` for an impossible place */
  at(index: number): WimBlob {
    const start = index * entrySize;
    const resource = parseResource(this.#bytes, start);
    if (resource === undefined) throw wimInvalid(this.#path, `entry ${index} of its blob table gives an impossible place`);
    return {
      resource,
      partNumber: this.#bytes.readUInt16LE(start + resourceHeaderSize),
      referenceCount: this.#bytes.readUInt32LE(start + resourceHeaderSize + 2),
      sha1: this.#sha1At(index),
    };
  }

  #sha1At(index: number): string {
    const start = index * entrySize + resourceHeaderSize + 6;
    return this.#bytes.toString('hex', start, start + 20);
  }

  *[Symbol.iterator](): Generator<WimBlob> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  /** The content with this SHA-1 (lower-case hexadecimal), if the file has it. */
  find(sha1: string): WimBlob | undefined {
    if (this.#bySha1 === undefined) {
      this.#bySha1 = new Map();
      for (let index = 0; index < this.length; index++) this.#bySha1.set(this.#sha1At(index), index);
    }
    const index = this.#bySha1.get(sha1);
    return index === undefined ? undefined : this.at(index);
  }

  /** The metadata resources, the n-th of which describes the n-th image. */
  metadata(): WimBlob[] {
    return [...this].filter((blob) => blob.resource.isMetadata && !isSolidResource(blob));
  }
}

/** Whether an entry stands for a solid resource, not for a content packed into one. */
function isSolidResource(blob: WimBlob): boolean {
  return blob.resource.isSolid && blob.resource.originalSize === solidMark;
}

/** Whether the entry's offset and size are of this file, not of an unpacked solid resource. */
export function hasPlaceInFile(blob: WimBlob): boolean {
  return !blob.resource.isSolid || isSolidResource(blob);
}
