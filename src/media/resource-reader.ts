import { throwIfCancelled } from '../files/cancel.js';
import { ServicingError } from '../schema/errors.js';
import { LzxDecompressor } from './lzx.js';
import { DamagedDataError, wimInvalid } from './wim-error.js';
import type { WimHeader, WimResource } from './wim-header.js';
import type { WimSource } from './wim-source.js';
import { decompressXpress } from './xpress.js';

/** Pieces in which a content without compression is read. */
const storedPieceSize = 32 * 1024;

type Decompress = (chunk: Uint8Array, size: number) => Uint8Array;

/** Whether this reader can unpack a resource: not LZMS, and not part of a solid resource (both are of ESD files). */
export function isReadable(header: Pick<WimHeader, 'compression'>, resource: WimResource): boolean {
  return !resource.isSolid && (!resource.isCompressed || header.compression !== 'lzms');
}

/**
 * Reads a resource at any place. Compressed, it is a table of where each chunk but the first begins, then the chunks;
 * a chunk that did not shrink is stored as it is.
 */
export class ResourceReader {
  /** Unpacked bytes. */
  readonly size: number;
  /** Unpacked bytes of every piece but the last. */
  readonly pieceSize: number;
  readonly #source: WimSource;
  readonly #part: string;
  /** Where the pieces begin in the file, and where the last one ends. */
  readonly #starts: (piece: number) => number;
  readonly #decompress: Decompress | undefined;

  private constructor(
    source: WimSource, part: string, size: number, pieceSize: number, starts: (piece: number) => number, decompress?: Decompress,
  ) {
    this.#source = source;
    this.#part = part;
    this.size = size;
    this.pieceSize = pieceSize;
    this.#starts = starts;
    this.#decompress = decompress;
  }

  get pieceCount(): number {
    return Math.ceil(this.size / this.pieceSize);
  }

  /**
   * @param part what it is, for messages, e.g. `metadata of image 1`
   * @throws ServicingError `wim-invalid` when it is cut off or damaged, `media-unsupported` where {@link isReadable} says no
   */
  static async open(source: WimSource, header: WimHeader, resource: WimResource, part: string): Promise<ResourceReader> {
    const { offset, size, originalSize, isCompressed } = resource;
    source.checkRange(offset, size, part);
    if (!isReadable(header, resource)) {
      throw new ServicingError('media-unsupported', `The ${part} in ${source.path} is compressed as in ESD files.`, {
        advice: 'Export the image to a WIM file first.',
      });
    }
    if (!isCompressed) {
      if (size !== originalSize) throw wimInvalid(source.path, `its ${part} has two sizes`);
      return new ResourceReader(source, part, size, storedPieceSize, (piece) => offset + Math.min(piece * storedPieceSize, size));
    }
    const damaged = (why: string): ServicingError => wimInvalid(source.path, `its ${part} is damaged (${why})`);
    if (header.compression === 'none') throw damaged('compressed in a WIM without compression');
    const count = Math.ceil(originalSize / header.chunkSize);
    const entrySize = originalSize > 0xffffffff ? 8 : 4;
    const tableSize = Math.max(count - 1, 0) * entrySize;
    if (tableSize > size) throw damaged('no room for its chunks');
    const table = await source.read(offset, tableSize, part);
    const starts = (piece: number): number => {
      if (piece === count) return offset + size;
      const at = (piece - 1) * entrySize;
      const start = piece === 0 ? 0 : entrySize === 8 ? Number(table.readBigUInt64LE(at)) : table.readUInt32LE(at);
      return offset + tableSize + start;
    };
    return new ResourceReader(source, part, originalSize, header.chunkSize, starts, decompressorFor(header));
  }

  /**
   * The unpacked pieces from `first` up to, not including, `last`.
   * @throws ServicingError `wim-invalid`, `cancelled`
   */
  async pieces(first: number, last: number, signal?: AbortSignal): Promise<Uint8Array[]> {
    throwIfCancelled(signal);
    const [from, to] = [this.#starts(first), this.#starts(last)];
    if (from > to || to > this.#starts(this.pieceCount)) throw this.#damaged('chunks out of order');
    const bytes = await this.#source.read(from, to - from, this.#part);
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

function decompressorFor(header: WimHeader): Decompress {
  if (header.compression === 'xpress') return decompressXpress;
  const lzx = new LzxDecompressor(header.chunkSize);
  return (chunk, size) => lzx.decompress(chunk, size);
}
