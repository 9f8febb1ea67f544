import type { BitSource } from './bit-source.js';
import { DamagedDataError } from './wim-error.js';

const maxLength = 16;
const tableBits = 10;
const lengthBits = 5;

/**
 * Decoder for a canonical prefix code given by its code word lengths. Short words are found in one table look-up,
 * long ones by comparing with the first code word of each length.
 */
export class HuffmanDecoder {
  readonly #table = new Uint16Array(1 << tableBits);
  readonly #sorted: Uint16Array;
  readonly #firstCode = new Int32Array(maxLength + 2);
  readonly #firstIndex = new Int32Array(maxLength + 2);
  readonly #counts = new Int32Array(maxLength + 2);

  /** @param symbolCount size of the alphabet, at most 2048 */
  constructor(symbolCount: number) {
    this.#sorted = new Uint16Array(symbolCount);
  }

  /**
   * Takes up a new code. An alphabet of which no symbol is used makes an empty code, which is fine as long as nothing
   * is decoded with it.
   * @param lengths a length (0 = unused, at most 16) per symbol
   * @throws DamagedDataError when the lengths are no prefix code
   */
  build(lengths: Uint8Array): void {
    const counts = this.#counts.fill(0);
    for (const length of lengths) counts[length] = (counts[length] as number) + 1;
    counts[0] = 0;
    let code = 0;
    let index = 0;
    for (let length = 1; length <= maxLength; length++) {
      code = (code + (counts[length - 1] as number)) << 1;
      if (code + (counts[length] as number) > 1 << length) throw new DamagedDataError('more code words than fit');
      this.#firstCode[length] = code;
      this.#firstIndex[length] = index;
      index += counts[length] as number;
    }
    this.#sort(lengths);
    this.#fillTable();
  }

  #sort(lengths: Uint8Array): void {
    const next = this.#firstIndex.slice();
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] as number;
      if (length > 0) {
        this.#sorted[next[length] as number] = symbol;
        next[length] = (next[length] as number) + 1;
      }
    }
  }

  #fillTable(): void {
    this.#table.fill(0);
    for (let length = 1; length <= tableBits; length++) {
      const width = 1 << (tableBits - length);
      for (let nth = 0; nth < (this.#counts[length] as number); nth++) {
        const symbol = this.#sorted[(this.#firstIndex[length] as number) + nth] as number;
        const start = ((this.#firstCode[length] as number) + nth) * width;
        this.#table.fill((symbol << lengthBits) | length, start, start + width);
      }
    }
  }

  /** @throws DamagedDataError when the bits are no code word */
  decode(bits: BitSource): number {
    bits.ensure(maxLength);
    const ahead = bits.peek(maxLength);
    const entry = this.#table[ahead >>> (maxLength - tableBits)] as number;
    if (entry !== 0) {
      bits.skip(entry & ((1 << lengthBits) - 1));
      return entry >>> lengthBits;
    }
    for (let length = tableBits + 1; length <= maxLength; length++) {
      const nth = (ahead >>> (maxLength - length)) - (this.#firstCode[length] as number);
      if (nth >= 0 && nth < (this.#counts[length] as number)) {
        bits.skip(length);
        return this.#sorted[(this.#firstIndex[length] as number) + nth] as number;
      }
    }
    throw new DamagedDataError('no such code word');
  }
}
