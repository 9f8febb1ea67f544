import { chmodSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { BytesSource } from '../../../src/files/byte-source.js';
import type { OpenSource } from '../../../src/files/byte-source.js';
import { copyTree } from '../../../src/files/copy-tree.js';
import type { TreeEntry } from '../../../src/files/file-tree.js';
import { sha256File, sha256In } from '../../../src/files/hash.js';
import { IsoImage } from '../../../src/media/iso/iso-image.js';
import { IsoSource } from '../../../src/media/iso/iso-source.js';
import { readIso9660Tree } from '../../../src/media/iso/iso9660-tree.js';
import { readUdfTree } from '../../../src/media/iso/udf-tree.js';
import { OriginalMedia } from '../../../src/run/original-media.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { failureOf } from '../../support/failure.js';
import { makeIso, sevenZipFile, sevenZipListing } from '../../support/iso-files.js';
import { describePosix } from '../../support/posix.js';
import { temporaryFolder } from '../../support/temp.js';
import { noise, writeTree, type Tree } from './wim-support.js';

const time = 1_712_000_000;
const files: Tree = {
  'setup.exe': 'MZ', 'autorun.inf': '', 'sources/install.wim': noise(300_000), 'sources/boot.wim': noise(50_000, 'boot'),
  'sources/sxs/microsoft-windows-netfx3-ondemand-package~31bf3856ad364e35~amd64~~.cab': noise(5000, 'cab'),
  'sources/de-de/Ümläute und 日本.txt': 'names', 'efi/microsoft/boot/fonts/wgl4_boot.ttf': noise(2048, 'font'),
  ...Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`support/logging/file-${at}.dat`, `${at}`])),
};

class MemorySource extends BytesSource implements OpenSource {
  async close(): Promise<void> { /* nothing is open */ }
}

describePosix('media/iso', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  before(() => {
    writeTree(at('media'), files);
    for (const path of Object.keys(files)) utimesSync(at(`media/${path}`), time, time);
    chmodSync(at('media/setup.exe'), 0o444);
    makeIso('udf', at('media'), at('udf.iso'));
    makeIso('joliet', at('media'), at('joliet.iso'));
    makeIso('iso9660', at('media'), at('iso9660.iso'));
  });

  async function withIso<T>(name: string, work: (image: IsoImage) => Promise<T>): Promise<T> {
    const image = await IsoImage.open(at(name));
    try {
      return await work(image);
    } finally {
      await image.close();
    }
  }

  async function entriesOf(image: IsoImage): Promise<TreeEntry[]> {
    const entries: TreeEntry[] = [];
    for await (const entry of image.walk()) entries.push(entry);
    return entries;
  }

  for (const [form, label, type] of [['udf', 'CCCOMA_X64', 'udf'], ['joliet', 'JOLIET', 'iso'], ['iso9660', 'PLAIN', 'iso']] as const) {
    it(`lists ${form} as 7-Zip does, and reads the same bytes`, () => withIso(`${form}.iso`, async (image) => {
      expect(image).to.include({ fileSystem: form, label });
      const own = new Map((await entriesOf(image)).filter(({ kind }) => kind === 'file').map(({ path, size }) => [path, size]));
      expect(own).to.deep.equal(sevenZipListing(at(`${form}.iso`), type));
      expect(own.size).to.equal(Object.keys(files).length);
      const wim = await image.find('SOURCES\\Install.WIM') ?? '';
      expect(await sha256In(image, wim)).to.equal(await sha256File(at('media/sources/install.wim')));
      expect(sevenZipFile(at(`${form}.iso`), type, wim).equals(readFileSync(at('media/sources/install.wim')))).to.equal(true);
      expect(await image.modifiedTime(wim)).to.equal(BigInt(time) * 1_000_000_000n);
    }));
  }

  for (const form of ['udf', 'joliet'] as const) {
    it(`copies ${form} with names, times and bytes, and nothing read-only`, () => withIso(`${form}.iso`, async (image) => {
      const seen: number[] = [];
      await copyTree(image, at(`copy-${form}`), { except: ['Support'], onProgress: (bytes, total) => { seen.push(bytes / total); } });
      for (const path of Object.keys(files).filter((name) => !name.startsWith('support'))) {
        const copy = at(`copy-${form}/${path}`);
        expect(readFileSync(copy).equals(readFileSync(at(`media/${path}`))), path).to.equal(true);
        expect(statSync(copy).mtimeMs).to.equal(time * 1000);
        expect(statSync(copy).mode & 0o200).to.equal(0o200);
      }
      expect(seen.at(-1)).to.equal(1);
      expect((await failureOf(() => copyTree(image, at('cancelled'), { signal: AbortSignal.abort() }))).code).to.equal('cancelled');
    }));
  }

  it('gives steps what they need of it, once, with the other parts of a split WIM', async () => {
    writeTree(at('split'), { 'Sources/install.swm': 'one', 'Sources/install2.swm': 'two', 'Sources/boot.wim': 'boot', 'Sources/sxs/a.cab': 'cab', 'other/b': 'b' });
    makeIso('udf', at('split'), at('split.iso'));
    const original = new OriginalMedia(at('split.iso'), at('taken'));
    const [first, again, sxs] = await Promise.all(['sources/install.swm', 'sources/install.swm', 'sources/SXS'].map((path) => original.place(path)));
    expect([first, again, sxs]).to.deep.equal([at('taken/Sources/install.swm'), at('taken/Sources/install.swm'), at('taken/Sources/sxs')]);
    expect(readFileSync(at('taken/Sources/install2.swm'), 'utf8') + readFileSync(at('taken/Sources/sxs/a.cab'), 'utf8')).to.equal('twocab');
    expect(() => statSync(at('taken/Sources/boot.wim'))).to.throw('ENOENT');
    expect((await failureOf(() => original.place('sources/none.wim'))).code).to.equal('servicing');
    await original.remove();
    expect(() => statSync(at('taken'))).to.throw('ENOENT');
    expect(await new OriginalMedia(at('split'), at('taken')).place('sources/BOOT.wim')).to.equal(at('split/Sources/boot.wim'));
  });

  it('names what an ISO file that was cut off lacks', async () => {
    writeFileSync(at('cut.iso'), readFileSync(at('udf.iso')));
    truncateSync(at('cut.iso'), statSync(at('cut.iso')).size - 400_000);
    const error = await failureOf(() => IsoImage.open(at('cut.iso')));
    expect(error).to.include({ code: 'media-invalid' });
    expect(error.message).to.match(/is cut off or damaged: \S+ would end at byte \d+ of \d+/u);
  });

  it('does not let a name lead out of the folder that it is copied to', async () => {
    const bytes = readFileSync(at('joliet.iso'));
    const [name, evil] = ['setup.exe', '../../x.y'].map((text) => Buffer.from(text, 'utf16le').swap16());
    for (let place = bytes.indexOf(name ?? ''); place >= 0; place = bytes.indexOf(name ?? '', place + 1)) evil?.copy(bytes, place);
    writeFileSync(at('evil.iso'), bytes);
    expect((await failureOf(() => IsoImage.open(at('evil.iso')))).message).to.contain('"../../x.y" in its root is no name of a file');
  });

  describe('damage', () => {
    const read = async (bytes: Buffer): Promise<boolean> => {
      const source = new IsoSource(new MemorySource('damaged.iso', bytes));
      try {
        return (await readUdfTree(source) ?? await readIso9660Tree(source)) !== undefined;
      } catch (error) {
        if (error instanceof ServicingError && error.code === 'media-invalid') return false;
        throw error;
      }
    };

    for (const form of ['udf', 'joliet'] as const) {
      it(`of any byte of ${form} is read or refused in words`, async () => {
        const whole = readFileSync(at(`${form}.iso`));
        // Where the descriptors and folders are: contents may be anything.
        const end = whole.indexOf(Buffer.from(files['sources/install.wim'] as Uint8Array).subarray(0, 64));
        await fc.assert(fc.asyncProperty(
          fc.array(fc.record({ place: fc.integer({ min: 16 * 2048, max: end - 1 }), value: fc.integer({ min: 0, max: 255 }) }), { minLength: 1, maxLength: 4 }),
          fc.option(fc.integer({ min: 0, max: whole.length }), { freq: 4 }),
          async (flips, cut) => {
            const bytes = Buffer.from(whole.subarray(0, cut ?? whole.length));
            for (const { place, value } of flips) if (place < bytes.length) bytes[place] = value;
            await read(bytes);
          },
        ), { numRuns: 150 });
      });
    }

    it('of a file entry of UDF never goes unnoticed', async () => {
      const whole = readFileSync(at('udf.iso'));
      expect(await read(whole)).to.equal(true);
      const entry = findFileEntry(whole, 300_000);
      for (const place of [entry + 56, entry + 176, entry + 180]) {
        const bytes = Buffer.from(whole);
        bytes[place] = (bytes[place] ?? 0) ^ 1;
        expect(await read(bytes), String(place - entry)).to.equal(false);
      }
    });
  });
});

/** Where the file entry of a file of this size begins. */
function findFileEntry(iso: Buffer, size: number): number {
  for (let at = 0; at + 2048 <= iso.length; at += 2048) if (iso.readUInt16LE(at) === 261 && iso.readBigUInt64LE(at + 56) === BigInt(size)) return at;
  throw new Error(`no file entry of ${size} bytes`);
}
