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

/** Entries from `first` to `last` that belong to solid resources. */
interface SolidRow { first: number; last: number; resources: WimResource[] }

/** The blob table ("offset table"), read entry by entry: real ones have 100,000 and more. */
export class WimBlobTable {
  readonly #bytes: Buffer;
  readonly #path: string;
  #bySha1: Map<string, number> | undefined;
  #solidRuns: SolidRow[] | undefined;

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
    const index = this.#indexOf(sha1);
    return index === undefined ? undefined : this.at(index);
  }

  #indexOf(sha1: string): number | undefined {
    if (this.#bySha1 === undefined) {
      this.#bySha1 = new Map();
      for (let index = 0; index < this.length; index++) this.#bySha1.set(this.#sha1At(index), index);
    }
    return this.#bySha1.get(sha1);
  }

  /**
   * The solid resources that a packed content may be in. Entries of solid resources and of contents packed into them stand
   * in a row without others between; the contents' offsets run through all resources of their row.
   */
  solidRunOf(sha1: string): readonly WimResource[] {
    const index = this.#indexOf(sha1) ?? -1;
    this.#solidRuns ??= [...this.#findSolidRuns()];
    return this.#solidRuns.find((run) => run.first <= index && index <= run.last)?.resources ?? [];
  }

  *#findSolidRuns(): Generator<SolidRow> {
    let run: SolidRow | undefined;
    for (let index = 0; index < this.length; index++) {
      const blob = this.at(index);
      if (!blob.resource.isSolid) {
        if (run !== undefined) yield run;
        run = undefined;
        continue;
      }
      run = { first: run?.first ?? index, last: index, resources: run?.resources ?? [] };
      if (isSolidResource(blob)) run.resources.push(blob.resource);
    }
    if (run !== undefined) yield run;
  }

  /** The metadata resources, the n-th of which describes the n-th image. */
  metadata(): WimBlob[] {
    return [...this].filter((blob) => blob.resource.isMetadata && !isSolidResource(blob));
  }
}

/** Bytes of a content once it is unpacked; one that is packed with others has them where others have their packed size. */
export function contentSize({ resource }: WimBlob): number {
  return resource.isSolid ? resource.size : resource.originalSize;
}

/** Whether an entry stands for a solid resource, not for a content packed into one. */
export function isSolidResource(blob: WimBlob): boolean {
  return blob.resource.isSolid && blob.resource.originalSize === solidMark;
}

/** Whether the entry's offset and size are of this file, not of an unpacked solid resource. */
export function hasPlaceInFile(blob: WimBlob): boolean {
  return !blob.resource.isSolid || isSolidResource(blob);
}
