import type { BitSource } from './bit-source.js';

/** Reads bits from the end of an LZMS chunk backwards: 16-bit little-endian words, most significant bit first. */
export class BackwardBits implements BitSource {
  readonly #bytes: Uint8Array;
  #position: number;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#position = bytes.length;
  }

  ensure(count: number): void {
    while (this.#count < count) {
      this.#position -= 2;
      const at = this.#position;
      const word = at >= 0 ? (this.#bytes[at] as number) | ((this.#bytes[at + 1] as number) << 8) : 0;
      this.#bits = (this.#bits << 16) | word;
      this.#count += 16;
    }
  }

  peek(count: number): number {
    return (this.#bits >>> (this.#count - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#count -= count;
  }

  /** Takes the next `count` bits, at most 30. */
  read(count: number): number {
    if (count > 15) {
      const high = this.read(count - 15);
      return high * 32_768 + this.read(15);
    }
    if (count === 0) return 0;
    this.ensure(count);
    const value = this.peek(count);
    this.#count -= count;
    return value;
  }
}

const startingZeros = 48;
/** The last 64 bits before the first: every second of the newer half a one. */
const startingBits = 0x5555_5555;

/**
 * The chances of one binary choice of LZMS, one for each of the latest outcomes: how many of the last 64 bits were zero.
 */
export class BitModel {
  readonly zeros: Uint8Array;
  /** The last 64 bits of each state, newer and older half. */
  readonly newer: Int32Array;
  readonly older: Int32Array;
  readonly mask: number;
  /** The latest outcomes. */
  state = 0;

  /** @param states a power of two */
  constructor(states: number) {
    this.zeros = new Uint8Array(states).fill(startingZeros);
    this.newer = new Int32Array(states).fill(startingBits);
    this.older = new Int32Array(states);
    this.mask = states - 1;
  }
}

/** Decodes binary choices from the beginning of an LZMS chunk forwards. */
export class RangeDecoder {
  readonly #bytes: Uint8Array;
  #position = 0;
  #range = 0xffff_ffff;
  #code = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#code = this.#word() * 0x1_0000 + this.#word();
  }

  /** The next outcome, 0 or 1, after which the model has learned. */
  decode(model: BitModel): number {
    const { state, zeros, newer, older } = model;
    if (this.#range < 0x1_0000) {
      this.#range *= 0x1_0000;
      this.#code = this.#code * 0x1_0000 + this.#word();
    }
    const count = zeros[state] as number;
    const bound = (this.#range >>> 6) * (count === 0 ? 1 : count === 64 ? 63 : count);
    let bit = 0;
    if (this.#code < bound) this.#range = bound;
    else {
      this.#range -= bound;
      this.#code -= bound;
      bit = 1;
    }
    const [low, high] = [newer[state] as number, older[state] as number];
    // The oldest bit leaves the 64, the new one enters.
    zeros[state] = count + (high >>> 31) - bit;
    older[state] = (high << 1) | (low >>> 31);
    newer[state] = (low << 1) | bit;
    model.state = ((state << 1) | bit) & model.mask;
    return bit;
  }

  #word(): number {
    const at = this.#position;
    this.#position += 2;
    return at + 1 < this.#bytes.length ? (this.#bytes[at] as number) | ((this.#bytes[at + 1] as number) << 8) : 0;
  }
}
