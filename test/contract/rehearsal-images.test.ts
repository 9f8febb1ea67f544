import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { details, installWim, paths, peWim, plainWim, tool } from '../support/rehearsal-fixtures.js';
import { codes, dism, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';


describe('rehearsal: image files', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  let rehearsal: Rehearsal;
  let install: string;
  before(async () => {
    rehearsal = new Rehearsal(at('rehearsal'));
    install = await installWim(folder(), 'install');
  });
  after(() => rehearsal.end());
  const exported = (to: string, more = {}): DismCall =>
    dism('Export-WindowsImage', { SourceImagePath: install, SourceIndex: 1, DestinationImagePath: at(to), ...more });
  const info = async (wim: string): Promise<string> => (await tool('wimlib-imagex', 'info', wim)).replaceAll(/ {2,}/gu, ' ');
  const xml = async (wim: string): Promise<string> => /<IMAGE INDEX="1">(.*?)<\/IMAGE>/su.exec((await readFile(wim)).toString('utf16le'))?.[1] ?? '';

  it('are listed and described', async () => {
    const [list, byIndex, byName, missing, unknown, online] = await rehearsal.run(
      dism('Get-WindowsImage', { ImagePath: install }), dism('Get-WindowsImage', { ImagePath: install, Index: 1 }),
      dism('Get-WindowsImage', { ImagePath: install, Name: 'windows 10 pro' }), dism('Get-WindowsImage', { ImagePath: install, Index: 2 }),
      dism('Get-WindowsImage', { ImagePath: install, Name: 'Windows 10' }), dism('Get-WindowsPackage', { Online: true }));
    expect(list?.output).to.have.length(1);
    expect(list?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.BasicImageInfoObject', ImageIndex: 1, ImageName: 'Windows 10 Pro',
      ImageDescription: 'Windows 10 Pro of the lab', ImageType: 'Wim', ImagePath: install });
    expect(byIndex?.output).to.deep.equal(byName?.output);
    expect(byIndex?.output[0]).to.deep.include({ $type: 'Microsoft.Dism.Commands.WimImageInfoObject', Architecture: 9, EditionId: 'Professional',
      InstallationType: 'Client', MajorVersion: 10, Build: 17134, SPBuild: 1, Version: '10.0.17134.1', ImageBootable: 'No', Languages: ['en-US'],
      DefaultLanguageIndex: 0, SystemRoot: 'WINDOWS', WIMBoot: false, CreatedTime: '2018-04-11T23:34:00.0000000Z' });
    expect(codes([missing, unknown, online] as DismAnswer[])).to.deep.equal(['0xc0040005', '0xc0040006', '0x80070032']);
    expect(online?.error).to.include({ type: 'System.Runtime.InteropServices.COMException', id: 'Microsoft.Dism.Commands.GetWindowsPackageCommand',
      category: 'NotSpecified: (:) [Get-WindowsPackage], COMException' });
  });

  it('are exported with their XML, with the compression asked for, and without what nothing refers to', async () => {
    const tree = at('grow');
    await mkdir(tree);
    await writeFile(join(tree, 'big.bin'), Buffer.alloc(300_000, 'big'));
    await tool('wimlib-imagex', 'update', install, '1', `--command=add ${join(tree, 'big.bin')} /big.bin`);
    await tool('wimlib-imagex', 'update', install, '1', '--command=delete /big.bin');
    const answers = await rehearsal.must(exported('max.wim', { CompressionType: 'max', CheckIntegrity: true }), exported('fast.wim', { CompressionType: 'fast' }),
      exported('none.wim'));
    expect(answers[0]?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.OfflineImageObject', ImagePath: at('max.wim'), Name: '' });
    expect(answers[0]?.progress.at(-1)?.type).to.equal('Completed');
    expect(await info(at('max.wim'))).to.contain('Compression: LZX').and.to.contain('Boot Index: 0').and.to.match(/Integrity/iu);
    expect(await info(at('fast.wim'))).to.contain('Compression: XPRESS');
    expect(await info(at('none.wim'))).to.contain('Compression: None');
    expect((await stat(at('max.wim'))).size).to.be.below((await stat(install)).size);
    const properties = (text: string): string => text.replace(/<LASTMODIFICATIONTIME>.*?<\/LASTMODIFICATIONTIME>/u, '');
    expect(properties(await xml(at('max.wim')))).to.equal(properties(await xml(install)));
    expect(await paths(at('max.wim'))).to.deep.equal(await paths(install));
    expect(await details(at('max.wim'), '/Windows/System32/ntdll.dll')).to.equal(await details(install, '/Windows/System32/ntdll.dll'));
  });

  it('are appended under their own or another name, and made bootable', async () => {
    const pe = await peWim(folder(), 'pe');
    const plain = await plainWim(folder(), 'plain');
    const to = { DestinationImagePath: at('many.wim') };
    const answers = await rehearsal.run(exported('many.wim', { CompressionType: 'max' }), exported('many.wim'),
      exported('many.wim', { DestinationName: 'Second' }), dism('Export-WindowsImage', { ...to, SourceImagePath: pe, SourceName: 'Microsoft Windows PE (x64)', Setbootable: true }),
      dism('Export-WindowsImage', { ...to, SourceImagePath: plain, SourceIndex: 1 }), dism('Get-WindowsImage', { ImagePath: at('many.wim') }),
      dism('Get-WindowsImage', { ImagePath: at('many.wim'), Index: 3 }));
    expect(codes(answers)).to.deep.equal([undefined, '0x800700b7', undefined, undefined, undefined, undefined, undefined]);
    expect(answers[5]?.output.map((image) => image['ImageName'])).to.deep.equal(['Windows 10 Pro', 'Second', 'Microsoft Windows PE (x64)', 'Plain']);
    expect(answers[6]?.output[0]).to.include({ ImageBootable: 'Yes' });
    await tool('wimlib-imagex', 'info', at('many.wim'), `--extract-xml=${at('many.xml')}`);
    expect((await readFile(at('many.xml'))).toString('utf16le').match(/<REHEARSAL>1<\/REHEARSAL>/gu)).to.have.length(4);
    await tool('wimlib-imagex', 'verify', at('many.wim'));
  });

  it('are put together from their parts', async () => {
    await tool('wimlib-imagex', 'split', install, at('part.swm'), '0.02');
    const part = { SourceImagePath: at('part.swm'), CompressionType: 'max' };
    const answers = await rehearsal.run(exported('whole.wim', { ...part, SplitImageFilePattern: at('part*.swm') }), exported('torn.wim', part));
    expect(answers[0]?.error).to.equal(null);
    expect(answers[1]?.error).to.not.equal(null);
    expect(await paths(at('whole.wim'))).to.deep.equal(await paths(install));
    await stat(at('torn.wim')).then(() => expect.fail('a torn WIM was left'), (error: NodeJS.ErrnoException) => expect(error.code).to.equal('ENOENT'));
  });

  it('are listed in and exported from an ESD, which nothing can be added to', async () => {
    await tool('wimlib-imagex', 'export', install, '1', at('install.esd'), '--solid');
    const esd = { SourceImagePath: at('install.esd'), CompressionType: 'max' };
    const answers = await rehearsal.run(dism('Get-WindowsImage', { ImagePath: at('install.esd'), Index: 1 }), exported('from-esd.wim', esd), exported('install.esd'));
    expect(answers[0]?.output[0]).to.include({ Version: '10.0.17134.1', ImageName: 'Windows 10 Pro' });
    expect(codes(answers)).to.deep.equal([undefined, undefined, '0x80070032']);
    expect(await info(at('from-esd.wim'))).to.contain('Compression: LZX');
    expect(await paths(at('from-esd.wim'))).to.deep.equal(await paths(install));
  });

  it('refuse what has no meaning here', async () => {
    const answers = await rehearsal.run(exported('x.wim', { WIMBoot: true }), exported('x.wim', { CompressionType: 'recovery' }),
      exported('missing/x.wim'), exported('x.wim', { SourceIndex: 7 }),
      dism('Repair-WindowsImage', { Path: folder(), RestoreHealth: true }), dism('Get-WindowsPackage', { Path: at('missing') }),
      dism('Get-WindowsPackage', { Path: folder() }), dism('Get-WindowsPackage', { Path: folder(), WindowsDirectory: 'Other' }),
      dism('Get-WindowsPackage', { Path: folder(), SystemDrive: 'D:' }));
    expect(codes(answers)).to.deep.equal(['0x80070032', '0x80070057', '0x80070003', '0xc0040005', '0x80070002', '0x80070003', '0x80070002',
      '0x80070032', '0x80070032']);
  });
});
