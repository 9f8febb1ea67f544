import { mkdir, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { ServicingError } from '../../../src/schema/errors.js';
import { updateScanSchema } from '../../../src/schema/update.js';
import { BytesSource } from '../../../src/files/byte-source.js';
import { checkCabBlocks } from '../../../src/updates/cab-blocks.js';
import { readCabTables } from '../../../src/updates/cab-tables.js';
import { scanUpdates } from '../../../src/updates/scan-updates.js';
import { failureOf } from '../../support/failure.js';
import { describePosix } from '../../support/posix.js';
import { processorMs } from '../../support/processor-time.js';
import { mumText, writeCab, writeWimMsu } from '../../support/update-fixtures.js';

const mum = mumText({ name: 'Package_for_RollupFix', version: '17134.165.1.6', identifier: 'KB4338819' });
const seconds = 5;
const megabytes = 256;

describePosix('updates that nobody should have made', () => {
  let folder: string;
  let scratch: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    scratch = join(folder, 'scratch');
    await mkdir(scratch);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function msuOf(payload: Buffer, zip = false): Promise<Buffer> {
    await writeCab(join(folder, 'm.msu'), { 'WSUSSCAN.cab': 'x', 'Windows10.0-KB4338819-x64.cab': payload }, zip);
    return readFile(join(folder, 'm.msu'));
  }

  async function cabOf(files: Record<string, string | Buffer>, zip = true): Promise<Buffer> {
    await writeCab(join(folder, 'c.cab'), files, zip);
    return readFile(join(folder, 'c.cab'));
  }

  /** A valid result, or a typed error; in bounded time and memory, with nothing left behind. */
  async function scanMutant(bytes: Buffer, name: string): Promise<void> {
    const path = join(folder, name);
    await writeFile(path, bytes);
    const [begin, before] = [processorMs(), process.memoryUsage().rss];
    try {
      updateScanSchema.parse(await scanUpdates([path], { scratch }));
    } catch (error) {
      if (!(error instanceof ServicingError) || error.code !== 'update-invalid') throw error;
    }
    expect(processorMs() - begin, 'milliseconds').to.be.below(seconds * 1000);
    expect((process.memoryUsage().rss - before) / 2 ** 20, 'megabytes').to.be.below(megabytes);
    expect(await readdir(scratch)).to.deep.equal([]);
  }

  /** Scans `bytes` with some of those between `from` and `to` changed, and perhaps cut off, again and again. */
  async function scanMutants(bytes: Buffer, from: number, to: number, name: string, runs: number): Promise<void> {
    const edits = fc.array(fc.tuple(fc.integer({ min: from, max: to - 1 }), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const length = fc.oneof({ weight: 4, arbitrary: fc.constant(bytes.length) }, fc.nat(bytes.length));
    await fc.assert(fc.asyncProperty(edits, length, async (changed, kept) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changed) copy[at] = value;
      await scanMutant(copy.subarray(0, kept), name);
    }), { numRuns: runs });
  }

  it('cabinets changed or cut off anywhere end in a typed error or a valid result', async () => {
    const cab = await cabOf({ 'update.mum': mum, 'a/file.dll': Buffer.alloc(70_000, 'abc') });
    await scanMutants(cab, 0, cab.length, 'f.cab', 60);
    await scanMutants(cab, 8, 120, 'f.cab', 60);
  });

  it('so do the tables and blocks of stored MSUs, outer and inner', async () => {
    const msu = await msuOf(await cabOf({ 'update.mum': mum, 'a/file.dll': 'x' }, false));
    const inner = msu.indexOf('MSCF', 4);
    await scanMutants(msu, 0, 200, 'f.msu', 60);
    await scanMutants(msu, inner, inner + 150, 'f.msu', 60);
  });

  it('so do MSUs in WIM format: header, tables, metadata', async () => {
    const wim = await readFile(await writeWimMsu(folder, 'KB5055523', '10.0.26100.1742', '10.0.26100.3775'));
    await scanMutants(wim, 0, 208, 'f.msu', 40);
    await scanMutants(wim, wim.length - 8_000, wim.length, 'f.msu', 40);
  });

  it('every length of a cabinet but the whole one is told to be cut off or damaged', async () => {
    const cab = await cabOf({ 'update.mum': 'x', 'b.txt': 'y' }, false);
    for (let length = 0; length < cab.length; length++) {
      const source = new BytesSource('x.cab', cab.subarray(0, length));
      const error = await failureOf(async () => checkCabBlocks(source, await readCabTables(source)));
      expect(error.code).to.equal('update-invalid');
    }
  });

  it('a cabinet whose sizes lie is refused: more than there is, and more than a manifest can have', async () => {
    const cab = await cabOf({ 'update.mum': mum }, false);
    const filesAt = cab.readUInt32LE(16);
    cab.writeUInt32LE(mum.length * 100, filesAt);
    await writeFile(join(folder, 'lie.cab'), cab);
    expect((await failureOf(() => scanUpdates([join(folder, 'lie.cab')]))).message).to.match(/^lie\.cab, member update\.mum: the data is truncated: the file table promises/u);
    await writeCab(join(folder, 'bomb.cab'), { 'update.mum': Buffer.alloc(80 * 1024 * 1024, ' ') });
    expect((await failureOf(() => scanUpdates([join(folder, 'bomb.cab')]))).message).to.contain('is impossible for such a file');
  });

  for (const name of ['../../evil.mum', '/etc/evil.mum', 'C:\\evil.mum', 'a\\..\\..\\evil.mum', '\\\\server\\share\\x']) {
    it(`a member called ${name} is refused before anything is unpacked`, async () => {
      const cab = await cabOf({ ['n'.repeat(Buffer.byteLength(name))]: 'x', 'update.mum': mum });
      cab.write(name, cab.indexOf('n'.repeat(Buffer.byteLength(name))), 'latin1');
      await writeFile(join(folder, 'evil.cab'), cab);
      const error = await failureOf(() => scanUpdates([join(folder, 'evil.cab')], { scratch }));
      expect(error.code).to.equal('update-invalid');
      expect(error.message).to.contain('leads out of the folder');
      expect(await readdir(scratch)).to.deep.equal([]);
    });
  }

  const laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>';
  const xml: [string, string | Buffer][] = [
    ['entities of entities', `<?xml version="1.0"?>${laughs}<assembly>&c;</assembly>`],
    ['entities in UTF-16', Buffer.from(`\ufeff<?xml version="1.0"?>${laughs}<assembly>&c;</assembly>`, 'utf16le')],
    ['an external entity', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assembly>&x;</assembly>'],
    ['elements nested a hundred thousand deep', `<assembly>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</assembly>`],
    ['no end', '<assembly><package>'],
    ['zero bytes', ''],
  ];
  for (const [title, text] of xml) {
    it(`a manifest with ${title} is malformed`, async () => {
      await writeCab(join(folder, 'x.cab'), { 'update.mum': text, 'other.txt': 'x' });
      const begin = processorMs();
      const error = await failureOf(() => scanUpdates([join(folder, 'x.cab')], { scratch }));
      expect(error.message).to.match(/^x\.cab, member update\.mum: the package manifest is malformed: /u);
      expect(processorMs() - begin).to.be.below(seconds * 1000);
    });
  }

  it('archives nested without end are refused', async () => {
    let inner = await cabOf({ 'update.mum': mum });
    for (let depth = 0; depth < 6; depth++) inner = await msuOf(inner, depth % 2 === 0);
    await writeFile(join(folder, 'deep.msu'), inner);
    expect((await failureOf(() => scanUpdates([join(folder, 'deep.msu')], { scratch }))).message).to.contain('nested deeper than 4 archives');
  });

  it('names with every character that Windows allows, and beyond the basic plane, do no harm', async () => {
    const name = "Ünï ${code} `tick` 'quote' & (x) [y] {z} ^~@#%!=+,; 日本語 \u{1f600}.cab";
    await writeCab(join(folder, 'x.cab'), { 'update.mum': mum, [`a & b/${name}.manifest`]: 'x' });
    await mkdir(join(folder, 'in $x [1]'));
    await writeFile(join(folder, 'in $x [1]', name), await readFile(join(folder, 'x.cab')));
    const { updates } = await scanUpdates([join(folder, 'in $x [1]')], { scratch });
    expect(updates.map((update) => [update.file, update.kind])).to.deep.equal([[name, 'cumulative']]);
  });

  it('a file that goes away while it waits for its turn is missing, not a crash', async () => {
    const names = Array.from({ length: 8 }, (_, i) => join(folder, `u${i}.cab`));
    const cab = await cabOf({ 'update.mum': mum });
    for (const [i, name] of names.entries()) await writeFile(name, Buffer.concat([cab, Buffer.from([i])]));
    const scan = failureOf(() => scanUpdates(names, { scratch }));
    await rm(names[7]!);
    expect((await scan).code).to.equal('update-missing');
  });
});

/** A large payload costs reading, never room. */
describePosix('a large update', () => {
  it('is read without being unpacked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'large-'));
    try {
      const psf = 160 * 1024 * 1024;
      await writeCab(join(folder, 'Windows10.0-KB4338819-x64.cab'), { 'update.mum': mum });
      const payload = await readFile(join(folder, 'Windows10.0-KB4338819-x64.cab'));
      await mkdir(join(folder, 'big.msu.content'));
      const handle = await open(join(folder, 'big.msu.content', 'Windows10.0-KB4338819-x64.psf'), 'w');
      await handle.close();
      await truncate(join(folder, 'big.msu.content', 'Windows10.0-KB4338819-x64.psf'), psf);
      await writeCab(join(folder, 'big.msu'), { 'Windows10.0-KB4338819-x64.cab': payload }, false, ['Windows10.0-KB4338819-x64.psf']);
      const written = async (): Promise<number> => Number(/^wchar: (\d+)$/mu.exec(await readFile('/proc/self/io', 'utf8'))![1]);
      const [bytes, memory] = [await written(), process.memoryUsage().rss];
      const { updates } = await scanUpdates([join(folder, 'big.msu')], { scratch: join(folder, 'scratch') });
      expect(updates[0]).to.include({ kind: 'cumulative', kb: 'KB4338819' });
      expect(updates[0]!.size).to.be.above(psf);
      expect(await written() - bytes, 'bytes written').to.be.below(1024 * 1024);
      expect(process.memoryUsage().rss - memory, 'memory').to.be.below(megabytes * 2 ** 20);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
