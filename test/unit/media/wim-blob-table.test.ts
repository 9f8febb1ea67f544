import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { WimBlobTable } from '../../../src/media/wim-blob-table.js';

const entrySize = 50;
const metadataFlag = 2;

/** One entry a SHA-1, each 10 bytes long, one after the other. */
function tableOf(sha1s: readonly Buffer[], { metadata = [] as readonly number[], part = 1 } = {}): WimBlobTable {
  const bytes = Buffer.alloc(sha1s.length * entrySize);
  for (const [nth, sha1] of sha1s.entries()) {
    const at = nth * entrySize;
    bytes.writeUIntLE(10, at, 6);
    bytes.writeUInt8(metadata.includes(nth) ? metadataFlag : 0, at + 7);
    bytes.writeBigUInt64LE(BigInt(1000 + nth * 10), at + 8);
    bytes.writeBigUInt64LE(10n, at + 16);
    bytes.writeUInt16LE(part, at + 24);
    sha1.copy(bytes, at + 30);
  }
  // Somewhere inside of another buffer, as what is read often is.
  return new WimBlobTable(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3), 'a.wim');
}

describe('blob table', () => {
  it('finds every content, however many are asked for, the last of equal ones, and nothing that is not there', () => {
    const sha1s = Array.from({ length: 200 }, () => randomBytes(20));
    const [twin = Buffer.alloc(20)] = sha1s;
    const alike = Buffer.concat([twin.subarray(0, 19), Buffer.from([(twin[19] ?? 0) ^ 1])]);
    const all = [...sha1s, alike, twin];
    const table = tableOf(all);
    const places = (): (number | undefined)[] => all.map((sha1) => table.find(sha1.toString('hex'))?.resource.offset);
    const wanted = all.map((sha1) => 1000 + all.findLastIndex((other) => other.equals(sha1)) * 10);
    expect(places()).to.deep.equal(wanted);
    expect(places()).to.deep.equal(wanted);
    for (const sha1 of [randomBytes(20).toString('hex'), '', 'ff', 'no digest']) {
      expect(table.find(sha1), sha1).to.equal(undefined);
      expect(tableOf(all).find(sha1), sha1).to.equal(undefined);
    }
    expect(tableOf([]).find(twin.toString('hex'))).to.equal(undefined);
  });

  it('tells where the contents of a part end, and which are metadata, in either order', () => {
    const sha1s = Array.from({ length: 5 }, () => randomBytes(20));
    const first = tableOf(sha1s, { metadata: [1, 3] });
    expect([first.endInPart(1), first.endInPart(2)]).to.deep.equal([1050, 0]);
    const second = tableOf(sha1s, { metadata: [1, 3] });
    for (const table of [first, second]) expect(table.metadata().map(({ resource }) => resource.offset)).to.deep.equal([1010, 1030]);
  });
});
