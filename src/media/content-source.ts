import type { OpenSource } from '../files/byte-source.js';
import type { PieceReader } from './resource-reader.js';

/**
 * A content of a WIM as a file of its own, so that a winre.wim is read where it lies, inside its image. Closing it does nothing:
 * the WIM around it is its owner's to close.
 * @param name for messages
 */
export function contentSource(name: string, content: PieceReader, signal?: AbortSignal): OpenSource {
  const { size, pieceSize } = content;
  return {
    name, size,
    read: async (offset, length) => {
      const end = Math.min(offset + length, size);
      if (offset >= end) return Buffer.alloc(0);
      const first = Math.floor(offset / pieceSize);
      const pieces = await content.pieces(first, Math.ceil(end / pieceSize), signal);
      const [from, to] = [offset - first * pieceSize, end - first * pieceSize];
      const [only] = pieces;
      if (pieces.length === 1 && only !== undefined) return Buffer.from(only.buffer, only.byteOffset + from, to - from);
      return Buffer.concat(pieces).subarray(from, to);
    },
    close: () => Promise.resolve(),
  };
}
