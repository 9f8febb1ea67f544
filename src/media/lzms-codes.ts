import { HuffmanDecoder } from './huffman.js';
import type { BackwardBits } from './lzms-bits.js';

const maxLength = 15;
const symbolBits = 10;
const symbolMask = (1 << symbolBits) - 1;

/** A prefix code of LZMS: it follows how often symbols were used, and is made anew after every so many of them. */
export class AdaptiveCode {
  readonly #decoder: HuffmanDecoder;
  readonly #frequencies: Uint32Array;
  readonly #lengths: Uint8Array;
  readonly #period: number;
  #left: number;

  constructor(symbols: number, period: number) {
    this.#decoder = new HuffmanDecoder(symbols);
    this.#frequencies = new Uint32Array(symbols).fill(1);
    this.#lengths = new Uint8Array(symbols);
    this.#period = period;
    this.#left = period;
    this.#build();
  }

  /** @throws DamagedDataError */
  decode(bits: BackwardBits): number {
    const symbol = this.#decoder.decode(bits);
    this.#frequencies[symbol] = (this.#frequencies[symbol] as number) + 1;
    this.#left -= 1;
    if (this.#left === 0) {
      this.#build();
      for (let at = 0; at < this.#frequencies.length; at += 1) this.#frequencies[at] = ((this.#frequencies[at] as number) >>> 1) + 1;
      this.#left = this.#period;
    }
    return symbol;
  }

  #build(): void {
    codeLengths(this.#frequencies, this.#lengths);
    this.#decoder.build(this.#lengths);
  }
}

/**
 * Lengths of the code words of a Huffman code, at most 15. Encoder and decoder must agree to the bit: of equal weights
 * the symbol with the lower number comes first, and a symbol before a node that joins two.
 */
function codeLengths(frequencies: Uint32Array, lengths: Uint8Array): void {
  const count = frequencies.length;
  if (count < 2) {
    lengths.fill(1);
    return;
  }
  const sorted = frequencies.map((frequency, symbol) => (frequency << symbolBits) | symbol).sort();
  const words = limitedLengths(parentsOf(sorted));
  let at = 0;
  // The rarest have the longest.
  for (let length = maxLength; length > 0; length -= 1) {
    for (let nth = words[length] as number; nth > 0; nth -= 1) {
      lengths[(sorted[at] as number) & symbolMask] = length;
      at += 1;
    }
  }
}

/** Joins the two lightest again and again; of each joining node, by the order of their making, the node that it is joined into. */
function parentsOf(sorted: Uint32Array): Uint16Array {
  const joints = sorted.length - 1;
  const weights = new Uint32Array(joints);
  const parents = new Uint16Array(joints);
  let leaf = 0;
  let open = 0;
  for (let joint = 0; joint < joints; joint += 1) {
    for (let child = 0; child < 2; child += 1) {
      const leafWeight = leaf < sorted.length ? (sorted[leaf] as number) >>> symbolBits : Infinity;
      if (open === joint || leafWeight <= (weights[open] as number)) {
        weights[joint] = (weights[joint] as number) + leafWeight;
        leaf += 1;
      } else {
        weights[joint] = (weights[joint] as number) + (weights[open] as number);
        parents[open] = joint;
        open += 1;
      }
    }
  }
  return parents;
}

/** How many code words there are of each length; a node too deep moves two words below the deepest place left. */
function limitedLengths(parents: Uint16Array): Uint32Array {
  const words = new Uint32Array(maxLength + 2);
  const depths = new Uint16Array(parents.length);
  words[1] = 2;
  for (let joint = parents.length - 2; joint >= 0; joint -= 1) {
    const depth = (depths[parents[joint] as number] as number) + 1;
    depths[joint] = depth;
    let length = depth;
    if (length >= maxLength) {
      length = maxLength - 1;
      while (words[length] === 0) length -= 1;
    }
    words[length] = (words[length] as number) - 1;
    words[length + 1] = (words[length + 1] as number) + 2;
  }
  return words;
}

/** Values by slot: the first of each slot, and how many bits tell those within it apart. */
export interface Slots { readonly base: Float64Array; readonly extra: Uint8Array }

/** @param runs how many slots follow each other at a distance of 1, 2, 4, … @param end one past the last value */
function slotsOf(runs: readonly number[], end: number): Slots {
  const bases: number[] = [];
  let base = 0;
  runs.forEach((run, power) => {
    for (let nth = 0; nth < run; nth += 1) {
      base += 2 ** power;
      bases.push(base);
    }
  });
  const extra = bases.map((value, slot) => Math.floor(Math.log2((bases[slot + 1] ?? end) - value)));
  return { base: Float64Array.from(bases), extra: Uint8Array.from(extra) };
}

/** Slots of match distances and lengths, as Windows has them (published in wimlib's lzms_common.c). */
export const offsetSlots = slotsOf([9, 0, 9, 7, 10, 15, 15, 20, 20, 30, 33, 40, 42, 45, 60, 73, 80, 85, 95, 105, 6], 0x7fff_ffff);
export const lengthSlots = slotsOf([27, 4, 6, 4, 5, 2, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1], 0x4001_08ab);

/** Slots in use where no match is farther away than the chunk is long. */
export function offsetSlotCount(size: number): number {
  let count = 1;
  while (count < offsetSlots.base.length && (offsetSlots.base[count] as number) <= size - 1) count += 1;
  return size < 2 ? 0 : count;
}
