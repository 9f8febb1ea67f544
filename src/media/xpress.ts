import { BitReader } from './bit-reader.js';
import { copyMatch } from './copy-match.js';
import { HuffmanDecoder } from './huffman.js';
import { DamagedDataError } from './wim-error.js';

const symbolCount = 512;
const headerSize = symbolCount / 2;
const minMatch = 3;

/** Made once: every chunk brings its own code. */
const decoder = new HuffmanDecoder(symbolCount);
const lengths = new Uint8Array(symbolCount);

/**
 * Unpacks one chunk of the LZ77+Huffman variant of XPRESS that WIM files use (MS-XCA, section 2.1, without its end of
 * stream symbol).
 * @param size bytes to get
 * @throws DamagedDataError
 */
export function decompressXpress(chunk: Uint8Array, size: number): Uint8Array {
  if (chunk.length < headerSize) throw new DamagedDataError('an XPRESS chunk without code lengths');
  for (let index = 0; index < headerSize; index++) {
    const pair = chunk[index] as number;
    lengths[index * 2] = pair & 0xf;
    lengths[index * 2 + 1] = pair >>> 4;
  }
  decoder.build(lengths);
  const bits = new BitReader(chunk, headerSize);
  const out = new Uint8Array(size);
  for (let at = 0; at < size;) {
    const symbol = decoder.decode(bits);
    if (symbol < 256) {
      out[at++] = symbol;
      continue;
    }
    const offsetBits = (symbol >>> 4) & 0xf;
    bits.ensure(16);
    const distance = (1 << offsetBits) | bits.peek(offsetBits);
    bits.skip(offsetBits);
    at = copyMatch(out, at, distance, readLength(bits, symbol & 0xf) + minMatch);
  }
  return out;
}

function readLength(bits: BitReader, short: number): number {
  if (short < 15) return short;
  const byte = bits.readByte();
  if (byte < 255) return byte + 15;
  return bits.readByte() | (bits.readByte() << 8);
}
