import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { codes, imageFiles, info, read, xml } from '../support/image-files.js';
import { installWim, paths, registry, tool } from '../support/rehearsal-fixtures.js';
import { dism, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';

describe('rehearsal: cmdlets on image files', () => {
  const files = imageFiles();
  const at = (...path: string[]): string => files().at(...path);

  describe('New-WindowsImage', () => {
    it('New-WindowsImage -CapturePath: captures a folder into a new WIM that carries the mark', async () => {
      const [answer] = await files().rehearsal.must(files().made('new.wim'));
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
      await tool('wimlib-imagex', 'apply', await installWim(files().at(), 'source'), '1', windows);
      const version = 'Microsoft\\Windows NT\\CurrentVersion';
      await writeFile(at('ubr.reg'), `Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\${version}]\n"UBR"=dword:000000a5\n`);
      await tool('hivexregedit', '--merge', '--prefix', 'HKEY_LOCAL_MACHINE\\SOFTWARE', join(windows, 'Windows/System32/config/SOFTWARE'), at('ubr.reg'));
      expect(await registry(windows, version)).to.contain('000000a5');
      const [, answer] = await files().rehearsal.must(files().made('captured.wim', { CapturePath: windows }), dism('Get-WindowsImage', { ImagePath: at('captured.wim'), Index: 1 }));
      expect(answer?.output[0]).to.deep.include({ ImageName: 'First', Version: '10.0.17134.165', SPLevel: 0, Architecture: 9, EditionId: 'Professional',
        InstallationType: 'Client', SystemRoot: 'WINDOWS', ProductType: 'WinNT', Languages: ['en-US'], DefaultLanguageIndex: 0 });
    });

    it('captures a folder whose hive is none, without a version', async () => {
      await mkdir(at('odd/Windows/System32/config'), { recursive: true });
      await writeFile(at('odd/Windows/System32/config/SOFTWARE'), 'no hive');
      await files().rehearsal.must(files().made('odd.wim', { CapturePath: at('odd') }));
      expect(await xml(at('odd.wim'))).to.contain('<REHEARSAL>1</REHEARSAL>').and.not.contain('SPBUILD');
    });

    it('New-WindowsImage -CompressionType: none, fast and max in any case, no other', async () => {
      const answers = await files().rehearsal.run(files().made('none.wim', { CompressionType: 'None' }), files().made('fast.wim', { CompressionType: 'fast' }),
        files().made('max.wim', { CompressionType: 'MAX' }), files().made('recovery.wim', { CompressionType: 'recovery' }));
      expect(codes(answers)).to.deep.equal([undefined, undefined, undefined, '0x80070057']);
      expect(await info(at('none.wim'))).to.contain('Compression: None');
      expect(await info(at('fast.wim'))).to.contain('Compression: XPRESS');
      expect(await info(at('max.wim'))).to.contain('Compression: LZX');
      expect(await readdir(files().at())).to.not.include('recovery.wim');
    });

    it('New-WindowsImage -Description: stands in the XML', async () => {
      await files().rehearsal.must(files().made('described.wim', { Description: 'Größe & <more>' }));
      expect(await xml(at('described.wim'))).to.contain('<DESCRIPTION>Größe &amp; &lt;more&gt;</DESCRIPTION>');
    });

    it('New-WindowsImage -Setbootable: sets the boot index', async () => {
      await files().rehearsal.must(files().made('boot.wim', { Setbootable: true }), files().made('boot-alias.wim', { SB: true }));
      expect(await info(at('boot.wim'))).to.contain('Boot Index: 1');
      expect(await info(at('boot-alias.wim'))).to.contain('Boot Index: 1');
    });

    it('New-WindowsImage -CheckIntegrity: writes an integrity table', async () => {
      await files().rehearsal.must(files().made('checked.wim', { CheckIntegrity: true }));
      expect(await info(at('checked.wim'))).to.match(/Attributes: .*Integrity/u);
    });

    it('New-WindowsImage -NoRpFix: keeps absolute links, which otherwise move with the image', async () => {
      await files().rehearsal.must(files().made('fixed.wim'), files().made('kept.wim', { NoRpFix: true }));
      expect(await files().linkAfter('fixed.wim', 1)).to.equal(at('fixed.wim-1-applied', 'Docs'));
      expect(await files().linkAfter('kept.wim', 1)).to.equal(join(files().tree, 'Docs'));
    });

    it('New-WindowsImage -ConfigFilePath: excludes what the list names in any case, and replaces the usual list', async () => {
      await files().rehearsal.must(files().made('excluded.wim', { ConfigFilePath: await files().configFile() }));
      expect(await paths(at('excluded.wim'))).to.deep.equal(['/', '/Docs', '/Docs/empty', '/link', '/nothing', '/pagefile.sys']);
    });

    it('New-WindowsImage -Verify: reads the WIM again and says so in the log', async () => {
      await files().rehearsal.must(files().made('unread.wim', { LogPath: at('unread.log') }), files().made('read.wim', { Verify: true, LogPath: at('read.log') }));
      expect(await read(at('read.log'))).to.match(/Verify: every resource of .*read\.wim/u);
      expect(await read(at('unread.log'))).to.not.contain('Verify');
    });

    it('New-WindowsImage -Name: may be any text', async () => {
      await files().rehearsal.must(files().made('hyphen.wim', { Name: '--boot', Description: '-d' }));
      expect(await xml(at('hyphen.wim'))).to.contain('<NAME>--boot</NAME>').and.contain('<DESCRIPTION>-d</DESCRIPTION>');
      expect(await info(at('hyphen.wim'))).to.contain('Boot Index: 0');
    });

    it('New-WindowsImage -ImagePath: folders in any case and behind either slash, unless a backslash is part of a name', async () => {
      for (const name of ['Mixed Case', 'back\\slash']) await mkdir(at(name));
      const answers = await files().rehearsal.run(files().made('x', { ImagePath: `${at()}\\mixed CASE\\One.wim` }),
        files().made('x', { ImagePath: at('back\\slash', 'Two.wim') }), files().made('x', { ImagePath: 'Q:\\three.wim' }));
      expect(codes(answers)).to.deep.equal([undefined, undefined, '0x80070003']);
      expect(await readdir(at('Mixed Case'))).to.deep.equal(['One.wim']);
      expect(await readdir(at('back\\slash'))).to.deep.equal(['Two.wim']);
    });

    it('New-WindowsImage -LogPath: a log in the format of DISM', async () => {
      const [answer] = await files().rehearsal.must(files().made('logged.wim', { LogPath: at('debug.log'), LogLevel: 'Debug' }));
      expect(answer?.output[0]).to.include({ LogPath: at('debug.log'), LogLevel: 'Debug' });
      expect(await read(at('debug.log'))).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, Debug {17}DISM {3}API: .*"capture"/mu);
    });

    it('New-WindowsImage -LogLevel: only errors', async () => {
      await files().rehearsal.must(files().made('quiet.wim', { LP: at('errors.log'), LL: 'Errors' }));
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
      const answers = await files().rehearsal.run(...cases.map(([more]) => files().made('fails.wim', more)));
      expect(codes(answers)).to.deep.equal(cases.map(([, code]) => code));
      expect(answers[0]?.error).to.include({ message: 'The file exists.\r\n', type: 'System.Runtime.InteropServices.COMException',
        id: 'Microsoft.Dism.Commands.NewWindowsImageCommand' });
      expect(await read(at('there.wim'))).to.equal('in the way');
      expect(await readdir(files().at())).to.not.include('fails.wim');
    });

    /** The answer to a call that finds a stand-in for wimlib, which begins the file and then does as it is told. */
    async function withStandIn(name: string, then: string, more: Partial<DismCall> = {}): Promise<DismAnswer | undefined> {
      const bin = at(`${name}-bin`);
      await mkdir(bin);
      const begin = 'for argument; do case "$argument" in *.wim) echo begun > "$argument";; esac; done';
      await writeFile(join(bin, 'wimlib-imagex'), `#!/bin/sh\n${begin}\n${then}\n`, { mode: 0o755 });
      const rehearsal = new Rehearsal(at(`${name}-rehearsal`), {}, { PATH: `${bin}:${process.env['PATH'] ?? ''}` });
      const [answer] = await rehearsal.run({ ...files().made(`${name}.wim`), ...more });
      await rehearsal.end();
      return answer;
    }

    it('ends with 0x80070070 on a full disk, without the file that it began', async () => {
      const answer = await withStandIn('full', 'echo "[ERROR] Error writing data: No space left on device" >&2\nexit 72');
      expect(answer?.error).to.include({ hresult: '0x80070070', message: 'There is not enough space on the disk.\r\n' });
      expect(await readdir(files().at())).to.not.include('full.wim');
    });

    it('is stopped at once and leaves no file', async () => {
      const answer = await withStandIn('stopped', 'exec sleep 60', { stopOnceThere: at('stopped.wim') });
      expect(answer?.error?.id).to.equal('PipelineStopped');
      expect(await readdir(files().at())).to.not.include('stopped.wim');
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
        const more = cmdlet === 'Expand-WindowsImage' ? { Index: 1, ApplyPath: to } : { CapturePath: files().tree, Name: 'Refused' };
        const ImagePath = cmdlet === 'New-WindowsImage' ? join(to, 'new.wim') : await files().pair(`refused-${cmdlet}-${parameter}.wim`);
        const answers = await files().rehearsal.run(dism(cmdlet, { ImagePath, ...more, [parameter]: true }));
        expect(codes(answers)).to.deep.equal(['0x80070032']);
        expect(await readdir(to)).to.deep.equal([]);
        if (cmdlet === 'Add-WindowsImage') expect(await info(ImagePath)).to.contain('Image Count: 2');
      });
    }
  }

  it('obey the faults of the configuration', async () => {
    files().rehearsal.configure({ faults: [{ cmdlet: 'New-WindowsImage', match: 'fault.wim', then: 'fail', hresult: '0x80070005' },
      { cmdlet: 'Split-WindowsImage', then: 'pretend' }, { cmdlet: 'Get-WindowsImageContent', then: 'pretend' }] });
    await files().pair('faulty.wim');
    const answers = await files().rehearsal.run(files().made('fault.wim'), dism('Split-WindowsImage', { ImagePath: at('faulty.wim'), SplitImagePath: at('never.swm'), FileSize: 1 }),
      dism('Get-WindowsImageContent', { ImagePath: at('faulty.wim'), Index: 1 }));
    files().rehearsal.configure({});
    expect(codes(answers)).to.deep.equal(['0x80070005', undefined, undefined]);
    expect(answers[1]?.output[0]).to.include({ ImagePath: at('faulty.wim') });
    expect(answers[2]?.output).to.deep.equal([]);
    expect(await readdir(files().at())).to.not.include.members(['never.swm']).and.not.include('fault.wim');
  });
});
