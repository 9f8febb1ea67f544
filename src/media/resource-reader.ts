import { throwIfCancelled } from '../files/cancel.js';
import type { ServicingError } from '../schema/errors.js';
import { decompressLzms } from './lzms.js';
import { LzxDecompressor } from './lzx.js';
import { DamagedDataError, wimInvalid } from './wim-error.js';
import type { WimCompression, WimHeader, WimResource } from './wim-header.js';
import type { WimSource } from './wim-source.js';
import { decompressXpress } from './xpress.js';

/** Pieces in which a content without compression is read. */
const storedPieceSize = 32 * 1024;
/** Packed bytes that are read at once, of whatever is asked for. */
const smallSize = 64 * 1024;

type Decompress = (chunk: Uint8Array, size: number) => Uint8Array;

/** Content that can be read at any place, in pieces. */
export interface PieceReader {
  /** Unpacked bytes. */
  readonly size: number;
  /** Unpacked bytes of every piece but the last. */
  readonly pieceSize: number;
  readonly pieceCount: number;
  /**
   * The unpacked pieces from `first` up to, not including, `last`.
   * @throws ServicingError `wim-invalid`, `cancelled`
   */
  pieces(first: number, last: number, signal?: AbortSignal): Promise<Uint8Array[]>;
}

/** How a compressed resource is laid out. */
export interface ChunkLayout {
  readonly size: number;
  readonly chunkSize: number;
  readonly compression: WimCompression;
  /** Where the chunks begin in the file, and where the last one ends. */
  readonly starts: (chunk: number) => number;
  /** A stretch of the file that holds all of the resource, where it was read already. */
  readonly loaded?: { readonly offset: number; readonly bytes: Buffer };
}

/**
 * Reads a resource at any place. Compressed, it is a table of where each chunk but the first begins, then the chunks;
 * a chunk that did not shrink is stored as it is.
 */
export class ResourceReader implements PieceReader {
  readonly size: number;
  readonly pieceSize: number;
  readonly #source: WimSource;
  readonly #part: string;
  /** Where the pieces begin in the file, and where the last one ends. */
  readonly #starts: (piece: number) => number;
  readonly #loaded: ChunkLayout['loaded'];
  readonly #decompress: Decompress | undefined;

  /** Use {@link open}, or give the layout of a solid resource. */
  constructor(source: WimSource, part: string, layout: ChunkLayout) {
    this.#source = source;
    this.#part = part;
    this.size = layout.size;
    this.pieceSize = layout.chunkSize;
    this.#starts = layout.starts;
    this.#loaded = layout.loaded;
    this.#decompress = decompressorFor(layout);
  }

  get pieceCount(): number {
    return Math.ceil(this.size / this.pieceSize);
  }

  /**
   * @param resource not a solid one
   * @param part what it is, for messages, e.g. `metadata of image 1`
   * @throws ServicingError `wim-invalid` when it is cut off or damaged
   */
  static async open(source: WimSource, header: WimHeader, resource: WimResource, part: string): Promise<ResourceReader> {
    const { offset, size, originalSize, isCompressed } = resource;
    const { compression, chunkSize } = header;
    source.checkRange(offset, size, part);
    if (!isCompressed) {
      if (size !== originalSize) throw wimInvalid(source.path, `its ${part} has two sizes`);
      const starts = (piece: number): number => offset + Math.min(piece * storedPieceSize, size);
      return new ResourceReader(source, part, { size, chunkSize: storedPieceSize, compression: 'none', starts });
    }
    const damaged = (why: string): ServicingError => wimInvalid(source.path, `its ${part} is damaged (${why})`);
    if (compression === 'none') throw damaged('compressed in a WIM without compression');
    const count = Math.ceil(originalSize / chunkSize);
    const entrySize = originalSize > 0xffffffff ? 8 : 4;
    const tableSize = Math.max(count - 1, 0) * entrySize;
    if (tableSize > size) throw damaged('no room for its chunks');
    // What is small is read at once: one read of the disk takes longer than unpacking a piece.
    const whole = size <= smallSize ? await source.read(offset, size, part) : undefined;
    const table = whole ?? await source.read(offset, tableSize, part);
    const starts = (piece: number): number => {
      if (piece === count) return offset + size;
      const at = (piece - 1) * entrySize;
      const start = piece === 0 ? 0 : entrySize === 8 ? Number(table.readBigUInt64LE(at)) : table.readUInt32LE(at);
      return offset + tableSize + start;
    };
    const layout = { size: originalSize, chunkSize, compression, starts };
    return new ResourceReader(source, part, whole === undefined ? layout : { ...layout, loaded: { offset, bytes: whole } });
  }

  async pieces(first: number, last: number, signal?: AbortSignal): Promise<Uint8Array[]> {
    throwIfCancelled(signal);
    const [from, to] = [this.#starts(first), this.#starts(last)];
    if (from > to || to > this.#starts(this.pieceCount)) throw this.#damaged('chunks out of order');
    const bytes = this.#loaded?.bytes.subarray(from - this.#loaded.offset, to - this.#loaded.offset) ?? await this.#source.read(from, to - from, this.#part);
    return Array.from({ length: last - first }, (_, index) => {
      const piece = first + index;
      const packed = bytes.subarray(this.#starts(piece) - from, this.#starts(piece + 1) - from);
      return this.#unpack(packed, piece);
    });
  }

  #unpack(packed: Uint8Array, piece: number): Uint8Array {
    const size = Math.min(this.pieceSize, this.size - piece * this.pieceSize);
    if (packed.length === size) return packed;
    if (packed.length === 0 || packed.length > size || this.#decompress === undefined) throw this.#damaged(`chunk ${piece} has an impossible size`);
    try {
      return this.#decompress(packed, size);
    } catch (error) {
      throw error instanceof DamagedDataError ? this.#damaged(error.message, error) : error;
    }
  }

  #damaged(why: string, cause?: unknown): ServicingError {
    return wimInvalid(this.#source.path, `its ${this.#part} is damaged (${why})`, cause);
  }
}

function decompressorFor({ compression, chunkSize }: ChunkLayout): Decompress | undefined {
  switch (compression) {
    case 'none': return undefined;
    case 'xpress': return decompressXpress;
    case 'lzms': return decompressLzms;
    case 'lzx': {
      const lzx = new LzxDecompressor(chunkSize);
      return (chunk, size) => lzx.decompress(chunk, size);
    }
  }
}
