import { expect } from 'chai';
import { BytesSource } from '../../../src/files/byte-source.js';
import { IsoFile } from '../../../src/media/iso/iso-file.js';
import { IsoSource } from '../../../src/media/iso/iso-source.js';
import type { IsoTree } from '../../../src/media/iso/iso-tree.js';
import { readUdfTree } from '../../../src/media/iso/udf-tree.js';
import { failureOf } from '../../support/failure.js';
import { fileName, longAddress, shortAddress, UdfWriter } from '../../support/udf-writer.js';
import { noise } from './wim-support.js';

const sector = 2048;
const folderFlag = 2;

function sourceOf(writer: UdfWriter): IsoSource {
  return new IsoSource(Object.assign(new BytesSource('made.iso', writer.bytes), { close: async () => Promise.resolve() }));
}

async function treeOf(writer: UdfWriter): Promise<IsoTree> {
  const tree = await readUdfTree(sourceOf(writer));
  if (tree === undefined) throw new Error('it has no UDF');
  return tree;
}

/** A file system whose root holds these names. */
function withRoot(blocks: number, ...names: Buffer[]): UdfWriter {
  const content = Buffer.concat(names);
  return new UdfWriter(blocks).entry(1, { folder: true, size: content.length, form: 3, allocation: content });
}

describe('media/iso: forms of UDF that installation media may have', () => {
  it('reads content in the entry, long addresses, lists that go on elsewhere, names of any alphabet, and passes over what was deleted', async () => {
    const big = noise(5 * sector + 700);
    const time = Buffer.from([0x78, 0x10, 0xe8, 0x07, 4, 1, 8, 40, 0, 12, 34, 56]);
    const writer = withRoot(40, fileName('', 1, 0x08 | folderFlag), fileName('gone.txt', 9, 4), fileName('Ärger.txt', 2), fileName('日本', 3, folderFlag))
      .entry(2, { size: 5, form: 3, allocation: Buffer.from('hello'), time })
      .entry(3, { folder: true, size: fileName('big.wim', 4).length, form: 0, allocation: shortAddress(5, sector) })
      .content(5, fileName('big.wim', 4))
      .entry(4, { size: big.length, form: 1, allocation: Buffer.concat([longAddress(10, 2 * sector), longAddress(6, sector, 3)]) })
      .put(258, 6, (bytes) => {
        const more = Buffer.concat([longAddress(20, 3 * sector), longAddress(30, sector)]);
        bytes.writeUInt32LE(more.length, 20);
        more.copy(bytes, 24);
      })
      .content(10, big.subarray(0, 2 * sector)).content(20, big.subarray(2 * sector, 5 * sector)).content(30, big.subarray(5 * sector));
    const tree = await treeOf(writer);
    expect(tree).to.include({ fileSystem: 'udf', label: 'MADE BY A TEST' });
    expect(tree.entries.map(({ path, kind, size }) => [path, kind, size])).to.deep.equal([
      ['Ärger.txt', 'file', 5], ['日本', 'folder', 0], ['日本/big.wim', 'file', big.length],
    ]);
    // 08:40 two hours east of Greenwich.
    expect(tree.entries[0]?.modified).to.be.closeTo(Date.UTC(2024, 3, 1, 6, 40, 0, 123) + 0.456, 0.0005);
    const [small, , large] = tree.entries.map((entry) => new IsoFile(entry.path, sourceOf(writer), entry));
    expect((await small?.read(0, 5))?.toString()).to.equal('hello');
    expect((await large?.read(0, big.length))?.equals(big)).to.equal(true);
    expect((await large?.read(sector + 100, 2 * sector))?.equals(big.subarray(sector + 100, 3 * sector + 100))).to.equal(true);
    expect((await large?.read(big.length - 10, 100))?.equals(big.subarray(-10))).to.equal(true);
  });

  for (const [what, words, writer] of [
    ['a folder that contains itself', 'its folder loop contains itself', withRoot(4, fileName('loop', 1, folderFlag))],
    ['a list that goes on in itself', 'a file lies in more than 10000 pieces', withRoot(8, fileName('a', 2))
      .entry(2, { size: sector, form: 0, allocation: shortAddress(3, sector, 3) })
      .put(258, 3, (bytes) => { bytes.writeUInt32LE(8, 20); shortAddress(3, sector, 3).copy(bytes, 24); })],
    ['a file with a hole', 'a file has parts that were never written', withRoot(4, fileName('a', 2)).entry(2, { size: sector, form: 0, allocation: shortAddress(3, sector, 1) })],
    ['a file that is larger than what is recorded of it', 'a has 5000 bytes, of which 2048 are recorded', withRoot(4, fileName('a', 2)).entry(2, { size: 5000, form: 0, allocation: shortAddress(3, sector) })],
    ['a file beyond the end', 'a would end at byte', withRoot(4, fileName('a', 2)).entry(2, { size: sector, form: 0, allocation: shortAddress(4, sector) })],
    ['a name that leads out of its folder', '"..\\\\evil" in its root is no name of a file', withRoot(4, fileName('..\\evil', 2)).entry(2, { size: 0, form: 3, allocation: Buffer.alloc(0) })],
    ['a name of nothing', '".." in its root is no name of a file', withRoot(4, fileName('..', 2)).entry(2, { size: 0, form: 3, allocation: Buffer.alloc(0) })],
    ['a block that is no file entry', 'a file entry is damaged', withRoot(4, fileName('a', 2))],
    ['a folder of an impossible size', 'a folder has an impossible size', new UdfWriter(4).entry(1, { folder: true, size: 2 ** 25, form: 0, allocation: shortAddress(2, sector) })],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await failureOf(() => treeOf(writer));
      expect(error).to.include({ code: 'media-invalid' });
      expect(error.message).to.contain(words);
    });
  }
});
