import { BitReader } from './bit-reader.js';
import { copyMatch } from './copy-match.js';
import { HuffmanDecoder } from './huffman.js';
import { undoCallTranslation } from './lzx-calls.js';
import { DamagedDataError } from './wim-error.js';

const literals = 256;
const lengthSymbols = 249;
const precodeSymbols = 20;
const alignedSymbols = 8;
const minMatch = 2;
const defaultBlockSize = 32768;
const verbatim = 1;
const aligned = 2;
const stored = 3;

/** Position slots by window order 15 to 21. */
const slotsByOrder = [30, 32, 34, 36, 38, 42, 50] as const;
const extraBits = Uint8Array.from({ length: 50 }, (_, slot) => (slot < 4 ? 0 : Math.min((slot >> 1) - 1, 17)));
const slotBase = new Int32Array(51);
for (let slot = 0; slot < 50; slot++) slotBase[slot + 1] = (slotBase[slot] as number) + (1 << (extraBits[slot] as number));

/**
 * Unpacks chunks of LZX as WIM files use it: the window is one chunk, every chunk starts anew, block sizes have a
 * short form, and x86 call targets are always translated, for a file of 12,000,000 bytes (MS-PATCH describes the
 * cabinet variant; the differences are published in wimlib's documentation).
 */
export class LzxDecompressor {
  readonly #windowOrder: number;
  readonly #mainLengths: Uint8Array;
  readonly #lengthLengths = new Uint8Array(lengthSymbols);
  readonly #main: HuffmanDecoder;
  readonly #length = new HuffmanDecoder(lengthSymbols);
  readonly #precode = new HuffmanDecoder(precodeSymbols);
  readonly #aligned = new HuffmanDecoder(alignedSymbols);
  readonly #recent = new Int32Array(3);

  /** @param chunkSize a power of two from 4 KiB to 2 MiB */
  constructor(chunkSize: number) {
    this.#windowOrder = Math.max(15, Math.log2(chunkSize));
    const slots = slotsByOrder[this.#windowOrder - 15] ?? 50;
    this.#mainLengths = new Uint8Array(literals + slots * 8);
    this.#main = new HuffmanDecoder(this.#mainLengths.length);
  }

  /**
   * @param size bytes to get
   * @throws DamagedDataError
   */
  decompress(chunk: Uint8Array, size: number): Uint8Array {
    const out = new Uint8Array(size);
    const bits = new BitReader(chunk);
    this.#mainLengths.fill(0);
    this.#lengthLengths.fill(0);
    this.#recent.fill(1);
    for (let at = 0; at < size;) {
      const type = bits.read(3);
      const end = at + this.#readBlockSize(bits);
      if (end > size || end === at) throw new DamagedDataError('an LZX block leaves its chunk');
      if (type === stored) this.#copyStored(chunk, bits, out, at, end);
      else if (type === verbatim || type === aligned) this.#decodeBlock(bits, out, at, end, type === aligned);
      else throw new DamagedDataError(`an LZX block of unknown type ${type}`);
      at = end;
    }
    undoCallTranslation(out);
    return out;
  }

  #readBlockSize(bits: BitReader): number {
    if (bits.read(1) === 1) return defaultBlockSize;
    const size = bits.read(16);
    return this.#windowOrder >= 16 ? (size << 8) | bits.read(8) : size;
  }

  #copyStored(chunk: Uint8Array, bits: BitReader, out: Uint8Array, at: number, end: number): void {
    const start = bits.align();
    const data = start + 12;
    if (data + (end - at) > chunk.length) throw new DamagedDataError('a stored LZX block is cut off');
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let index = 0; index < 3; index++) this.#recent[index] = view.getInt32(start + index * 4, true);
    out.set(chunk.subarray(data, data + (end - at)), at);
    bits.seek(data + (end - at) + ((end - at) & 1));
  }

  #decodeBlock(bits: BitReader, out: Uint8Array, start: number, end: number, isAligned: boolean): void {
    if (isAligned) this.#aligned.build(Uint8Array.from({ length: alignedSymbols }, () => bits.read(3)));
    this.#readLengths(bits, this.#mainLengths, 0, literals);
    this.#readLengths(bits, this.#mainLengths, literals, this.#mainLengths.length);
    this.#readLengths(bits, this.#lengthLengths, 0, lengthSymbols);
    this.#main.build(this.#mainLengths);
    this.#length.build(this.#lengthLengths);
    let at = start;
    while (at < end) {
      const symbol = this.#main.decode(bits);
      if (symbol < literals) {
        out[at++] = symbol;
        continue;
      }
      const short = symbol & 7;
      const length = minMatch + (short < 7 ? short : 7 + this.#length.decode(bits));
      const distance = this.#readDistance(bits, (symbol - literals) >>> 3, isAligned);
      at = copyMatch(out, at, distance, length);
    }
    if (at !== end) throw new DamagedDataError('a match leaves its LZX block');
  }

  /** The three latest distances have the first three slots; using one brings it to the front. */
  #readDistance(bits: BitReader, slot: number, isAligned: boolean): number {
    const recent = this.#recent;
    if (slot < 3) {
      const distance = recent[slot] as number;
      recent[slot] = recent[0] as number;
      recent[0] = distance;
      return distance;
    }
    const extra = extraBits[slot] as number;
    const low = isAligned && extra >= 3
      ? (bits.read(extra - 3) << 3) | this.#aligned.decode(bits)
      : bits.read(extra);
    const distance = (slotBase[slot] as number) + low - 2;
    recent[2] = recent[1] as number;
    recent[1] = recent[0] as number;
    recent[0] = distance;
    return distance;
  }

  /** Code word lengths are themselves coded: as differences to those of the block before, with runs. */
  #readLengths(bits: BitReader, lengths: Uint8Array, from: number, to: number): void {
    this.#precode.build(Uint8Array.from({ length: precodeSymbols }, () => bits.read(4)));
    const difference = (at: number, symbol: number): number => ((lengths[at] as number) - symbol + 17) % 17;
    for (let at = from; at < to;) {
      const symbol = this.#precode.decode(bits);
      if (symbol < 17) {
        lengths[at] = difference(at, symbol);
        at++;
        continue;
      }
      let run: number;
      let value = 0;
      if (symbol === 17) run = 4 + bits.read(4);
      else if (symbol === 18) run = 20 + bits.read(5);
      else {
        run = 4 + bits.read(1);
        const next = this.#precode.decode(bits);
        if (next > 16) throw new DamagedDataError('a run of runs in LZX code lengths');
        value = difference(at, next);
      }
      // Encoders let the last run pass the end.
      lengths.fill(value, at, Math.min(at + run, to));
      at += run;
    }
  }
}
