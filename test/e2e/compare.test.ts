import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { compareMedia, makeIso } from '../../src/index.js';
import type { MediaDifference } from '../../src/index.js';
import { LabSuite } from '../support/lab-suite.js';
import { run } from '../support/program.js';

const cbs = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';

describe('two media compared', () => {
  const lab = new LabSuite();
  const at = (...path: string[]): string => join(lab.root, 'other', ...path);
  let found: MediaDifference;

  /** Puts settings into the SOFTWARE hive of an image, and files beside it, as another tool would. */
  function change(index: number, settings: string, files: Readonly<Record<string, string>> = {}): void {
    const wim = at('media/sources/install.wim');
    const hive = at('SOFTWARE');
    execFileSync('wimlib-imagex', ['extract', wim, String(index), '/Windows/System32/config/SOFTWARE', `--dest-dir=${at()}`], { stdio: 'ignore' });
    writeFileSync(at('set.reg'), `Windows Registry Editor Version 5.00\n\n${settings}`);
    execFileSync('hivexregedit', ['--merge', '--prefix', 'HKEY_LOCAL_MACHINE\\SOFTWARE', hive, at('set.reg')]);
    writeFileSync(at('file'), 'driver');
    const commands = [`add '${hive}' /Windows/System32/config/SOFTWARE`, ...Object.entries(files).map(([path, from]) => `add '${from}' '${path}'`)];
    execFileSync('wimlib-imagex', ['update', wim, String(index)], { input: commands.join('\n'), stdio: ['pipe', 'ignore', 'inherit'] });
  }

  before(async () => {
    mkdirSync(at());
    cpSync(lab.media, at('media'), { recursive: true, preserveTimestamps: true });
    change(2, [
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n"UBR"=dword:00000007\n',
      `[HKEY_LOCAL_MACHINE\\SOFTWARE\\${cbs}\\Packages\\Package_for_Test~31bf3856ad364e35~amd64~~1.0.0.0]\n"CurrentState"=dword:00000070\n`,
      `[HKEY_LOCAL_MACHINE\\SOFTWARE\\${cbs}\\Packages\\Package_for_Test~31bf3856ad364e35~amd64~~1.0.0.0\\Updates]\n"NetFx3"=dword:00000070\n"Extra"=dword:00000040\n`,
    ].join('\n'), { '/Windows/System32/DriverStore/FileRepository/net.inf_amd64_0123456789abcdef/net.sys': at('file') });
    execFileSync('wimlib-imagex', ['delete', at('media/sources/install.wim'), '1', '--soft'], { stdio: 'ignore' });
    appendFileSync(at('media/sources/setup.exe'), 'x');
    const same = at('media/setup.exe');
    const bytes = readFileSync(same);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(same, bytes);
    utimesSync(same, new Date(0), new Date(0));
    utimesSync(at('media/bootmgr'), new Date(0), new Date(0));
    rmSync(at('media/bootmgr.efi'));
    writeFileSync(at('media/new.txt'), 'new');
    renameSync(at('media/sources/lang.ini'), at('media/sources/LANG.INI'));
    found = await compareMedia(lab.media, at('media'));
  });

  it('tells images that went, and what is in those that changed', () => {
    expect(found.same).to.equal(false);
    expect(found.images.map(({ wim, a, b, change: is }) => [wim, a, b, is])).to.deep.equal([['install', 2, 1, 'changed'], ['install', 1, undefined, 'removed'], ['boot', 1, 1, 'same'], ['boot', 2, 2, 'same']]);
    const [pro] = found.images;
    expect(pro?.facts.find(({ name }) => name === 'build')).to.deep.equal({ name: 'build', a: '17134.1', b: '17134.7' });
    expect(pro?.packages).to.deep.equal({ added: ['Package_for_Test~31bf3856ad364e35~amd64~~1.0.0.0'], removed: [], updated: [], states: [] });
    expect(pro?.features).to.deep.include({ name: 'Extra', b: 'Disabled' });
    expect(pro?.drivers).to.deep.equal({ added: ['net.inf_amd64_0123456789abcdef'], removed: [], updated: [] });
  });

  it('tells files by content, whatever their times and the case of their names', () => {
    const { added = [], removed = [], changed = [] } = found.files ?? {};
    expect([added, removed, changed].map((files) => files.map(({ path }) => path))).to.deep.equal([['new.txt'], ['bootmgr.efi'], ['setup.exe', 'sources/setup.exe']]);
  });

  it('finds no difference in folders whose names differ in case', async () => {
    cpSync(lab.media, at('case'), { recursive: true, preserveTimestamps: true });
    renameSync(at('case/sources/sxs'), at('case/sources/SXS'));
    expect((await compareMedia(lab.media, at('case'))).same).to.equal(true);
  });

  it('finds no difference in a copy, an ISO file of it among them', async () => {
    await makeIso({ media: at('media'), output: at('media.iso') });
    const { same, b, images, files } = await compareMedia(at('media'), at('media.iso'));
    expect(b.kind).to.equal('iso');
    expect(files).to.include({ same: files?.same }).and.deep.include({ added: [], removed: [], changed: [] });
    expect(images.map(({ change: is }) => is)).to.deep.equal(['same', 'same', 'same']);
    expect(same).to.equal(true);
  });

  it('as a command: text, one JSON document, a page without programs; files with images by themselves', async () => {
    const text = await run('diff', lab.media, at('media'), '--html', at('page/diff.html'));
    expect(text).to.include({ code: 0 });
    expect(text.stdout).to.match(/^ {2}install:1 +Windows 10 Pro +build 17134\.1 -> 17134\.7;/mu).and.to.match(/^ {4}\+ {2}Package_for_Test~/mu).and.to.match(/^ {2}- +\S+ KiB +bootmgr\.efi$/mu);
    expect(readFileSync(at('page/diff.html'), 'utf8')).to.include('net.inf_amd64_0123456789abcdef').and.to.not.match(/<script/u);
    // 10 bytes more are seen, and values stand beside their names, however long the names of other lines are.
    expect(text.stdout).to.match(/^ {2}~ {2}[\d,]+ bytes -> [\d,]+ bytes +sources\/setup\.exe$/mu);
    const wims = await run('diff', join(lab.media, 'sources/install.wim'), at('media/sources/install.wim'), '--json');
    const document = JSON.parse(wims.stdout) as MediaDifference;
    expect(document.images.map(({ change: is }) => is)).to.deep.equal(['changed', 'removed']);
    expect(document.files).to.equal(undefined);
  });

  it('refuses what is neither media nor a result', async () => {
    writeFileSync(at('x.json'), '{}');
    expect(await run('diff', lab.media, lab.media, '--html', at())).to.include({ code: 2 });
    expect((await run('diff', lab.media, at('x.json'))).stderr).to.match(/is not what offline-servicing writes/u);
    expect((await run('diff', lab.media, at('nothing'))).code).to.equal(3);
  });
});
