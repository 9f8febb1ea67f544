import type { BitSource } from './bit-source.js';

/**
 * Reads bits from 16-bit little-endian words, most significant bit first: the bit order of both LZX and XPRESS. Past
 * the end it yields zeros, which the formats allow a decoder to look ahead into.
 */
export class BitReader implements BitSource {
  readonly #bytes: Uint8Array;
  #position: number;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** Loads words until `count` bits (at most 17) can be looked at. */
  ensure(count: number): void {
    while (this.#count < count) {
      const at = this.#position;
      const word = at + 1 < this.#bytes.length ? (this.#bytes[at] as number) | ((this.#bytes[at + 1] as number) << 8) : 0;
      this.#bits = (this.#bits << 16) | word;
      this.#position += 2;
      this.#count += 16;
    }
  }

  /** The next `count` bits (at most 17, already ensured) without taking them. */
  peek(count: number): number {
    return (this.#bits >>> (this.#count - count)) & ((1 << count) - 1);
  }

  /** Takes `count` bits that were ensured. */
  skip(count: number): void {
    this.#count -= count;
  }

  /** Takes the next `count` bits, at most 17. */
  read(count: number): number {
    if (count === 0) return 0;
    this.ensure(count);
    const value = this.peek(count);
    this.#count -= count;
    return value;
  }

  /** The next byte after the words loaded so far, whatever bits of those are still unread (XPRESS). */
  readByte(): number {
    return this.#bytes[this.#position++] ?? 0;
  }

  /** Drops 1 to 16 bits up to the next word and returns where that word begins (LZX, uncompressed blocks). */
  align(): number {
    const drop = this.#count % 16;
    if (drop === 0) this.ensure(this.#count + 16);
    this.#count -= drop === 0 ? 16 : drop;
    this.#position -= (this.#count / 16) * 2;
    this.#count = 0;
    return this.#position;
  }

  /** Goes on at a byte position, as after {@link align}. */
  seek(position: number): void {
    this.#position = position;
    this.#count = 0;
  }
}
