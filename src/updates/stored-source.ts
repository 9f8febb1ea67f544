import type { ByteSource } from '../files/byte-source.js';
import { blockHeader } from './cab-blocks.js';
import type { CabBlock } from './cab-blocks.js';

/** A member of a cabinet folder that is not compressed: its bytes lie in the cabinet, cut by the headers of the blocks. */
export class StoredSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #cabinet: ByteSource;
  readonly #blocks: readonly CabBlock[];
  readonly #prefix: number;
  readonly #begin: number;

  /**
   * @param blocks all blocks of the folder
   * @param begin where the member begins in the stream of its folder
   * @param reserve bytes reserved in each block between header and data
   */
  constructor(cabinet: ByteSource, blocks: readonly CabBlock[], member: { name: string; size: number; begin: number; reserve: number }) {
    this.name = member.name;
    this.size = member.size;
    this.#cabinet = cabinet;
    this.#blocks = blocks;
    this.#prefix = blockHeader + member.reserve;
    this.#begin = member.begin;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const from = this.#begin + offset;
    const to = this.#begin + Math.min(this.size, offset + length);
    if (from >= to) return Buffer.alloc(0);
    const first = this.#blockAt(from);
    const last = this.#blockAt(to - 1);
    const start = this.#blocks[first]!.offset;
    const end = this.#blocks[last]!.offset + this.#prefix + this.#blocks[last]!.packed;
    const raw = await this.#cabinet.read(start, end - start);
    const pieces: Buffer[] = [];
    for (let i = first; i <= last; i++) {
      const block = this.#blocks[i]!;
      const data = block.offset - start + this.#prefix;
      pieces.push(raw.subarray(data + Math.max(0, from - block.begin), data + Math.min(block.packed, to - block.begin)));
    }
    return Buffer.concat(pieces);
  }

  /** Index of the block that holds a byte of the stream. */
  #blockAt(position: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#blocks[middle]!.begin <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
