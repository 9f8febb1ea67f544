import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ByteSource, OpenSource } from '../../../src/files/byte-source.js';
import { FileSource } from '../../../src/files/byte-source.js';
import { readImageDetails } from '../../../src/media/image-details.js';
import { askPieces } from '../../../src/media/piece-window.js';
import type { PieceReader } from '../../../src/media/resource-reader.js';
import { WimBlobTable } from '../../../src/media/wim-blob-table.js';
import { openWimOf } from '../../../src/media/wim-file.js';
import { describePosix } from '../../support/posix.js';
import { temporaryFolder, text, wimlib, writeTree } from './wim-support.js';

/** A source that says what was read of it. */
class CountingSource implements OpenSource {
  bytes = 0;
  readonly #file: OpenSource;

  constructor(file: OpenSource) {
    this.#file = file;
  }

  get name(): string { return this.#file.name; }

  get size(): number { return this.#file.size; }

  async read(...[offset, length]: Parameters<ByteSource['read']>): Promise<Buffer> {
    this.bytes += length;
    return this.#file.read(offset, length);
  }

  async close(): Promise<void> { return this.#file.close(); }
}

/** Bytes in pieces, which counts what was asked for. */
function inPieces(bytes: Buffer, pieceSize: number): PieceReader & { asked: number } {
  const reader = {
    size: bytes.length, pieceSize, pieceCount: Math.ceil(bytes.length / pieceSize), asked: 0,
    pieces: (first: number, last: number): Promise<Uint8Array[]> => {
      reader.asked += last - first;
      return Promise.resolve(Array.from({ length: last - first }, (_, at) => bytes.subarray((first + at) * pieceSize, (first + at + 1) * pieceSize)));
    },
  };
  return reader;
}

describePosix('media: reading a part of an image', () => {
  const folder = temporaryFolder();

  it('tells packages and WinRE of an image with many files from a fraction of its metadata', async () => {
    const files: Record<string, string | Buffer> = { 'Windows/servicing/Packages/Package_for_RollupFix~31bf3856ad364e35~amd64~~1.1.mum': 'x', 'Windows/System32/Recovery/winre.wim': text(5000) };
    for (let file = 0; file < 4000; file += 1) files[`Windows/WinSxS/amd64_component-with-a-long-name-${file % 40}/a-file-of-it-${file}.dll`] = '';
    const path = join(folder(), 'many.wim');
    wimlib('capture', writeTree(join(folder(), 'many'), files), path, 'x', '--compress=none');
    const source = new CountingSource(await FileSource.open(path));
    const wim = await openWimOf(source);
    source.bytes = 0;
    const details = await readImageDetails(wim, 1);
    const metadata = wim.metadataBlob(1)?.resource.size ?? 0;
    expect(details.packages).to.deep.equal(['Package_for_RollupFix~31bf3856ad364e35~amd64~~1.1']);
    expect(details.winre).to.include({ path: 'Windows/System32/Recovery/winre.wim', size: 5000 });
    expect(metadata).to.be.greaterThan(500_000);
    expect(source.bytes).to.be.lessThan(metadata / 4);
    const whole = await wim.readMetadata(1);
    const found = await wim.askMetadata(1, (tree) => [...tree.walk()]);
    await wim.close();
    expect(found).to.deep.equal([...whole.walk()]);
  });

  it('gives any stretch, also across pieces, and fetches each piece once (property)', async () => {
    const bytes = Buffer.from(Array.from({ length: 997 }, (_, at) => at % 251));
    const stretch = fc.tuple(fc.nat(bytes.length), fc.nat(300)).map(([from, length]) => [from, Math.min(from + length, bytes.length)] as const);
    await fc.assert(fc.asyncProperty(fc.array(stretch, { maxLength: 8 }), fc.integer({ min: 1, max: 400 }), async (stretches, pieceSize) => {
      const reader = inPieces(bytes, pieceSize);
      const got = await askPieces(reader, (window) => stretches.map(([from, to]) => Buffer.from(window.range(from, to))));
      expect(got).to.deep.equal(stretches.map(([from, to]) => bytes.subarray(from, to)));
      expect(reader.asked).to.be.at.most(reader.pieceCount);
    }));
  });

  it('finds contents by their SHA-1, of equal ones the last (property)', () => {
    const sha1 = (nth: number): Buffer => createHash('sha1').update(String(nth)).digest();
    fc.assert(fc.property(fc.array(fc.nat(40), { maxLength: 60 }), (contents) => {
      const table = Buffer.alloc(contents.length * 50);
      for (const [entry, nth] of contents.entries()) {
        table.writeUInt32LE(entry, entry * 50 + 16);
        sha1(nth).copy(table, entry * 50 + 30);
      }
      const blobs = new WimBlobTable(table, 'x');
      for (let nth = 0; nth <= 41; nth += 1) {
        const last = contents.lastIndexOf(nth);
        expect(blobs.find(sha1(nth).toString('hex'))?.resource.originalSize).to.equal(last < 0 ? undefined : last);
      }
    }));
  });
});
