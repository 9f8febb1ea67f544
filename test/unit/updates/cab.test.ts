import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { ServicingError } from '../../../src/schema/errors.js';
import { extractFromCab, findCabTool } from '../../../src/updates/cab.js';
import { checkCabBlocks } from '../../../src/updates/cab-integrity.js';
import { readCabTables } from '../../../src/updates/cab-tables.js';
import { openCabinet } from '../../../src/updates/open-cabinet.js';
import { writeCab } from '../../support/update-fixtures.js';
import { describePosix } from '../../support/posix.js';

const content = { 'a.txt': 'hello', 'sub/b.bin': Buffer.alloc(70_000, 'abc'), 'c-ä.mum': 'x' };

describePosix('cabinets', () => {
  let folder: string;
  let cab: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cab-'));
    cab = join(folder, 'x.cab');
    await writeCab(cab, content);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are listed with names and sizes', async () => {
    const tables = await readCabTables(cab);
    expect(tables.members.map(({ name, size }) => [name, size])).to.deep.equal([['a.txt', 5], ['sub/b.bin', 70_000], ['c-ä.mum', 1]]);
  });

  it('are checked block by block', async () => {
    const tables = await readCabTables(cab);
    expect(await checkCabBlocks(cab, tables)).to.deep.equal({ blocks: 3, checked: 3 });
    const bytes = await readFile(cab);
    bytes.writeUInt32LE(0, tables.folders[0]!.offset);
    await writeFile(cab, bytes);
    expect(await checkCabBlocks(cab, tables)).to.deep.equal({ blocks: 3, checked: 2 });
  });

  it('without checksums are proven by the SHA-1 of their name, else by unpacking them', async () => {
    const tables = await readCabTables(cab);
    const bytes = await readFile(cab);
    const { offset } = tables.folders[0]!;
    bytes.writeUInt32LE(0, offset);
    bytes.fill(0xff, offset + 12, offset + 20);
    await writeFile(cab, bytes);
    const context = { update: cab, scratch: join(folder, 'scratch') };
    expect(await openCabinet(cab, { ...context, proven: true })).to.have.length(3);
    const error = await openCabinet(cab, context).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ServicingError).and.include({ code: 'update-invalid' });
  });

  it('give the members that a pattern names', async () => {
    expect(await extractFromCab(cab, '*.mum', join(folder, 'out'))).to.deep.equal(['c-ä.mum']);
    expect(await extractFromCab(cab, '*.none', join(folder, 'none'))).to.deep.equal([]);
    expect(await readFile(join(folder, 'out', 'c-ä.mum'), 'utf8')).to.equal('x');
  });

  it('never end in anything but a ServicingError when bytes are changed', async () => {
    const bytes = await readFile(cab);
    const changes = fc.array(fc.tuple(fc.nat(Math.min(200, bytes.length - 1)), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(changes, fc.integer({ min: 0, max: bytes.length }), async (edits, length) => {
      const copy = Buffer.from(bytes.subarray(0, length));
      for (const [at, value] of edits) if (at < copy.length) copy[at] = value;
      await writeFile(join(folder, 'fuzz.cab'), copy);
      try {
        await checkCabBlocks(join(folder, 'fuzz.cab'), await readCabTables(join(folder, 'fuzz.cab')));
      } catch (error) {
        if (!(error instanceof ServicingError) || error.code !== 'update-invalid') throw error;
      }
    }), { numRuns: 150 });
  });
});

describe('the tool for cabinets', () => {
  it('is expand.exe by absolute path on Windows', async () => {
    const tool = await findCabTool('win32', { SystemRoot: 'D:\\Windows' });
    expect(tool.executable).to.equal('D:\\Windows\\System32\\expand.exe');
    expect(tool.arguments('a.cab', '*.mum', 'out')).to.deep.equal(['a.cab', '-F:*.mum', 'out']);
  });

  it('is looked for on PATH elsewhere, and its absence says what to install', async () => {
    const error = await findCabTool('linux', { PATH: '/nowhere:.' }).catch((reason: unknown) => reason) as ServicingError;
    expect(error.code).to.equal('preflight');
    expect(error.advice).to.contain('apt-get install cabextract');
  });
});
