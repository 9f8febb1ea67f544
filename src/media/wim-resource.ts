import { throwIfCancelled } from '../files/cancel.js';
import { ServicingError } from '../schema/errors.js';
import { LzxDecompressor } from './lzx.js';
import { DamagedDataError, wimInvalid } from './wim-error.js';
import type { WimHeader, WimResource } from './wim-header.js';
import type { WimSource } from './wim-source.js';
import { decompressXpress } from './xpress.js';

const storedPiece = 1024 * 1024;
/** Compressed chunks read from the disk at once. */
const readAhead = 64;

type Decompress = (chunk: Uint8Array, size: number) => Uint8Array;

export interface ReadResourceOptions {
  signal?: AbortSignal | undefined;
  /** What it is, for messages, e.g. `metadata of image 1`. */
  part: string;
}

/** Whether this reader can unpack a resource: not LZMS, and not part of a solid resource (both are of ESD files). */
export function isReadable(header: Pick<WimHeader, 'compression'>, resource: WimResource): boolean {
  return !resource.isSolid && (!resource.isCompressed || header.compression !== 'lzms');
}

/**
 * The content of a resource, in pieces of at most one chunk.
 * @throws ServicingError `wim-invalid` when it is cut off or damaged, `media-unsupported` when {@link isReadable} says
 *   no, `cancelled`
 */
export async function* resourceChunks(
  source: WimSource, header: WimHeader, resource: WimResource, options: ReadResourceOptions,
): AsyncGenerator<Uint8Array> {
  source.checkRange(resource.offset, resource.size, options.part);
  if (!isReadable(header, resource)) {
    throw new ServicingError('media-unsupported', `The ${options.part} in ${source.path} is compressed as in ESD files.`, {
      advice: 'Export the image to a WIM file first.',
    });
  }
  if (resource.originalSize === 0) return;
  if (resource.isCompressed) yield* compressedChunks(source, header, resource, options);
  else yield* storedChunks(source, resource, options);
}

async function* storedChunks(source: WimSource, resource: WimResource, options: ReadResourceOptions): AsyncGenerator<Uint8Array> {
  if (resource.size !== resource.originalSize) throw wimInvalid(source.path, `its ${options.part} has two sizes`);
  for (let done = 0; done < resource.size; done += storedPiece) {
    throwIfCancelled(options.signal);
    yield source.read(resource.offset + done, Math.min(storedPiece, resource.size - done), options.part);
  }
}

/** A table of where each chunk but the first begins, then the chunks; one that did not shrink is stored as it is. */
async function* compressedChunks(
  source: WimSource, header: WimHeader, resource: WimResource, options: ReadResourceOptions,
): AsyncGenerator<Uint8Array> {
  const { chunkSize } = header;
  const damaged = (why: string, cause?: unknown): ServicingError => wimInvalid(source.path, `its ${options.part} is damaged (${why})`, cause);
  if (header.compression === 'none') throw damaged('compressed in a WIM without compression');
  const count = Math.ceil(resource.originalSize / chunkSize);
  const entrySize = resource.originalSize > 0xffffffff ? 8 : 4;
  const tableSize = (count - 1) * entrySize;
  if (tableSize >= resource.size) throw damaged('no room for its chunks');
  const table = await source.read(resource.offset, tableSize, options.part);
  const dataSize = resource.size - tableSize;
  const startOf = (index: number): number => {
    if (index === 0) return 0;
    if (index === count) return dataSize;
    const at = (index - 1) * entrySize;
    return entrySize === 8 ? Number(table.readBigUInt64LE(at)) : table.readUInt32LE(at);
  };
  const decompress = decompressorFor(header);
  for (let first = 0; first < count; first += readAhead) {
    throwIfCancelled(options.signal);
    const last = Math.min(first + readAhead, count);
    const base = startOf(first);
    if (base > startOf(last) || startOf(last) > dataSize) throw damaged('chunks out of order');
    const bytes = await source.read(resource.offset + tableSize + base, startOf(last) - base, options.part);
    for (let index = first; index < last; index++) {
      const chunk = bytes.subarray(startOf(index) - base, startOf(index + 1) - base);
      const size = Math.min(chunkSize, resource.originalSize - index * chunkSize);
      if (chunk.length === 0 || chunk.length > size) throw damaged(`chunk ${index} has an impossible size`);
      try {
        yield chunk.length === size ? chunk : decompress(chunk, size);
      } catch (error) {
        if (error instanceof DamagedDataError) throw damaged(error.message, error);
        throw error;
      }
    }
  }
}

function decompressorFor(header: WimHeader): Decompress {
  if (header.compression === 'xpress') return decompressXpress;
  const lzx = new LzxDecompressor(header.chunkSize);
  return (chunk, size) => lzx.decompress(chunk, size);
}

/** The whole content of a resource. Errors as {@link resourceChunks}. */
export async function readResource(
  source: WimSource, header: WimHeader, resource: WimResource, options: ReadResourceOptions,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of resourceChunks(source, header, resource, options)) pieces.push(piece);
  return Buffer.concat(pieces);
}
