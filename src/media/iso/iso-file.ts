import type { OpenSource } from '../../files/byte-source.js';
import type { IsoSource } from './iso-source.js';
import type { IsoEntry } from './iso-tree.js';

/** Below what an IsoSource refuses as damage. */
const largestPiece = 8 * 1024 * 1024;

/** A file in an ISO file, read where it lies. Closing it leaves the ISO file open. */
export class IsoFile implements OpenSource {
  readonly name: string;
  readonly size: number;
  readonly #source: IsoSource;
  readonly #entry: IsoEntry;

  constructor(name: string, source: IsoSource, entry: IsoEntry) {
    this.name = name;
    this.size = entry.size;
    this.#source = source;
    this.#entry = entry;
  }

  /** Errors as of IsoSource. */
  async read(offset: number, length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let start = 0;
    for (const extent of this.#entry.extents) {
      const from = Math.max(offset, start) - start;
      const to = Math.min(offset + length, start + extent.length) - start;
      for (let at = from; at < to; at += largestPiece) {
        pieces.push(await this.#source.read({ offset: extent.offset + at, length: Math.min(largestPiece, to - at) }, this.#entry.path));
      }
      start += extent.length;
    }
    return pieces.length === 1 ? pieces[0] as Buffer : Buffer.concat(pieces);
  }

  async close(): Promise<void> {
    // The ISO file that it lies in has the handle.
  }
}
