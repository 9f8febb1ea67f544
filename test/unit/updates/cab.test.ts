import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ServicingError } from '../../../src/schema/errors.js';
import { findCabTool } from '../../../src/files/cab-tool.js';
import { BytesSource, FileSource } from '../../../src/files/byte-source.js';
import type { ByteSource } from '../../../src/files/byte-source.js';
import { checkCabBlocks } from '../../../src/updates/cab-blocks.js';
import { readCabTables } from '../../../src/updates/cab-tables.js';
import { openCabinet, readMembers } from '../../../src/updates/open-cabinet.js';
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

  async function source(): Promise<ByteSource> {
    return new BytesSource(cab, await readFile(cab));
  }

  it('are listed with names and sizes', async () => {
    const tables = await readCabTables(await source());
    expect(tables.members.map(({ name, size }) => [name, size])).to.deep.equal([['a.txt', 5], ['sub/b.bin', 70_000], ['c-ä.mum', 1]]);
    expect(tables.folders.map((entry) => entry.compression)).to.deep.equal(['mszip']);
    expect(tables.members[0]!.month).to.match(/^20\d\d-\d\d$/u);
  });

  it('are checked block by block', async () => {
    const tables = await readCabTables(await source());
    expect(await checkCabBlocks(await source(), tables)).to.include({ count: 3, checked: 3 });
    const bytes = await readFile(cab);
    bytes.writeUInt32LE(0, tables.folders[0]!.offset);
    await writeFile(cab, bytes);
    expect(await checkCabBlocks(await source(), tables)).to.include({ count: 3, checked: 2 });
  });

  it('without checksums are proven by the SHA-1 of their name, else by decompressing them', async () => {
    const tables = await readCabTables(await source());
    const bytes = await readFile(cab);
    const { offset } = tables.folders[0]!;
    bytes.writeUInt32LE(0, offset);
    bytes.fill(0xff, offset + 12, offset + 20);
    await writeFile(cab, bytes);
    const context = { update: cab, scratch: join(folder, 'scratch') };
    expect((await openCabinet(await source(), { ...context, proven: true })).tables.members).to.have.length(3);
    const error = await openCabinet(await source(), context).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ServicingError).and.include({ code: 'update-invalid' });
    expect((error as ServicingError).message).to.match(/^x\.cab, member a\.txt: the cabinet could not be unpacked/u);
    expect(await readdir(context.scratch)).to.deep.equal([]);
  });

  for (const zip of [true, false]) {
    it(`give the members that are asked for, ${zip ? 'compressed' : 'stored'}`, async () => {
      await writeCab(cab, content, zip);
      const context = { update: cab, scratch: join(folder, 'scratch') };
      const file = await FileSource.open(cab);
      const cabinet = await openCabinet(file, context);
      const members = [2, 1].map((index) => cabinet.tables.members[index]!);
      const got: [string, Buffer][] = [];
      for await (const { member, bytes } of readMembers(cabinet, members, context)) got.push([member.name, bytes]);
      await file.close();
      expect(got.map(([name]) => name)).to.deep.equal(['c-ä.mum', 'sub/b.bin']);
      expect(got[0]![1].toString()).to.equal('x');
      expect(got[1]![1].equals(content['sub/b.bin'])).to.equal(true);
    });
  }
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
