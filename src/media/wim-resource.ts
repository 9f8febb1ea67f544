import { ResourceReader, type PieceReader } from './resource-reader.js';
import type { WimHeader, WimResource } from './wim-header.js';
import type { WimSource } from './wim-source.js';

/** Unpacked bytes that are worked on between two reads of the disk. */
const stride = 2 * 1024 * 1024;

/**
 * A content from its beginning to its end, in pieces.
 * @throws ServicingError `wim-invalid` when it is cut off or damaged, `cancelled`
 */
export async function* resourceChunks(reader: PieceReader, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const step = Math.max(1, Math.floor(stride / reader.pieceSize));
  for (let first = 0; first < reader.pieceCount; first += step) {
    yield* await reader.pieces(first, Math.min(first + step, reader.pieceCount), signal);
  }
}

/**
 * The whole content of a resource of the header: XML, blob table.
 * @param part what it is, for messages
 * @throws ServicingError as {@link resourceChunks}
 */
export async function readResource(source: WimSource, header: WimHeader, resource: WimResource, part: string): Promise<Buffer> {
  const { offset, size, originalSize, isCompressed } = resource;
  if (!isCompressed && size === originalSize) return source.read(offset, size, part);
  return readWhole(await ResourceReader.open(source, header, resource, part));
}

/** A content in memory; errors as {@link resourceChunks}. */
export async function readWhole(reader: PieceReader, signal?: AbortSignal): Promise<Buffer> {
  const content = Buffer.alloc(reader.size);
  let at = 0;
  for await (const piece of resourceChunks(reader, signal)) {
    content.set(piece, at);
    at += piece.length;
  }
  return content;
}
