import type { ServicingError } from '../schema/errors.js';
import { wimInvalid } from './wim-error.js';
import { isMetadata, parseResource, endInFile, resourceHeaderSize, solidMark, type WimResource } from './wim-header.js';

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
/** Where the SHA-1 begins in an entry, and how long it is. */
const sha1At = resourceHeaderSize + 6;
const sha1Size = 20;

/** Contents that are looked for by going through the table, before a hash table of it is worth its making. */
const mostScans = 24;

/** Entries from `first` to `last` that belong to solid resources. */
interface SolidRow { first: number; last: number; resources: WimResource[] }

/**
 * The blob table ("offset table"). Real ones have 100,000 entries and more, so it stays the bytes that it is, and entries
 * become objects one at a time.
 */
export class WimBlobTable {
  readonly #bytes: Buffer;
  readonly #path: string;
  readonly #view: DataView;
  /** How many entries there are. */
  readonly length: number;
  /** What was found by going through the table. */
  readonly #scanned = new Map<string, number | undefined>();
  #metadata: number[] | undefined;
  #slots: Int32Array | undefined;
  #solidRuns: SolidRow[] | undefined;

  /** @throws ServicingError `wim-invalid` when the size is not a multiple of an entry's */
  constructor(bytes: Buffer, path: string) {
    if (bytes.length % entrySize !== 0) throw wimInvalid(path, `its blob table has an impossible size (${bytes.length} bytes)`);
    this.#bytes = bytes;
    this.#path = path;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.length / entrySize;
  }

  /** @throws ServicingError `wim-invalid` for an impossible place */
  at(index: number): WimBlob {
    const start = index * entrySize;
    const resource = parseResource(this.#bytes, start);
    if (resource === undefined) throw this.#impossible(index);
    return {
      resource,
      partNumber: this.#bytes.readUInt16LE(start + resourceHeaderSize),
      referenceCount: this.#bytes.readUInt32LE(start + resourceHeaderSize + 2),
      sha1: this.#bytes.toString('hex', start + sha1At, start + sha1At + sha1Size),
    };
  }

  *[Symbol.iterator](): Generator<WimBlob> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  /**
   * Where the last of what a part holds ends in its file, by the table.
   * @throws ServicingError `wim-invalid` for an impossible place of anything
   */
  endInPart(partNumber: number): number {
    const [view, metadata] = [this.#view, [] as number[]];
    let end = 0;
    for (let index = 0, start = 0; index < this.length; index++, start += entrySize) {
      const itsEnd = endInFile(view, start);
      if (itsEnd === undefined) throw this.#impossible(index);
      if (itsEnd > end && view.getUint16(start + resourceHeaderSize, true) === partNumber) end = itsEnd;
      if (isMetadata(view, start)) metadata.push(index);
    }
    this.#metadata = metadata;
    return end;
  }

  /** The content with this SHA-1 (lower-case hexadecimal), if the file has it. */
  find(sha1: string): WimBlob | undefined {
    const index = this.#indexOf(sha1);
    return index === undefined ? undefined : this.at(index);
  }

  /** Numbers of all entries, in the order of their places in the file; what is packed follows its solid resources in order. */
  byPlace(): Uint32Array {
    const [first, second] = [new Float64Array(this.length), new Float64Array(this.length)];
    for (let index = 0; index < this.length; index++) {
      const { resource } = this.at(index);
      first[index] = resource.isSolid ? (this.#runAround(index)[0]?.offset ?? 0) : resource.offset;
      second[index] = resource.isSolid ? resource.offset : 0;
    }
    const place = (of: Float64Array, index: number): number => of[index] ?? 0;
    return Uint32Array.from({ length: this.length }, (_, index) => index)
      .sort((a, b) => place(first, a) - place(first, b) || place(second, a) - place(second, b));
  }

  /**
   * The solid resources that a packed content may be in. Entries of solid resources and of contents packed into them stand
   * in a row without others between; the contents' offsets run through all resources of their row.
   */
  solidRunOf(sha1: string): readonly WimResource[] {
    return this.#runAround(this.#indexOf(sha1) ?? -1);
  }

  #runAround(index: number): readonly WimResource[] {
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

  /** The metadata resources, the n-th of which describes the n-th image. Errors as {@link endInPart}. */
  metadata(): WimBlob[] {
    if (this.#metadata === undefined) this.endInPart(1);
    return (this.#metadata ?? []).map((index) => this.at(index)).filter((blob) => !isSolidResource(blob));
  }

  /** Of equal ones the last counts. */
  #indexOf(sha1: string): number | undefined {
    const wanted = Buffer.from(sha1, 'hex');
    if (wanted.length !== sha1Size) return undefined;
    if (this.#scanned.has(sha1)) return this.#scanned.get(sha1);
    if (this.#slots === undefined && this.#scanned.size < mostScans) {
      const index = this.#scan(wanted);
      this.#scanned.set(sha1, index);
      return index;
    }
    const slots = this.#slots ??= this.#fillSlots();
    const found = slots[this.#slotFor(slots, wanted, 0)] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** A few contents of a hundred thousand are found sooner this way than a hash table is made. */
  #scan(wanted: Buffer): number | undefined {
    const [view, first] = [this.#view, wanted.readUInt32LE(0)];
    for (let index = this.length - 1, at = index * entrySize + sha1At; index >= 0; index--, at -= entrySize) {
      if (view.getUint32(at, true) === first && this.#bytes.compare(wanted, 0, sha1Size, at, at + sha1Size) === 0) return index;
    }
    return undefined;
  }

  /** A hash table with open places: SHA-1s are as good as random, so their first bytes are the hash. */
  #fillSlots(): Int32Array {
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(this.length * 2 + 2)));
    for (let index = 0; index < this.length; index++) slots[this.#slotFor(slots, this.#bytes, index * entrySize + sha1At)] = index + 1;
    return slots;
  }

  /** The place of a SHA-1, or the free one where it belongs; places hold the number of the entry + 1. */
  #slotFor(slots: Int32Array, bytes: Buffer, at: number): number {
    const mask = slots.length - 1;
    const hash = bytes.readUInt32LE(at);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) return slot;
      const own = (entry - 1) * entrySize + sha1At;
      if (this.#bytes.readUInt32LE(own) === hash && this.#bytes.compare(bytes, at, at + sha1Size, own, own + sha1Size) === 0) return slot;
    }
  }

  #impossible(index: number): ServicingError {
    return wimInvalid(this.#path, `entry ${index} of its blob table gives an impossible place`);
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
