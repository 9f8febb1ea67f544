import type { HiveBytes } from './hive-bytes.js';
import { openHive, type RegistryHive } from './registry-hive.js';
import type { PieceReader } from './resource-reader.js';

/** Thrown through the hive reader, which cannot wait, to where the missing piece can be fetched. */
class MissingPiece extends Error {
  readonly piece: number;

  constructor(piece: number) {
    super(`piece ${piece} is not loaded`);
    this.piece = piece;
  }
}

/** A hive of which only the pieces that were asked for are in memory. */
class HiveWindow implements HiveBytes {
  readonly length: number;
  readonly #bytes: Buffer;
  readonly #pieceSize: number;
  readonly #loaded = new Set<number>();

  constructor(length: number, pieceSize: number) {
    this.length = length;
    this.#bytes = Buffer.alloc(length);
    this.#pieceSize = pieceSize;
  }

  put(piece: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, piece * this.#pieceSize);
    this.#loaded.add(piece);
  }

  range(from: number, to: number): Buffer {
    for (let piece = Math.floor(from / this.#pieceSize); piece * this.#pieceSize < to; piece++) {
      if (!this.#loaded.has(piece)) throw new MissingPiece(piece);
    }
    return this.#bytes.subarray(from, to);
  }
}

/**
 * Asks a hive inside a WIM something, unpacking only the pieces that the answer needs: a SOFTWARE hive has 60 MB and
 * more, one value of it is a matter of a few dozen pieces of 32 KiB. The content's SHA-1 is therefore not checked.
 * @param ask pure; it is called again after each piece that was missing
 * @throws ServicingError `media-invalid` for what is no hive, `wim-invalid` for damaged pieces, `cancelled`
 */
export async function readPartOfHive<T>(content: PieceReader, ask: (hive: RegistryHive) => T, signal?: AbortSignal): Promise<T> {
  const window = new HiveWindow(content.size, content.pieceSize);
  for (;;) {
    try {
      return ask(openHive(window));
    } catch (error) {
      if (!(error instanceof MissingPiece)) throw error;
      for (const bytes of await content.pieces(error.piece, error.piece + 1, signal)) window.put(error.piece, bytes);
    }
  }
}
