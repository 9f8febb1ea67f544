import { copyMatch } from './copy-match.js';
import { BackwardBits, BitModel, RangeDecoder } from './lzms-bits.js';
import { AdaptiveCode, lengthSlots, offsetSlotCount, offsetSlots } from './lzms-codes.js';
import { undoX86Translation } from './lzms-x86.js';
import { DamagedDataError } from './wim-error.js';

const repeats = 3;

/** Sources of matches, latest first. The one of the item before is left out when a match names it by its place. */
class RecentSources<T> {
  readonly #sources: T[];

  constructor(first: readonly T[]) {
    this.#sources = [...first];
  }

  /** A source that was not among them. */
  add(source: T): T {
    this.#sources.unshift(source);
    this.#sources.length = repeats + 1;
    return source;
  }

  /** The source at a place, which becomes the latest. */
  take(place: number): T {
    const [source] = this.#sources.splice(place, 1) as [T];
    this.#sources.unshift(source);
    return source;
  }
}

/** A binary choice between a new source and the repeated ones, and the choices among these. */
class SourceChoice {
  readonly isRepeat = new BitModel(64);
  readonly #isLater = [new BitModel(64), new BitModel(64)] as const;

  /** Which of the repeated sources, 0 to 2. */
  repeat(range: RangeDecoder): number {
    if (range.decode(this.#isLater[0]) === 0) return 0;
    return range.decode(this.#isLater[1]) === 0 ? 1 : 2;
  }
}

interface DeltaSource { power: number; distance: number }

/** One chunk being unpacked: literals, matches, and matches of differences, each told by binary choices. */
class LzmsChunk {
  readonly #range: RangeDecoder;
  readonly #bits: BackwardBits;
  readonly #out: Uint8Array;
  readonly #isMatch = new BitModel(16);
  readonly #isDelta = new BitModel(32);
  readonly #plain = new SourceChoice();
  readonly #delta = new SourceChoice();
  readonly #literals = new AdaptiveCode(256, 1024);
  readonly #lengths = new AdaptiveCode(54, 512);
  readonly #powers = new AdaptiveCode(8, 512);
  readonly #distances: AdaptiveCode;
  readonly #deltaDistances: AdaptiveCode;
  readonly #recent = new RecentSources([1, 2, 3, 4]);
  readonly #recentDeltas = new RecentSources<DeltaSource>([1, 2, 3, 4].map((distance) => ({ power: 0, distance })));

  constructor(chunk: Uint8Array, out: Uint8Array) {
    this.#range = new RangeDecoder(chunk);
    this.#bits = new BackwardBits(chunk);
    this.#out = out;
    const slots = offsetSlotCount(out.length);
    this.#distances = new AdaptiveCode(slots, 1024);
    this.#deltaDistances = new AdaptiveCode(slots, 1024);
  }

  unpack(): void {
    let before: 'literal' | 'match' | 'delta' = 'literal';
    for (let at = 0; at < this.#out.length;) {
      if (this.#range.decode(this.#isMatch) === 0) {
        this.#out[at] = this.#literals.decode(this.#bits);
        at += 1;
        before = 'literal';
      } else if (this.#range.decode(this.#isDelta) === 0) {
        const distance = this.#distance(before === 'match' ? 1 : 0);
        at = copyMatch(this.#out, at, distance, this.#value(this.#lengths, lengthSlots));
        before = 'match';
      } else {
        const source = this.#deltaSource(before === 'delta' ? 1 : 0);
        at = this.#copyDelta(at, source, this.#value(this.#lengths, lengthSlots));
        before = 'delta';
      }
    }
  }

  #distance(skip: number): number {
    if (this.#range.decode(this.#plain.isRepeat) === 1) return this.#recent.take(this.#plain.repeat(this.#range) + skip);
    return this.#recent.add(this.#value(this.#distances, offsetSlots));
  }

  #deltaSource(skip: number): DeltaSource {
    if (this.#range.decode(this.#delta.isRepeat) === 1) return this.#recentDeltas.take(this.#delta.repeat(this.#range) + skip);
    const power = this.#powers.decode(this.#bits);
    return this.#recentDeltas.add({ power, distance: this.#value(this.#deltaDistances, offsetSlots) });
  }

  #value(code: AdaptiveCode, { base, extra }: typeof offsetSlots): number {
    const slot = code.decode(this.#bits);
    return (base[slot] as number) + this.#bits.read(extra[slot] as number);
  }

  /** Tables of numbers that grow evenly: what is repeated is the difference to the number one span before. */
  #copyDelta(at: number, { power, distance }: DeltaSource, length: number): number {
    const out = this.#out;
    const span = 2 ** power;
    const back = distance * span;
    const end = at + length;
    if (back + span > at || end > out.length) throw new DamagedDataError('a match of differences leaves its chunk');
    for (let to = at; to < end; to += 1) out[to] = (out[to - span] as number) + (out[to - back] as number) - (out[to - back - span] as number);
    return end;
  }
}

/**
 * Unpacks a chunk of LZMS, the compression of ESD files: choices come from a range coder at the front, symbols and numbers
 * from a stream of bits at the back. The format is published in wimlib (lzms_decompress.c); Windows documents none.
 * @param size bytes to get
 * @throws DamagedDataError
 */
export function decompressLzms(chunk: Uint8Array, size: number): Uint8Array {
  if (chunk.length < 4 || chunk.length % 2 !== 0) throw new DamagedDataError('an LZMS chunk of an impossible size');
  const out = new Uint8Array(size);
  new LzmsChunk(chunk, out).unpack();
  undoX86Translation(out);
  return out;
}
