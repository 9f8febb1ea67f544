import { join } from 'node:path';
import { readFileSync, utimesSync, statSync } from 'node:fs';
import { expect } from 'chai';
import { filetimeToIso } from '../../../src/media/filetime.js';
import { openWim, type WimFile } from '../../../src/media/wim-file.js';
import { code, noise, temporaryFolder, text, wimlib, writeTree, type Tree } from './wim-support.js';
import { describePosix } from '../../support/posix.js';

const tree: Tree = {
  'Windows/System32/config/SOFTWARE': text(300_000),
  'Windows/System32/code.dll': code(200_001),
  'Windows/System32/mixed.bin': Buffer.concat([noise(40_000), text(40_000), Buffer.alloc(100_000), code(33_333)]),
  'Windows/System32/noise.bin': noise(70_000),
  // A program as compilers make it: references to addresses, which LZX and LZMS translate.
  'Windows/System32/program.exe': readFileSync(process.execPath).subarray(8_000_000, 8_700_000),
  'Windows/System32/table.bin': Buffer.from(Uint32Array.from({ length: 30_000 }, (_, at) => at * 12 + (at % 3)).buffer),
  'Windows/one-chunk.bin': code(32_768),
  'Windows/one-more.bin': text(32_769),
  'Windows/tiny': 'x',
  'Windows/empty': '',
  'Ümläut/Straße.txt': 'names',
  ...Object.fromEntries(Array.from({ length: 300 }, (_, nth) => [`Windows/servicing/Packages/P${nth}~31bf.mum`, `<mum>${nth % 40}</mum>`])),
};

/** Every file is found, without case, and has size and content. */
async function expectTree(wim: WimFile): Promise<void> {
  const image = await wim.readMetadata(1);
  for (const [file, content] of Object.entries(tree)) {
    const expected = Buffer.from(content as string);
    const asked = file.replace(/[a-z]/gu, (letter) => letter.toUpperCase()).replaceAll('/', '\\');
    expect((await wim.readFile(1, asked, { tree: image })).equals(expected), file).to.equal(true);
    expect(image.find(file)?.size, file).to.equal(expected.length);
  }
}

describePosix('media/wim-file against wimlib', () => {
  const folder = temporaryFolder();
  let source = '';
  before(() => {
    source = writeTree(join(folder(), 'tree'), tree);
    utimesSync(join(source, 'Windows/tiny'), 1_523_489_640, 1_523_489_640);
  });

  const variants: [name: string, ...args: string[]][] = [
    ['none', '--compress=none'],
    ['xpress', '--compress=fast'],
    ['xpress-4k', '--compress=XPRESS', '--chunk-size=4K'],
    ['xpress-64k', '--compress=XPRESS:80', '--chunk-size=64K'],
    ['lzx', '--compress=maximum'],
    ['lzx-quick', '--compress=LZX:10'],
    ['lzx-slow', '--compress=LZX:100'],
    ['lzx-2m', '--compress=LZX', '--chunk-size=2M'],
    ['lzms', '--compress=LZMS'],
    ['lzms-slow', '--compress=LZMS:100', '--chunk-size=1M'],
    ['lzms-solid', '--solid'],
    ['lzms-solid-parts', '--solid', '--solid-chunk-size=128K'],
    ['lzx-solid', '--compress=LZX', '--solid', '--solid-compress=LZX', '--solid-chunk-size=256K'],
  ];
  for (const [name, ...args] of variants) {
    it(`reads tree and contents, ${name}`, async () => {
      const path = join(folder(), `${name}.wim`);
      wimlib('capture', source, path, 'Image', 'About it', ...args);
      const wim = await openWim(path);
      try {
        expect(wim.header.compression).to.equal(name.split('-')[0]);
        const listed = wimlib('dir', path, '1').trim().split('\n').filter((line) => line !== '/').sort();
        expect([...(await wim.readMetadata(1)).walk()].map((entry) => `/${entry.path}`).sort()).to.deep.equal(listed);
        await expectTree(wim);
      } finally {
        await wim.close();
      }
    });
  }

  it('keeps times, names and kinds, and answers for what is not there', async () => {
    const path = join(folder(), 'facts.wim');
    wimlib('capture', source, path, 'A & B <c>', 'é "quoted"', '--compress=none');
    const wim = await openWim(path);
    const image = await wim.readMetadata(1);
    expect(wim.images[0]).to.include({ name: 'A & B <c>', description: 'é "quoted"', directoryCount: 7 });
    expect(filetimeToIso(image.find('windows/TINY')?.lastWriteTime ?? 0n)).to.equal('2018-04-11T23:34:00.000Z');
    expect(image.find('ümläut/straße.TXT')).to.include({ path: 'Ümläut/Straße.txt', isFolder: false });
    expect(image.find('Windows/nowhere/x')).to.equal(undefined);
    expect(image.find('Windows/tiny/x')).to.equal(undefined);
    expect(image.list('Windows/tiny')).to.equal(undefined);
    expect(image.list('')?.map((entry) => entry.name)).to.have.members(['Windows', 'Ümläut']);
    expect(image.list('/windows/servicing/packages')).to.have.length(300);
    expect(image.find('Windows/empty')).to.not.have.property('sha1');
    await wim.close();
  });

  it('reads the parts of a split WIM, each by itself and all together', async () => {
    const whole = join(folder(), 'whole.wim');
    wimlib('capture', source, whole, 'Split', '--compress=none');
    wimlib('split', whole, join(folder(), 'install.swm'), '0.2');
    const first = await openWim(join(folder(), 'install.swm'));
    const second = await openWim(join(folder(), 'install2.swm'));
    expect(first.header.totalParts).to.be.greaterThan(2);
    expect([first.header.partNumber, second.header.partNumber]).to.deep.equal([1, 2]);
    expect(second.header.guid).to.equal(first.header.guid);
    expect([...(await first.readMetadata(1)).walk()]).to.have.length.greaterThan(300);
    expect(second.hasReadableMetadata(1)).to.equal(false);
    const files = [...(await first.readMetadata(1)).walk()].filter((entry) => !entry.isFolder);
    const elsewhere = await Promise.all(files.map((entry) => first.readFile(1, entry.path).catch((error: unknown) => error)));
    expect(elsewhere.some((error) => (error as { code?: string } | undefined)?.code === 'media-unsupported')).to.equal(true);
    const parts = Array.from({ length: first.header.totalParts }, (_, at) => join(folder(), `install${at === 0 ? '' : at + 1}.swm`));
    const all = await openWim(join(folder(), 'install.swm'), { parts });
    await expectTree(all);
    await Promise.all([first.close(), second.close(), all.close()]);
  });

  it('reads several images that share their contents', async () => {
    const path = join(folder(), 'two.wim');
    wimlib('capture', source, path, 'One', '--compress=maximum');
    writeTree(source, { 'Windows/only-second': 'two' });
    wimlib('append', source, path, 'Two', '--boot', '--image-property=WINDOWS/VERSION/BUILD=17134');
    const wim = await openWim(path);
    expect(wim.header).to.include({ imageCount: 2, bootIndex: 2 });
    expect((await wim.readMetadata(1)).find('Windows/only-second')).to.equal(undefined);
    expect(String(await wim.readFile(2, 'Windows/only-second'))).to.equal('two');
    expect(wim.size).to.equal(statSync(path).size);
    await wim.close();
  });
});
