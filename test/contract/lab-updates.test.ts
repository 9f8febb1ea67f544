import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { netfx3Payload } from '../../src/lab/netfx3.js';
import { makeNamedUpdate, makePackageCab, makeUpdate, type UpdateDefect, type UpdateSpec } from '../../src/lab/update-file.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from '../../src/lab/updates.js';
import { temporaryFolder } from '../support/temp.js';
import { readPe } from '../unit/lab/pe-reader.js';

const run = async (file: string, ...args: string[]): Promise<string> => (await execa(file, args, { stdin: 'ignore' })).stdout;

describe('lab: updates', () => {
  const folder = temporaryFolder();

  /** Opens an update with cabextract; gives the folder of its package. */
  const open = async (file: string, to: string): Promise<string> => {
    const target = join(folder(), to);
    expect(await run('cabextract', '-t', file)).to.contain('no errors');
    await run('cabextract', '-q', '-d', target, file);
    const cab = (await readdir(target)).find((name) => /^Windows10\.0-KB\d+-x64\.cab$/u.test(name)) as string;
    expect(await run('cabextract', '-t', join(target, cab))).to.contain('no errors');
    await run('cabextract', '-q', '-d', join(target, 'package'), join(target, cab));
    return join(target, 'package');
  };

  const make = async (spec: UpdateSpec, name: string): Promise<string> => {
    const file = join(folder(), name);
    await makeUpdate(spec, file);
    return file;
  };

  it('are cabinets with the four members of an MSU, told apart by their manifests', async () => {
    const kinds: [UpdateSpec, string, RegExp][] = [
      [servicingStackUpdate(), 'ssu', /^amd64_microsoft-windows-servicingstack_.*\.manifest$/u],
      [cumulativeUpdate(), 'lcu', /^amd64_microsoft-windows-os-kernel_.*\.manifest$/u],
      [flashUpdate(), 'flash', /^amd64_adobe-flash-for-windows_.*\.manifest$/u],
    ];
    for (const [spec, name, told] of kinds) {
      const content = await open(await make(spec, `${name}.msu`), name);
      expect(await readdir(join(content, '..'))).to.have.members([
        'WSUSSCAN.cab', `Windows10.0-${spec.kb}-x64.cab`, `Windows10.0-${spec.kb}-x64.xml`, `Windows10.0-${spec.kb}-x64-pkgProperties.txt`, 'package']);
      const names = await readdir(content);
      expect(names).to.include.members(['update.mum', 'update.cat']);
      expect(names.filter((item) => told.test(item))).to.have.length(1);
      expect(await run('cabextract', '-t', join(content, '..', 'WSUSSCAN.cab'))).to.contain('no errors');
    }
    const stacks = (await readdir(join(folder(), 'lcu', 'package'))).filter((name) => name.includes('_microsoft-windows-servicingstack_'));
    expect(stacks).to.deep.equal([]);
  });

  it('have properties in UTF-16 with a mark, CRLF and quotes', async () => {
    await open(await make(servicingStackUpdate(), 'p.msu'), 'p');
    const bytes = await readFile(join(folder(), 'p', 'Windows10.0-KB4338853-x64-pkgProperties.txt'));
    expect([...bytes.subarray(0, 2)]).to.deep.equal([0xff, 0xfe]);
    const lines = bytes.toString('utf16le').slice(1).split('\r\n');
    expect(lines.pop()).to.equal('');
    for (const line of lines) expect(line).to.match(/^[^"=]+="[^"]*"$/u);
    expect(lines).to.include.members(['KB Article Number="4338853"', 'Processor Architecture="amd64"']);
  });

  it('give payload the version and the time of the update', async () => {
    const content = await open(await make(cumulativeUpdate(), 'v.msu'), 'v');
    const kernel = (await readdir(content)).find((name) => name.startsWith('amd64_microsoft-windows-os-kernel_') && !name.endsWith('.manifest')) as string;
    const file = join(content, kernel, 'ntoskrnl.exe');
    expect(readPe(await readFile(file)).fileVersion).to.equal('10.0.17134.165');
    const listing = await run('cabextract', '-l', join(folder(), 'v', 'Windows10.0-KB4338819-x64.cab'));
    expect(listing).to.match(/06\.07\.2018 06:30:00 \| amd64_microsoft-windows-os-kernel_[^\n]*ntoskrnl\.exe/u);
    expect((await stat(join(folder(), 'v.msu'))).mtime.toISOString()).to.equal('2018-07-06T06:30:00.000Z');
  });

  it('bring .NET 3.5 files that its payload cabinet holds in an older version', async () => {
    const cab = join(folder(), 'netfx3.cab');
    await makePackageCab(netfx3Payload(), cab);
    await run('cabextract', '-q', '-d', join(folder(), 'netfx3'), cab);
    const update = await open(await make(cumulativeUpdate(), 'n.msu'), 'n');
    const versionIn = async (root: string): Promise<number> => {
      const path = (await readdir(root, { recursive: true })).find((name) => name.endsWith('mscorlib.dll')) as string;
      return Number(readPe(await readFile(join(root, path))).fileVersion.split('.').at(-1));
    };
    expect(await versionIn(update)).to.be.greaterThan(await versionIn(join(folder(), 'netfx3')));
  });

  it('carry their SHA-1 in the name, and have equal bytes when made again', async () => {
    for (const spec of [servicingStackUpdate(), cumulativeUpdate(), flashUpdate()]) {
      const names = [];
      for (const time of ['one', 'two']) {
        const place = join(folder(), `${time}-${spec.kb}`);
        await mkdir(place);
        const name = await makeNamedUpdate(spec, place);
        expect(createHash('sha1').update(await readFile(join(place, name))).digest('hex')).to.equal(/_([0-9a-f]{40})\.msu$/u.exec(name)?.[1]);
        expect(await readdir(place)).to.deep.equal([name]);
        names.push(name);
      }
      expect(names[1]).to.equal(names[0]);
    }
  });

  it('are broken in the way that was asked for', async () => {
    const broken = (defect: UpdateDefect): Promise<string> => make({ ...servicingStackUpdate(), defect }, `${defect}.msu`);
    // cabextract is content with a smaller cabinet that it finds inside.
    const truncated = await readFile(await broken('truncated'));
    expect(truncated.readUInt32LE(8)).to.be.greaterThan(truncated.length);
    const noMum = await readdir(await open(await broken('no-update-mum'), 'no-mum'));
    expect(noMum).to.not.include('update.mum').and.to.not.be.empty;
    const noPayload = await readdir(await open(await broken('missing-payload'), 'no-payload'), { recursive: true });
    expect(noPayload.filter((name) => name.endsWith('.exe'))).to.deep.equal([]);
    expect(noPayload.filter((name) => name.endsWith('.manifest'))).to.have.length(1);
    const mum = await readFile(join(await open(await broken('broken-mum'), 'broken'), 'update.mum'), 'utf8');
    expect(mum).to.not.contain('</assembly>');
  });
});
