import { expect } from 'chai';
import { undoCallTranslation } from '../../../src/media/lzx-calls.js';
import { LzxDecompressor } from '../../../src/media/lzx.js';
import { DamagedDataError } from '../../../src/media/wim-error.js';

/** Bits into 16-bit little-endian words, most significant first. */
function words(bits: string): Buffer {
  const padded = bits.padEnd(Math.ceil(bits.length / 16) * 16, '0');
  const bytes = Buffer.alloc(padded.length / 8);
  for (let at = 0; at < padded.length; at += 16) bytes.writeUInt16LE(Number.parseInt(padded.slice(at, at + 16), 2), at / 8);
  return bytes;
}

/** A stored block: type 3, a size of 16 bits, the three recent distances, the data, a byte of padding after an odd size. */
function stored(data: string): Buffer {
  const size = data.length.toString(2).padStart(16, '0');
  const recent = Buffer.alloc(12);
  for (let at = 0; at < 12; at += 4) recent.writeUInt32LE(1, at);
  return Buffer.concat([words(`0110${size}`), recent, Buffer.from(data), Buffer.alloc(data.length % 2)]);
}

describe('media/lzx', () => {
  it('reads stored blocks, which wimlib never writes but Windows does', () => {
    const chunk = Buffer.concat([stored('seven b'), stored('six by'), stored('.')]);
    expect(Buffer.from(new LzxDecompressor(32768).decompress(chunk, 14)).toString()).to.equal('seven bsix by.');
    expect(() => new LzxDecompressor(32768).decompress(chunk.subarray(0, 20), 14)).to.throw(DamagedDataError);
    expect(() => new LzxDecompressor(32768).decompress(chunk, 10)).to.throw(DamagedDataError, 'leaves its chunk');
  });

  it('turns call targets back, but not in the last ten bytes nor beyond the assumed file', () => {
    const bytes = Buffer.alloc(60);
    const put = (at: number, target: number): void => {
      bytes[at] = 0xe8;
      bytes.writeInt32LE(target, at + 1);
    };
    put(2, 102);
    put(10, -10);
    put(20, -21);
    put(30, 12_000_000);
    put(40, 11_999_999);
    put(50, 100);
    undoCallTranslation(bytes);
    expect([2, 10, 20, 30, 40, 50].map((at) => bytes.readInt32LE(at + 1))).to.deep.equal([
      100, 11_999_990, -21, 12_000_000, 11_999_959, 100,
    ]);
  });
});
