import { ServicingError } from '../schema/errors.js';
import { ResourceReader, type PieceReader } from './resource-reader.js';
import { wimInvalid } from './wim-error.js';
import type { WimCompression, WimResource } from './wim-header.js';
import type { WimSource } from './wim-source.js';

const headSize = 16;
const part = 'solid resource';
/** Compression of a solid resource by its own number. */
const compressions: readonly (WimCompression | undefined)[] = ['none', 'xpress', 'lzx', 'lzms'];
const chunkLimits = { smallest: 2 ** 12, largest: 2 ** 27 } as const;
/** A chunk of an ESD unpacks to 64 MiB: enough that files side by side in two of them can be read in turns. */
const chunksKept = 2;
/** Pieces that a content in a solid resource is given in. */
const pieceSize = 32 * 1024;

/**
 * The solid resources of an ESD that follow each other: the contents packed into them are stretches of all their unpacked
 * bytes, one after the other. To reach one, the whole chunk around it is unpacked, so the latest are kept.
 */
export class SolidRun {
  readonly #members: readonly { start: number; reader: ResourceReader }[];
  readonly #size: number;
  /** Latest last. */
  readonly #kept = new Map<string, Uint8Array>();

  private constructor(readers: readonly ResourceReader[]) {
    let start = 0;
    this.#members = readers.map((reader) => {
      const member = { start, reader };
      start += reader.size;
      return member;
    });
    this.#size = start;
  }

  /** @throws ServicingError `wim-invalid`, `media-unsupported` for a compression that nobody knows */
  static async open(source: WimSource, resources: readonly WimResource[]): Promise<SolidRun> {
    return new SolidRun(await Promise.all(resources.map((resource) => openSolid(source, resource))));
  }

  /**
   * A content by its place among the unpacked bytes; undefined where it leaves them.
   * @param resource as the blob table gives it: offset and size are of the unpacked bytes
   */
  content({ offset, size }: WimResource): PieceReader | undefined {
    if (offset + size > this.#size) return undefined;
    return {
      size, pieceSize, pieceCount: Math.ceil(size / pieceSize),
      pieces: async (first, last, signal) => {
        const found: Uint8Array[] = [];
        for (let piece = first; piece < last; piece += 1) {
          const from = offset + piece * pieceSize;
          found.push(await this.#bytes(from, Math.min(from + pieceSize, offset + size), signal));
        }
        return found;
      },
    };
  }

  async #bytes(from: number, to: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const out = new Uint8Array(to - from);
    for (let at = from; at < to;) {
      const member = this.#members.findLastIndex(({ start }) => start <= at);
      const { start, reader } = this.#members[member]!;
      const chunk = Math.floor((at - start) / reader.pieceSize);
      const bytes = await this.#chunk(member, chunk, signal);
      const within = at - start - chunk * reader.pieceSize;
      const stretch = bytes.subarray(within, within + to - at);
      out.set(stretch, at - from);
      at += stretch.length;
    }
    return out;
  }

  async #chunk(member: number, chunk: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const key = `${member}/${chunk}`;
    const bytes = this.#kept.get(key) ?? (await this.#members[member]!.reader.pieces(chunk, chunk + 1, signal))[0]!;
    this.#kept.delete(key);
    this.#kept.set(key, bytes);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > chunksKept) this.#kept.delete(oldest);
    return bytes;
  }
}

/** A solid resource has a head of its own: unpacked size, chunk size, compression; then the packed size of each chunk. */
async function openSolid(source: WimSource, { offset, size }: WimResource): Promise<ResourceReader> {
  const damaged = (why: string): ServicingError => wimInvalid(source.path, `its ${part} is damaged (${why})`);
  if (size < headSize) throw damaged('no room for its head');
  const head = await source.read(offset, headSize, part);
  const [unpacked, chunkSize, kind] = [Number(head.readBigUInt64LE(0)), head.readUInt32LE(8), head.readUInt32LE(12)];
  const compression = compressions[kind];
  if (compression === undefined) {
    throw new ServicingError('media-unsupported', `The ${part} in ${source.path} is compressed in an unknown way (${kind}).`, {
      advice: 'The file may be an encrypted ESD of the vendor\'s update service: decrypt it first, or use media with install.wim.',
    });
  }
  const power = (chunkSize & (chunkSize - 1)) === 0;
  if (!power || chunkSize < chunkLimits.smallest || chunkSize > chunkLimits.largest) throw damaged(`chunks of ${chunkSize} bytes`);
  const count = Math.ceil(unpacked / chunkSize);
  if (!Number.isSafeInteger(unpacked) || headSize + count * 4 > size) throw damaged('no room for its chunks');
  const table = await source.read(offset + headSize, count * 4, part);
  const starts = [offset + headSize + count * 4];
  for (let chunk = 0; chunk < count; chunk += 1) starts.push((starts[chunk] as number) + table.readUInt32LE(chunk * 4));
  if ((starts[count] as number) > offset + size) throw damaged('its chunks are longer than itself');
  return new ResourceReader(source, part, { size: unpacked, chunkSize, compression, starts: (chunk) => starts[chunk] as number });
}
