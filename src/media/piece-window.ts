import type { PartialBytes } from './partial-bytes.js';
import { openHive, type RegistryHive } from './registry-hive.js';
import type { PieceReader } from './resource-reader.js';

/** Thrown through a reader, which cannot wait, to where the missing piece can be fetched. */
class MissingPiece extends Error {
  readonly piece: number;

  constructor(piece: number) {
    super(`piece ${piece} is not loaded`);
    this.piece = piece;
  }
}

/** A content of which only the pieces that were asked for are in memory. */
class PieceWindow implements PartialBytes {
  readonly length: number;
  readonly #pieceSize: number;
  readonly #pieceCount: number;
  readonly #loaded = new Map<number, Buffer>();

  constructor({ size, pieceSize, pieceCount }: PieceReader) {
    this.length = size;
    this.#pieceSize = pieceSize;
    this.#pieceCount = pieceCount;
  }

  /** Whether there is a piece to be loaded. */
  lacks(piece: number): boolean {
    return piece < this.#pieceCount && !this.#loaded.has(piece);
  }

  put(piece: number, bytes: Uint8Array): void {
    this.#loaded.set(piece, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  range(from: number, to: number): Buffer {
    const first = Math.floor(from / this.#pieceSize);
    const last = Math.max(first, Math.ceil(to / this.#pieceSize) - 1);
    const start = first * this.#pieceSize;
    if (first === last) return this.#piece(first).subarray(from - start, to - start);
    const pieces = Array.from({ length: last - first + 1 }, (_, index) => this.#piece(first + index));
    return Buffer.concat(pieces).subarray(from - start, to - start);
  }

  #piece(piece: number): Buffer {
    const bytes = this.#loaded.get(piece);
    if (bytes !== undefined) return bytes;
    if (piece >= this.#pieceCount) return Buffer.alloc(0);
    throw new MissingPiece(piece);
  }
}

/** Pieces that are fetched at once where one after the other is asked for. */
const mostAtOnce = 16;

/**
 * Asks a content inside a WIM something, unpacking only the pieces that the answer needs. The content's SHA-1 is therefore
 * not checked.
 * @param ask pure; it is called again after pieces that were missing have been fetched
 * @param least pieces that are fetched at once: more where much of the content will be asked for
 * @throws ServicingError `wim-invalid` for damaged pieces, `cancelled`; what `ask` throws
 */
export async function askPieces<T>(content: PieceReader, ask: (bytes: PartialBytes) => T, signal?: AbortSignal, least = 1): Promise<T> {
  const window = new PieceWindow(content);
  let [next, count] = [-1, least];
  for (;;) {
    try {
      return ask(window);
    } catch (error) {
      if (!(error instanceof MissingPiece)) throw error;
      const first = error.piece;
      count = first === next ? Math.min(count * 2, mostAtOnce) : least;
      let last = first + 1;
      while (last < first + count && window.lacks(last)) last += 1;
      for (const [index, bytes] of (await content.pieces(first, last, signal)).entries()) window.put(first + index, bytes);
      next = last;
    }
  }
}

/**
 * {@link askPieces} of a hive: a SOFTWARE hive has 60 MB and more, one value of it is a matter of a few dozen pieces of 32 KiB.
 * @throws ServicingError `media-invalid` for what is no hive, `wim-invalid` for damaged pieces, `cancelled`
 */
export async function readPartOfHive<T>(content: PieceReader, ask: (hive: RegistryHive) => T, signal?: AbortSignal, least?: number): Promise<T> {
  return askPieces(content, (bytes) => ask(openHive(bytes)), signal, least);
}
