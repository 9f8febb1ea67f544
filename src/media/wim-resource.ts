import { ResourceReader } from './resource-reader.js';
import type { WimHeader, WimResource } from './wim-header.js';
import type { WimSource } from './wim-source.js';

/** Unpacked bytes that are worked on between two reads of the disk. */
const stride = 2 * 1024 * 1024;

export interface ReadResourceOptions {
  signal?: AbortSignal | undefined;
  /** What it is, for messages, e.g. `metadata of image 1`. */
  part: string;
}

/**
 * The content of a resource, in pieces of at most one chunk.
 * @throws ServicingError `wim-invalid` when it is cut off or damaged, `media-unsupported` where isReadable says no,
 *   `cancelled`
 */
export async function* resourceChunks(
  source: WimSource, header: WimHeader, resource: WimResource, options: ReadResourceOptions,
): AsyncGenerator<Uint8Array> {
  const reader = await ResourceReader.open(source, header, resource, options.part);
  const step = Math.max(1, Math.floor(stride / reader.pieceSize));
  for (let first = 0; first < reader.pieceCount; first += step) {
    yield* await reader.pieces(first, Math.min(first + step, reader.pieceCount), options.signal);
  }
}

/** The whole content of a resource. Errors as {@link resourceChunks}. */
export async function readResource(
  source: WimSource, header: WimHeader, resource: WimResource, options: ReadResourceOptions,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of resourceChunks(source, header, resource, options)) pieces.push(piece);
  return Buffer.concat(pieces);
}
