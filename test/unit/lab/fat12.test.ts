import { expect } from 'chai';
import { disketteImage } from '../../../src/lab/fat12.js';
import { noise } from '../../../src/lab/noise.js';

/** Follows folders and cluster chains of a FAT12 image, by its own boot sector. */
function readFat(image: Buffer, path: string): Buffer {
  const reserved = image.readUInt16LE(14);
  const fatSize = image.readUInt16LE(22);
  const rootAt = (reserved + 2 * fatSize) * 512;
  const dataAt = rootAt + image.readUInt16LE(17) * 32;
  const next = (cluster: number): number => {
    const pair = image.readUInt16LE(reserved * 512 + cluster + (cluster >> 1));
    return cluster % 2 === 0 ? pair & 0xfff : pair >> 4;
  };
  const chain = (first: number): Buffer => {
    const parts: Buffer[] = [];
    for (let cluster = first; cluster < 0xff8; cluster = next(cluster)) parts.push(image.subarray(dataAt + (cluster - 2) * 512, dataAt + (cluster - 1) * 512));
    return Buffer.concat(parts);
  };
  let folder = image.subarray(rootAt, dataAt);
  for (const part of path.split('/')) {
    const [stem = '', extension = ''] = part.split('.');
    const at = folder.indexOf(Buffer.from(stem.padEnd(8) + extension.padEnd(3), 'latin1'));
    if (at < 0) throw new Error(`no ${part}`);
    const content = chain(folder.readUInt16LE(at + 26));
    if ((folder.readUInt8(at + 11) & 0x10) === 0) return content.subarray(0, folder.readUInt32LE(at + 28));
    folder = content;
  }
  throw new Error(`${path} is a folder`);
}

describe('lab: diskette image', () => {
  it('gives back its files, of any size, from nested folders', () => {
    const files = [0, 1, 511, 512, 513, 70_001].map((size) => ({ path: `EFI/BOOT/F${size}.BIN`, content: noise(String(size), size) }));
    const image = disketteImage([...files, { path: 'ROOT.TXT', content: Buffer.from('x') }], 'LABEL', 7);
    expect(image.length).to.equal(1_474_560);
    for (const file of files.filter((item) => item.content.length > 0)) expect(readFat(image, file.path).equals(file.content), file.path).to.equal(true);
    expect(readFat(image, 'ROOT.TXT').toString()).to.equal('x');
  });

  it('keeps both tables equal and ends the boot sector as firmware expects', () => {
    const image = disketteImage([{ path: 'A.BIN', content: noise('a', 9000) }], 'LABEL', 7);
    expect(image.subarray(512, 512 * 10).equals(image.subarray(512 * 10, 512 * 19))).to.equal(true);
    expect(image.readUInt16LE(510)).to.equal(0xaa55);
  });

  it('refuses names and sizes that do not fit', () => {
    expect(() => disketteImage([{ path: 'LONGERTHAN8.BIN', content: Buffer.alloc(1) }], 'L', 1)).to.throw(RangeError);
    expect(() => disketteImage([{ path: 'A.BIN', content: Buffer.alloc(1_500_000) }], 'L', 1)).to.throw(RangeError);
  });
});
