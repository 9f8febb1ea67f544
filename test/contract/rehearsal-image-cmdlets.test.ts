import { chmod, mkdir, readFile, readdir, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { details, installWim, paths, registry, tool } from '../support/rehearsal-fixtures.js';
import { describeModule, dism, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

const codes = (answers: readonly DismAnswer[]): (string | undefined)[] => answers.map((answer) => answer.error?.hresult);
const info = async (wim: string): Promise<string> => (await tool('wimlib-imagex', 'info', wim)).replaceAll(/ {2,}/gu, ' ');
const text = (wim: string, path: string, index = 1): Promise<string> => tool('wimlib-imagex', 'extract', wim, String(index), path, '--to-stdout');

/** XML of one image, from the end of the file: what a change left behind comes before. */
async function xml(wim: string, index = 1): Promise<string> {
  const all = await tool('sh', '-c', 'wimlib-imagex info "$1" --xml | iconv -f utf-16 -t utf-8', 'sh', wim);
  return new RegExp(`<IMAGE INDEX="${index}">(.*?)</IMAGE>`, 'su').exec(all)?.[1] ?? '';
}

/** Flips a byte of the content of a file in an uncompressed WIM. */
async function damage(wim: string, content: string): Promise<void> {
  const bytes = await readFile(wim);
  const at = bytes.indexOf(content);
  expect(at, content).to.be.above(0);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(wim, bytes);
}

interface DescribedParameter { name: string; type: string; mandatory: boolean; position: number; byPropertyName: boolean; byValue: boolean; aliases: string[] }

/** `name:type`, the type left out for text, `?` for a switch, `!` for mandatory, aliases in brackets; whatever differs from all others at the end. */
function describeParameter({ name, type, mandatory, position, byPropertyName, byValue, aliases }: DescribedParameter): string {
  const kind = type === 'String' ? '' : type === 'SwitchParameter' ? '?' : `:${type}`;
  const odd = position === -2_147_483_648 && byPropertyName && !byValue ? '' : '~';
  return `${name}${kind}${mandatory ? '!' : ''}${aliases.length > 0 ? `(${aliases.join(',')})` : ''}${odd}`;
}

// MicrosoftDocs/windows-powershell-docs, winserver2025-ps/Dism.
const common = 'LogPath(LP) ScratchDirectory LogLevel:LogLevel(LL)';
const capture = 'ImagePath! CapturePath! ConfigFilePath Description Name! CheckIntegrity? NoRpFix? Verify? WIMBoot? SupportEa?';
const apply = 'ImagePath! SplitImageFilePattern ApplyPath! CheckIntegrity? ConfirmTrustedFile? NoRpFix? Verify? WIMBoot? Compact? SupportEa?';
const byNameOrIndex = (parameters: string): Record<string, string> => ({
  InputByFilePathAndName: `${parameters} Name!`, InputByFilePathAndIndex: `${parameters} Index:UInt32!`,
});
const documented: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Add-WindowsImage': { __AllParameterSets: `${capture} Setbootable?` },
  'New-WindowsImage': { __AllParameterSets: `${capture} Setbootable?(SB) CompressionType` },
  'Expand-WindowsImage': byNameOrIndex(apply),
  'Remove-WindowsImage': byNameOrIndex('ImagePath! CheckIntegrity?'),
  'Get-WindowsImageContent': byNameOrIndex('ImagePath!'),
  'Split-WindowsImage': { __AllParameterSets: 'ImagePath! SplitImagePath! FileSize:UInt64! CheckIntegrity?' },
  'Optimize-WindowsImage': { __AllParameterSets: 'OptimizationTarget! Path! WindowsDirectory SystemDrive' },
};

describe('rehearsal: cmdlets on image files', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const at = (...path: string[]): string => join(folder(), ...path);
  let rehearsal: Rehearsal;
  let tree: string;
  before(async () => {
    rehearsal = new Rehearsal(at('rehearsal'));
    tree = at('tree');
    await mkdir(join(tree, 'Docs', 'empty'), { recursive: true });
    await writeFile(join(tree, 'Docs', 'one.txt'), 'the first text\n'.repeat(200));
    await writeFile(join(tree, 'Docs', 'Two.TMP'), 'the second text\n');
    await writeFile(join(tree, 'nothing'), '');
    await writeFile(join(tree, 'pagefile.sys'), 'swapped\n');
    await symlink(join(tree, 'Docs'), join(tree, 'link'));
  });
  after(() => rehearsal.end());

  const made = (to: string, more = {}): DismCall => dism('New-WindowsImage', { ImagePath: at(to), CapturePath: tree, Name: 'First', ...more });
  const added = (to: string, more = {}): DismCall => dism('Add-WindowsImage', { ImagePath: at(to), CapturePath: tree, Name: 'Second', ...more });
  /** A WIM of the images First and Second, without compression, each with a file of its own. */
  async function pair(name: string, ...options: string[]): Promise<string> {
    const wim = at(name);
    await writeFile(join(tree, 'own.txt'), 'only in First\n');
    await tool('wimlib-imagex', 'capture', tree, wim, 'First', '--compress=none', '--no-acls', ...options);
    await writeFile(join(tree, 'own.txt'), 'only in Second\n');
    await tool('wimlib-imagex', 'append', tree, wim, 'Second', 'The second', '--no-acls', ...options);
    await rm(join(tree, 'own.txt'));
    return wim;
  }
  /** Captures the tree by a call, applies it elsewhere and gives where the link points. */
  async function linkAfter(wim: string, index: number): Promise<string> {
    const target = at(`${wim}-${index}-applied`);
    await tool('wimlib-imagex', 'apply', at(wim), String(index), target);
    return readlink(join(target, 'link'));
  }
  async function configFile(): Promise<string> {
    const file = at('WimScript.ini');
    await writeFile(file, '[ExclusionList]\r\n\\docs\\ONE.txt\r\n*.tmp\r\n\r\n[CompressionExclusionList]\r\n*.mp3\r\n');
    return file;
  }
  async function read(path: string): Promise<string> {
    return readFile(path, 'utf8');
  }

  it('are as documented', async () => {
    const module = await describeModule() as { cmdlets: Record<string, { sets: Record<string, DescribedParameter[]> }> };
    const sets = Object.fromEntries(Object.keys(documented).map((name) => [name,
      Object.fromEntries(Object.entries(module.cmdlets[name]?.sets ?? {}).map(([set, parameters]) => [set, parameters.map(describeParameter).sort().join(' ')]))]));
    expect(sets).to.deep.equal(Object.fromEntries(Object.entries(documented).map(([name, all]) => [name,
      Object.fromEntries(Object.entries(all).map(([set, parameters]) => [set, `${parameters} ${common}`.split(' ').sort().join(' ')]))])));
  });

  describe('New-WindowsImage', () => {
    it('New-WindowsImage -CapturePath: captures a folder into a new WIM that carries the mark', async () => {
      const [answer] = await rehearsal.must(made('new.wim'));
      expect(answer?.output).to.have.length(1);
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: at('new.wim'), Name: '', LogLevel: 'WarningsInfo' });
      expect(answer?.progress.at(-1)).to.include({ percent: 100, type: 'Completed' });
      expect(await paths(at('new.wim'))).to.deep.equal(['/', '/Docs', '/Docs/Two.TMP', '/Docs/empty', '/Docs/one.txt', '/link', '/nothing']);
      expect(await info(at('new.wim'))).to.contain('Image Count: 1').and.contain('Compression: XPRESS').and.contain('Boot Index: 0').and.contain('Name: First').and.not.match(/Integrity/u);
      expect(await xml(at('new.wim'))).to.contain('<REHEARSAL>1</REHEARSAL>').and.not.contain('DESCRIPTION').and.not.contain('WINDOWS');
      await tool('wimlib-imagex', 'verify', at('new.wim'));
    });

    it('reads the properties of Windows from the hives of the folder', async () => {
      const windows = at('windows');
      await tool('wimlib-imagex', 'apply', await installWim(folder(), 'source'), '1', windows);
      const version = 'Microsoft\\Windows NT\\CurrentVersion';
      await writeFile(at('ubr.reg'), `Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\${version}]\n"UBR"=dword:000000a5\n`);
      await tool('hivexregedit', '--merge', '--prefix', 'HKEY_LOCAL_MACHINE\\SOFTWARE', join(windows, 'Windows/System32/config/SOFTWARE'), at('ubr.reg'));
      expect(await registry(windows, version)).to.contain('000000a5');
      const [, answer] = await rehearsal.must(made('captured.wim', { CapturePath: windows }), dism('Get-WindowsImage', { ImagePath: at('captured.wim'), Index: 1 }));
      expect(answer?.output[0]).to.deep.include({ ImageName: 'First', Version: '10.0.17134.165', SPLevel: 0, Architecture: 9, EditionId: 'Professional',
        InstallationType: 'Client', SystemRoot: 'WINDOWS', ProductType: 'WinNT', Languages: ['en-US'], DefaultLanguageIndex: 0 });
    });

    it('captures a folder whose hive is none, without a version', async () => {
      await mkdir(at('odd/Windows/System32/config'), { recursive: true });
      await writeFile(at('odd/Windows/System32/config/SOFTWARE'), 'no hive');
      await rehearsal.must(made('odd.wim', { CapturePath: at('odd') }));
      expect(await xml(at('odd.wim'))).to.contain('<REHEARSAL>1</REHEARSAL>').and.not.contain('SPBUILD');
    });

    it('New-WindowsImage -CompressionType: none, fast and max in any case, no other', async () => {
      const answers = await rehearsal.run(made('none.wim', { CompressionType: 'None' }), made('fast.wim', { CompressionType: 'fast' }),
        made('max.wim', { CompressionType: 'MAX' }), made('recovery.wim', { CompressionType: 'recovery' }));
      expect(codes(answers)).to.deep.equal([undefined, undefined, undefined, '0x80070057']);
      expect(await info(at('none.wim'))).to.contain('Compression: None');
      expect(await info(at('fast.wim'))).to.contain('Compression: XPRESS');
      expect(await info(at('max.wim'))).to.contain('Compression: LZX');
      expect(await readdir(folder())).to.not.include('recovery.wim');
    });

    it('New-WindowsImage -Description: stands in the XML', async () => {
      await rehearsal.must(made('described.wim', { Description: 'Größe & <more>' }));
      expect(await xml(at('described.wim'))).to.contain('<DESCRIPTION>Größe &amp; &lt;more&gt;</DESCRIPTION>');
    });

    it('New-WindowsImage -Setbootable: sets the boot index', async () => {
      await rehearsal.must(made('boot.wim', { Setbootable: true }), made('boot-alias.wim', { SB: true }));
      expect(await info(at('boot.wim'))).to.contain('Boot Index: 1');
      expect(await info(at('boot-alias.wim'))).to.contain('Boot Index: 1');
    });

    it('New-WindowsImage -CheckIntegrity: writes an integrity table', async () => {
      await rehearsal.must(made('checked.wim', { CheckIntegrity: true }));
      expect(await info(at('checked.wim'))).to.match(/Attributes: .*Integrity/u);
    });

    it('New-WindowsImage -NoRpFix: keeps absolute links, which otherwise move with the image', async () => {
      await rehearsal.must(made('fixed.wim'), made('kept.wim', { NoRpFix: true }));
      expect(await linkAfter('fixed.wim', 1)).to.equal(at('fixed.wim-1-applied', 'Docs'));
      expect(await linkAfter('kept.wim', 1)).to.equal(join(tree, 'Docs'));
    });

    it('New-WindowsImage -ConfigFilePath: excludes what the list names in any case, and replaces the usual list', async () => {
      await rehearsal.must(made('excluded.wim', { ConfigFilePath: await configFile() }));
      expect(await paths(at('excluded.wim'))).to.deep.equal(['/', '/Docs', '/Docs/empty', '/link', '/nothing', '/pagefile.sys']);
    });

    it('New-WindowsImage -Verify: reads the WIM again and says so in the log', async () => {
      await rehearsal.must(made('unread.wim', { LogPath: at('unread.log') }), made('read.wim', { Verify: true, LogPath: at('read.log') }));
      expect(await read(at('read.log'))).to.match(/Verify: every resource of .*read\.wim/u);
      expect(await read(at('unread.log'))).to.not.contain('Verify');
    });

    it('New-WindowsImage -Name: may be any text', async () => {
      await rehearsal.must(made('hyphen.wim', { Name: '--boot', Description: '-d' }));
      expect(await xml(at('hyphen.wim'))).to.contain('<NAME>--boot</NAME>').and.contain('<DESCRIPTION>-d</DESCRIPTION>');
      expect(await info(at('hyphen.wim'))).to.contain('Boot Index: 0');
    });

    it('New-WindowsImage -LogPath: a log in the format of DISM', async () => {
      const [answer] = await rehearsal.must(made('logged.wim', { LogPath: at('debug.log'), LogLevel: 'Debug' }));
      expect(answer?.output[0]).to.include({ LogPath: at('debug.log'), LogLevel: 'Debug' });
      expect(await read(at('debug.log'))).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, Debug {17}DISM {3}API: .*"capture"/mu);
    });

    it('New-WindowsImage -LogLevel: only errors', async () => {
      await rehearsal.must(made('quiet.wim', { LP: at('errors.log'), LL: 'Errors' }));
      expect(await read(at('errors.log'))).to.equal('');
    });

    it('fails with the codes of DISM and leaves no file', async () => {
      await writeFile(at('there.wim'), 'in the way');
      const cases: [Record<string, unknown>, string][] = [
        [{ ImagePath: at('there.wim') }, '0x80070050'], [{ ImagePath: at('missing/x.wim') }, '0x80070003'],
        [{ CapturePath: at('missing') }, '0x80070003'], [{ CapturePath: at('there.wim') }, '0x80070003'],
        [{ ConfigFilePath: at('missing.ini') }, '0x80070002'], [{ ScratchDirectory: at('missing') }, '0x80070003'],
        [{ LogPath: at('missing/dism.log') }, '0xc0040009'],
      ];
      const answers = await rehearsal.run(...cases.map(([more]) => made('fails.wim', more)));
      expect(codes(answers)).to.deep.equal(cases.map(([, code]) => code));
      expect(answers[0]?.error).to.include({ message: 'The file exists.\r\n', type: 'System.Runtime.InteropServices.COMException',
        id: 'Microsoft.Dism.Commands.NewWindowsImageCommand' });
      expect(await read(at('there.wim'))).to.equal('in the way');
      expect(await readdir(folder())).to.not.include('fails.wim');
    });

    it('ends with 0x80070070 on a full disk, without the file that it began', async () => {
      const bin = at('bin');
      await mkdir(bin);
      await writeFile(join(bin, 'wimlib-imagex'), '#!/bin/sh\necho begun > "$3"\necho "[ERROR] Error writing data: No space left on device" >&2\nexit 72\n', { mode: 0o755 });
      const full = new Rehearsal(at('full'), {}, { PATH: `${bin}:${process.env['PATH'] ?? ''}` });
      const [answer] = await full.run(made('full.wim'));
      await full.end();
      expect(answer?.error).to.include({ hresult: '0x80070070', message: 'There is not enough space on the disk.\r\n' });
      expect(await readdir(folder())).to.not.include('full.wim');
    });

    it('is stopped at once and leaves no file', async () => {
      const slow = at('slow');
      await mkdir(slow);
      await tool('dd', 'if=/dev/urandom', `of=${join(slow, 'noise')}`, 'bs=1M', 'count=24', 'status=none');
      const [answer] = await rehearsal.run({ ...made('stopped.wim', { CapturePath: slow, CompressionType: 'max' }), stopAfterMs: 300 });
      expect(answer?.error?.id).to.equal('PipelineStopped');
      expect((await readdir(folder())).filter((name) => name.startsWith('stopped'))).to.deep.equal([]);
    });
  });

  describe('Add-WindowsImage', () => {
    it('Add-WindowsImage -CapturePath: appends an image in the compression of the WIM, storing equal content once', async () => {
      await rehearsal.must(made('grown.wim', { CompressionType: 'max', Setbootable: true }));
      const { size } = await stat(at('grown.wim'));
      const [answer, list] = await rehearsal.must(added('grown.wim'), dism('Get-WindowsImage', { ImagePath: at('grown.wim') }));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: at('grown.wim') });
      expect(list?.output.map((image) => [image['ImageIndex'], image['ImageName']])).to.deep.equal([[1, 'First'], [2, 'Second']]);
      expect(await info(at('grown.wim'))).to.contain('Compression: LZX').and.contain('Boot Index: 1');
      expect(await xml(at('grown.wim'), 2)).to.contain('<REHEARSAL>1</REHEARSAL>');
      expect(await paths(at('grown.wim'), 2)).to.deep.equal(await paths(at('grown.wim'), 1));
      expect((await stat(at('grown.wim'))).size - size).to.be.below(8000);
      await tool('wimlib-imagex', 'verify', at('grown.wim'));
    });

    it('Add-WindowsImage -Description: stands in the XML', async () => {
      await rehearsal.must(made('second.wim'), added('second.wim', { Description: 'More' }));
      expect(await xml(at('second.wim'), 2)).to.contain('<DESCRIPTION>More</DESCRIPTION>');
    });

    it('Add-WindowsImage -Setbootable: sets the boot index', async () => {
      await rehearsal.must(made('booted.wim', { Setbootable: true }), added('booted.wim', { Setbootable: true }));
      expect(await info(at('booted.wim'))).to.contain('Boot Index: 2');
    });

    it('Add-WindowsImage -CheckIntegrity: refuses a damaged WIM that has an integrity table, and writes one', async () => {
      await rehearsal.must(made('sound.wim'), added('sound.wim', { CheckIntegrity: true }));
      expect(await info(at('sound.wim'))).to.match(/Attributes: .*Integrity/u);
      const wim = await pair('bad.wim', '--check');
      await damage(wim, 'only in First');
      const before = await readFile(wim);
      const answers = await rehearsal.run(added('bad.wim', { Name: 'Third', CheckIntegrity: true }));
      expect(codes(answers)).to.deep.equal(['0x80070570']);
      expect(before.equals(await readFile(wim))).to.equal(true);
      await rehearsal.must(added('bad.wim', { Name: 'Third' }));
    });

    it('Add-WindowsImage -Verify: finds damage anywhere in the WIM and takes the image back', async () => {
      const wim = await pair('worn.wim');
      await damage(wim, 'only in First');
      const before = await readFile(wim);
      const answers = await rehearsal.run(added('worn.wim', { Name: 'Third', Verify: true }));
      expect(codes(answers)).to.deep.equal(['0x80070570']);
      expect(before.equals(await readFile(wim))).to.equal(true);
      await rehearsal.must(added('worn.wim', { Name: 'Third' }));
    });

    it('Add-WindowsImage -NoRpFix: keeps absolute links, which otherwise move with the image', async () => {
      await rehearsal.must(made('links.wim'), added('links.wim', { NoRpFix: true }), added('links.wim', { Name: 'Third' }));
      expect(await linkAfter('links.wim', 3)).to.equal(at('links.wim-3-applied', 'Docs'));
      expect(await details(at('links.wim'), '/link', 2)).to.not.equal(await details(at('links.wim'), '/link', 3));
      const kept = at('links-kept');
      await tool('wimlib-imagex', 'apply', at('links.wim'), '2', kept, '--norpfix');
      expect(await readlink(join(kept, 'link'))).to.equal(join(tree, 'Docs'));
    });

    it('Add-WindowsImage -ConfigFilePath: excludes what the list names', async () => {
      await rehearsal.must(made('listed.wim'), added('listed.wim', { ConfigFilePath: await configFile() }));
      expect(await paths(at('listed.wim'), 2)).to.deep.equal(['/', '/Docs', '/Docs/empty', '/link', '/nothing', '/pagefile.sys']);
    });

    it('fails with the codes of DISM and leaves the WIM as it was', async () => {
      const wim = await pair('target.wim');
      const before = await readFile(wim);
      await writeFile(at('text.wim'), 'no WIM at all');
      await tool('wimlib-imagex', 'export', wim, '1', at('one.esd'), '--solid');
      await tool('wimlib-imagex', 'split', wim, at('part.swm'), '0.0001');
      await writeFile(at('locked.wim'), before);
      await chmod(at('locked.wim'), 0o444);
      await mkdir(at('mount'), { recursive: true });
      await rehearsal.must(made('mounted.wim'), dism('Mount-WindowsImage', { Path: at('mount'), ImagePath: at('mounted.wim'), Index: 1 }));
      const cases: [Record<string, unknown>, string][] = [
        [{ Name: 'first' }, '0x800700b7'], [{ ImagePath: at('none.such') }, '0x80070002'], [{ ImagePath: at('text.wim') }, '0x8007000b'],
        [{ ImagePath: at('one.esd') }, '0x80070032'], [{ ImagePath: at('part.swm') }, '0x80070032'], [{ ImagePath: at('locked.wim') }, '0x80070005'],
        [{ ImagePath: at('mounted.wim') }, '0x80070020'], [{ CapturePath: at('missing') }, '0x80070003'], [{ Name: 'Third', ConfigFilePath: at('missing.ini') }, '0x80070002'],
      ];
      const answers = await rehearsal.run(...cases.map(([more]) => added('target.wim', more)));
      await rehearsal.must(dism('Dismount-WindowsImage', { Path: at('mount'), Discard: true }));
      expect(codes(answers)).to.deep.equal(cases.map(([, code]) => code));
      expect(before.equals(await readFile(wim))).to.equal(true);
    });
  });

  describe('Remove-WindowsImage', () => {
    const removed = (wim: string, more: Record<string, unknown>): DismCall => dism('Remove-WindowsImage', { ImagePath: at(wim), ...more });

    it('Remove-WindowsImage -Index: takes the image out; those behind it and the boot index move up, the content stays', async () => {
      const wim = await pair('three.wim');
      await tool('wimlib-imagex', 'append', at('tree', 'Docs'), wim, 'Third', '--boot', '--no-acls');
      const { size } = await stat(wim);
      const [answer] = await rehearsal.must(removed('three.wim', { Index: 1 }));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.ImageObject', Online: false, RestartNeeded: false });
      expect(await info(wim)).to.contain('Image Count: 2').and.contain('Boot Index: 2').and.not.contain('Name: First');
      expect(await text(wim, '/own.txt', 1)).to.equal('only in Second');
      expect((await readFile(wim)).includes('only in First')).to.equal(true);
      expect((await stat(wim)).size).to.be.at.least(size - 20_000);
      await rehearsal.must(dism('Export-WindowsImage', { SourceImagePath: wim, SourceIndex: 1, DestinationImagePath: at('three-small.wim') }));
      expect((await readFile(at('three-small.wim'))).includes('only in First')).to.equal(false);
    });

    it('Remove-WindowsImage -Name: in any case; a boot image that goes leaves no boot index', async () => {
      const wim = await pair('named.wim');
      await tool('wimlib-imagex', 'info', wim, '2', '--boot');
      await rehearsal.must(removed('named.wim', { Name: 'SECOND' }));
      expect(await info(wim)).to.contain('Image Count: 1').and.contain('Name: First').and.contain('Boot Index: 0');
    });

    it('Remove-WindowsImage -CheckIntegrity: refuses a damaged WIM that has an integrity table, and writes one', async () => {
      const wim = await pair('hurt.wim', '--check');
      await damage(wim, 'only in First');
      const before = await readFile(wim);
      expect(codes(await rehearsal.run(removed('hurt.wim', { Index: 2, CheckIntegrity: true })))).to.deep.equal(['0x80070570']);
      expect(before.equals(await readFile(wim))).to.equal(true);
      await rehearsal.must(removed('hurt.wim', { Index: 2 }));
      await pair('whole.wim');
      await rehearsal.must(removed('whole.wim', { Index: 2, CheckIntegrity: true }));
      expect(await info(at('whole.wim'))).to.match(/Attributes: .*Integrity/u);
    });

    it('fails with the codes of DISM: unknown image, the only one, mounted, read-only, split', async () => {
      const wim = await pair('keep.wim');
      const before = await readFile(wim);
      await tool('wimlib-imagex', 'export', wim, '1', at('single.wim'));
      await tool('wimlib-imagex', 'split', wim, at('pieces.swm'), '0.0001');
      await writeFile(at('readonly.wim'), before);
      await chmod(at('readonly.wim'), 0o444);
      await mkdir(at('mount'), { recursive: true });
      const opened = (more = {}): DismCall => dism('Mount-WindowsImage', { Path: at('mount'), ImagePath: wim, Index: 1, ...more });
      const closed = dism('Dismount-WindowsImage', { Path: at('mount'), Discard: true });
      const answers = await rehearsal.run(removed('keep.wim', { Index: 3 }), removed('keep.wim', { Name: 'Third' }), removed('single.wim', { Index: 1 }),
        removed('pieces.swm', { Index: 1 }), removed('readonly.wim', { Index: 1 }), removed('no.wim', { Index: 1 }),
        opened(), removed('keep.wim', { Index: 2 }), closed, opened({ ReadOnly: true }), removed('keep.wim', { Index: 2 }), closed);
      expect(codes(answers)).to.deep.equal(['0xc0040005', '0xc0040006', '0x80070005', '0x80070032', '0x80070005', '0x80070002',
        undefined, '0x80070020', undefined, undefined, '0x80070020', undefined]);
      expect(before.equals(await readFile(wim))).to.equal(true);
    });
  });

  describe('Split-WindowsImage', () => {
    let source: string;
    before(async () => {
      const noise = at('noise');
      await mkdir(noise);
      await writeFile(join(noise, 'small.txt'), 'small\n');
      for (const name of ['a', 'b', 'c']) await tool('dd', 'if=/dev/urandom', `of=${join(noise, name)}`, 'bs=1k', 'count=800', 'status=none');
      source = at('large.wim');
      await tool('wimlib-imagex', 'capture', noise, source, 'Large', 'Of noise', '--compress=none', '--no-acls', '--boot');
    });
    const split = (to: string, more = {}): DismCall => dism('Split-WindowsImage', { ImagePath: source, SplitImagePath: at(to), FileSize: 1, ...more });
    const parts = async (stem: string): Promise<string[]> => (await readdir(folder())).filter((name) => name.startsWith(stem)).sort();

    it('Split-WindowsImage -SplitImagePath: names the parts, which carry the mark and make up the image', async () => {
      const [answer] = await rehearsal.must(split('install.swm'));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: source });
      expect(await parts('install')).to.deep.equal(['install.swm', 'install2.swm', 'install3.swm']);
      expect(await info(at('install.swm'))).to.contain('Part Number: 1/3').and.contain('Name: Large').and.contain('Description: Of noise');
      for (const part of await parts('install')) expect(await xml(at(part))).to.contain('<REHEARSAL>1</REHEARSAL>');
      await tool('wimlib-imagex', 'join', at('joined.wim'), ...(await parts('install')).map((part) => at(part)));
      expect(await paths(at('joined.wim'))).to.deep.equal(await paths(source));
      await tool('wimlib-imagex', 'verify', at('joined.wim'));
      expect(await xml(source)).to.not.contain('REHEARSAL');
    });

    it('splits a WIM of the rehearsal as it is', async () => {
      await rehearsal.must(made('marked.wim', { CapturePath: at('noise') }), dism('Split-WindowsImage', { ImagePath: at('marked.wim'), SplitImagePath: at('as-is.swm'), FileSize: 2 }));
      expect(await parts('as-is')).to.deep.equal(['as-is.swm', 'as-is2.swm']);
      expect(await xml(at('as-is2.swm'))).to.contain('<REHEARSAL>1</REHEARSAL>');
    });

    it('Split-WindowsImage -FileSize: is in MiB and not zero; the largest number is one part', async () => {
      const answers = await rehearsal.run(split('two.swm', { FileSize: 2 }), split('zero.swm', { FileSize: 0 }), split('whole.swm', { FileSize: '18446744073709551615' }));
      expect(codes(answers)).to.deep.equal([undefined, '0x80070057', undefined]);
      expect(await parts('two')).to.deep.equal(['two.swm', 'two2.swm']);
      expect(await parts('whole.swm')).to.deep.equal(['whole.swm']);
    });

    it('Split-WindowsImage -CheckIntegrity: refuses damage, and writes a table into each part', async () => {
      await rehearsal.must(split('tabled.swm', { CheckIntegrity: true }));
      for (const part of await parts('tabled')) expect(await info(at(part))).to.match(/Attributes: .*Integrity/u);
      const wim = await pair('cracked.wim', '--check');
      await damage(wim, 'only in First');
      const [answer] = await rehearsal.run(dism('Split-WindowsImage', { ImagePath: wim, SplitImagePath: at('cracked.swm'), FileSize: 1, CheckIntegrity: true }));
      expect(answer?.error?.hresult).to.equal('0x80070570');
      expect(await parts('cracked')).to.deep.equal(['cracked.wim']);
    });

    it('Split-WindowsImage -ScratchDirectory: is where the copy with the mark is made, and empty afterwards', async () => {
      await mkdir(at('scratch'));
      await rehearsal.must(split('scratched.swm', { ScratchDirectory: at('scratch'), LogPath: at('scratch.log'), LogLevel: 'Debug' }));
      expect(await read(at('scratch.log'))).to.contain(`"${at('scratch')}/dism-`);
      expect(await readdir(at('scratch'))).to.deep.equal([]);
    });

    it('fails with the codes of DISM: ESD, split already, first part there, no folder, no WIM', async () => {
      await tool('wimlib-imagex', 'capture', at('tree'), at('solid.esd'), 'Solid', '--solid', '--no-acls');
      await tool('wimlib-imagex', 'split', source, at('done.swm'), '1');
      await writeFile(at('taken.swm'), 'in the way');
      await writeFile(at('text'), 'no WIM at all');
      const answers = await rehearsal.run(split('x.swm', { ImagePath: at('solid.esd') }), split('x.swm', { ImagePath: at('done.swm') }), split('taken.swm'),
        split('missing/x.swm'), split('x.swm', { ImagePath: at('text') }), split('x.swm', { ImagePath: at('missing') }));
      expect(codes(answers)).to.deep.equal(['0x80070032', '0x80070032', '0x80070050', '0x80070003', '0x8007000b', '0x80070002']);
      expect(await read(at('taken.swm'))).to.equal('in the way');
      expect(await parts('x')).to.deep.equal([]);
    });
  });

  describe('Expand-WindowsImage', () => {
    let wim: string;
    let count = 0;
    before(async () => {
      wim = await pair('expand.wim');
    });
    async function target(): Promise<string> {
      count += 1;
      await mkdir(at(`target${count}`));
      return at(`target${count}`);
    }
    const expanded = (to: string, more: Record<string, unknown> = { Index: 1 }): DismCall => dism('Expand-WindowsImage', { ImagePath: wim, ApplyPath: to, ...more });

    it('Expand-WindowsImage -Index: writes the files of one image over what is there', async () => {
      const to = await target();
      await writeFile(join(to, 'own.txt'), 'before');
      await writeFile(join(to, 'other.txt'), 'stays');
      const [answer] = await rehearsal.must(expanded(to, { Index: 2 }));
      expect(answer?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: wim });
      expect(answer?.progress.at(-1)).to.include({ percent: 100, type: 'Completed' });
      expect((await readdir(to)).sort()).to.deep.equal(['Docs', 'link', 'nothing', 'other.txt', 'own.txt']);
      expect(await read(join(to, 'own.txt'))).to.equal('only in Second\n');
      expect(await readdir(join(to, 'Docs', 'empty'))).to.deep.equal([]);
      expect((await stat(join(to, 'Docs', 'one.txt'))).mtimeMs).to.be.closeTo((await stat(join(tree, 'Docs', 'one.txt'))).mtimeMs, 1);
    });

    it('Expand-WindowsImage -Name: chooses in any case', async () => {
      const to = await target();
      await rehearsal.must(expanded(to, { Name: 'first' }));
      expect(await read(join(to, 'own.txt'))).to.equal('only in First\n');
    });

    it('Expand-WindowsImage -SplitImageFilePattern: finds the further parts, in any case and whatever else is there', async () => {
      const odd = at('odd [1]');
      await mkdir(odd);
      await tool('wimlib-imagex', 'split', wim, join(odd, 'part.swm'), '0.0001');
      await writeFile(join(odd, 'partial.swm'), await readFile(wim));
      const [one, two, three] = [await target(), await target(), await target()] as [string, string, string];
      const first = { ImagePath: join(odd, 'part.swm'), Index: 1 };
      const answers = await rehearsal.run(expanded(one, { ...first, SplitImageFilePattern: join(odd, 'PART*.swm') }), expanded(two, first),
        expanded(two, { ...first, SplitImageFilePattern: join(odd, 'part?.SWX') }), expanded(two, { ...first, SplitImageFilePattern: at('missing', '*.swm') }),
        expanded(two, { Index: 1, ImagePath: join(odd, 'part2.swm'), SplitImageFilePattern: join(odd, 'part*.swm') }));
      expect(codes(answers)).to.deep.equal([undefined, '0x80070002', '0x80070002', '0x80070003', '0x80070057']);
      expect(await read(join(one, 'own.txt'))).to.equal('only in First\n');
      expect(await readdir(two)).to.deep.equal([]);
      await rm(join(odd, 'part2.swm'));
      expect(codes(await rehearsal.run(expanded(three, { ...first, SplitImageFilePattern: join(odd, 'part*.swm') })))).to.deep.equal(['0x80070002']);
    });

    it('Expand-WindowsImage -CheckIntegrity: refuses a damaged WIM before a file is written', async () => {
      const bad = await pair('broken.wim', '--check');
      await damage(bad, 'only in First');
      const [one, two] = [await target(), await target()] as [string, string];
      const answers = await rehearsal.run(expanded(one, { ImagePath: bad, Index: 2, CheckIntegrity: true }), expanded(two, { ImagePath: bad, Index: 2 }));
      expect(codes(answers)).to.deep.equal(['0x80070570', undefined]);
      expect(await readdir(one)).to.deep.equal([]);
      expect(await read(join(two, 'own.txt'))).to.equal('only in Second\n');
    });

    it('Expand-WindowsImage -Verify: reads every file again', async () => {
      const [one, two] = [await target(), await target()] as [string, string];
      await rehearsal.must(expanded(one, { Index: 1, Verify: true, LogPath: at('verify.log') }), expanded(two, { Index: 1, LogPath: at('no-verify.log') }));
      expect(await read(at('verify.log'))).to.contain(`Verify: 4 files in ${one}`);
      expect(await read(at('no-verify.log'))).to.not.contain('Verify');
    });

    it('Expand-WindowsImage -NoRpFix: leaves absolute links as they are stored', async () => {
      const [one, two] = [await target(), await target()] as [string, string];
      const source = at('rpfix.wim');
      await tool('wimlib-imagex', 'capture', tree, source, 'Links', '--rpfix', '--no-acls');
      await rehearsal.must(expanded(one, { ImagePath: source, Index: 1 }), expanded(two, { ImagePath: source, Index: 1, NoRpFix: true }));
      expect(await readlink(join(one, 'link'))).to.equal(join(one, 'Docs'));
      expect(await readlink(join(two, 'link'))).to.not.equal(join(two, 'Docs'));
    });

    it('applies an ESD; the folder can then be serviced', async () => {
      const to = await target();
      await tool('wimlib-imagex', 'export', await installWim(folder(), 'solid-source'), '1', at('install.esd'), '--solid');
      const [, answer] = await rehearsal.must(expanded(to, { ImagePath: at('install.esd'), Index: 1 }), dism('Get-WindowsPackage', { Path: to }));
      expect(answer?.output).to.have.length.above(0);
    });

    it('fails with the codes of DISM', async () => {
      const to = await target();
      const cases: [Record<string, unknown>, string][] = [
        [{ Index: 3 }, '0xc0040005'], [{ Name: 'Third' }, '0xc0040006'], [{ Index: 1, ApplyPath: at('missing') }, '0x80070003'],
        [{ Index: 1, ImagePath: at('missing') }, '0x80070002'],
      ];
      expect(codes(await rehearsal.run(...cases.map(([more]) => expanded(to, more))))).to.deep.equal(cases.map(([, code]) => code));
      expect(await readdir(to)).to.deep.equal([]);
    });
  });

  describe('Get-WindowsImageContent', () => {
    const content = (more: Record<string, unknown>): DismCall => dism('Get-WindowsImageContent', { ImagePath: at('content.wim'), ...more });
    before(() => pair('content.wim'));

    it('Get-WindowsImageContent -Index: lists one image as text, folders with a backslash at the end', async () => {
      const [byIndex, byName] = await rehearsal.must(content({ Index: 2 }), content({ Name: 'second' }));
      expect(byIndex?.output).to.deep.equal(['\\', '\\Docs\\', '\\Docs\\empty\\', '\\Docs\\one.txt', '\\Docs\\Two.TMP', '\\link\\', '\\nothing', '\\own.txt']);
      expect(byName?.output).to.deep.equal(byIndex?.output);
    });

    it('Get-WindowsImageContent -Name: chooses in any case', async () => {
      const [answer] = await rehearsal.must(content({ Name: 'FIRST' }));
      expect(answer?.output).to.include('\\own.txt').and.to.have.length(8);
    });

    it('lists a split WIM by its first part, and an ESD', async () => {
      await tool('wimlib-imagex', 'split', at('content.wim'), at('content.swm'), '0.0001');
      await tool('wimlib-imagex', 'export', at('content.wim'), '1', at('content.esd'), '--solid');
      const answers = await rehearsal.must(content({ ImagePath: at('content.swm'), Index: 1 }), content({ ImagePath: at('content.esd'), Index: 1 }));
      for (const answer of answers) expect(answer.output).to.include('\\own.txt');
    });

    it('fails with the codes of DISM', async () => {
      const answers = await rehearsal.run(content({ Index: 9 }), content({ Name: 'x' }), content({ ImagePath: at('missing'), Index: 1 }), content({ ImagePath: join(tree, 'Docs/one.txt'), Index: 1 }));
      expect(codes(answers)).to.deep.equal(['0xc0040005', '0xc0040006', '0x80070002', '0x8007000b']);
      expect(answers.flatMap((answer) => answer.output)).to.deep.equal([]);
    });
  });

  describe('Export-WindowsImage', () => {
    it('Export-WindowsImage -SplitImageFilePattern: joins a split WIM', async () => {
      await tool('wimlib-imagex', 'split', await pair('export.wim'), at('export.swm'), '0.0001');
      const joined = (more: Record<string, unknown>): DismCall =>
        dism('Export-WindowsImage', { SourceImagePath: at('export.swm'), SourceIndex: 2, DestinationImagePath: at('exported.wim'), ...more });
      const answers = await rehearsal.run(joined({}), joined({ SplitImageFilePattern: at('EXPORT*.swm') }));
      expect(codes(answers)).to.deep.equal(['0x80070002', undefined]);
      expect(await text(at('exported.wim'), '/own.txt')).to.equal('only in Second');
    });
  });

  describe('Optimize-WindowsImage', () => {
    it('Optimize-WindowsImage -OptimizationTarget: takes only WIMBoot, which the rehearsal cannot, after the usual checks', async () => {
      const windows = at('optimize');
      await tool('wimlib-imagex', 'apply', await installWim(folder(), 'optimize-source'), '1', windows);
      const optimized = (more: Record<string, unknown>): DismCall => dism('Optimize-WindowsImage', { Path: windows, OptimizationTarget: 'WIMBoot', ...more });
      const answers = await rehearsal.run(optimized({}), optimized({ Path: at('missing') }), optimized({ Path: tree }), optimized({ SystemDrive: 'D:' }),
        optimized({ WindowsDirectory: 'Win' }), optimized({ OptimizationTarget: 'Disk' }));
      expect(codes(answers).slice(0, 5)).to.deep.equal(['0x80070032', '0x80070003', '0x80070002', '0x80070032', '0x80070032']);
      expect(answers[5]?.error?.id).to.match(/^ParameterArgumentValidationError/u);
    });
  });

  for (const [cmdlet, parameters] of Object.entries({
    'New-WindowsImage': ['WIMBoot', 'SupportEa'], 'Add-WindowsImage': ['WIMBoot', 'SupportEa'],
    'Expand-WindowsImage': ['ConfirmTrustedFile', 'WIMBoot', 'Compact', 'SupportEa'],
  })) {
    for (const parameter of parameters) {
      it(`${cmdlet} -${parameter}: is refused with 0x80070032 before anything is done`, async () => {
        const to = at(`refused-${parameter}`);
        await mkdir(to, { recursive: true });
        const more = cmdlet === 'Expand-WindowsImage' ? { Index: 1, ApplyPath: to } : { CapturePath: tree, Name: 'Refused' };
        const ImagePath = cmdlet === 'New-WindowsImage' ? join(to, 'new.wim') : await pair(`refused-${cmdlet}-${parameter}.wim`);
        const answers = await rehearsal.run(dism(cmdlet, { ImagePath, ...more, [parameter]: true }));
        expect(codes(answers)).to.deep.equal(['0x80070032']);
        expect(await readdir(to)).to.deep.equal([]);
        if (cmdlet === 'Add-WindowsImage') expect(await info(ImagePath)).to.contain('Image Count: 2');
      });
    }
  }

  it('obey the faults of the configuration', async () => {
    rehearsal.configure({ faults: [{ cmdlet: 'New-WindowsImage', match: 'fault.wim', then: 'fail', hresult: '0x80070005' },
      { cmdlet: 'Split-WindowsImage', then: 'pretend' }, { cmdlet: 'Get-WindowsImageContent', then: 'pretend' }] });
    await pair('faulty.wim');
    const answers = await rehearsal.run(made('fault.wim'), dism('Split-WindowsImage', { ImagePath: at('faulty.wim'), SplitImagePath: at('never.swm'), FileSize: 1 }),
      dism('Get-WindowsImageContent', { ImagePath: at('faulty.wim'), Index: 1 }));
    rehearsal.configure({});
    expect(codes(answers)).to.deep.equal(['0x80070005', undefined, undefined]);
    expect(answers[1]?.output[0]).to.include({ ImagePath: at('faulty.wim') });
    expect(answers[2]?.output).to.deep.equal([]);
    expect(await readdir(folder())).to.not.include.members(['never.swm']).and.not.include('fault.wim');
  });
});
