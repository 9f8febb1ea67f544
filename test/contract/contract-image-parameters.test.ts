import { mkdir, open as openFile, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { paths, tool } from '../support/rehearsal-fixtures.js';
import { dism, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';
import { RuleBench, type BenchImage } from './rules/rule-bench.js';

describe('parameters of the image cmdlets on the rehearsal', () => {
  const folder = temporaryFolder();
  let bench: RuleBench;
  let image: BenchImage;
  before(() => { bench = new RuleBench(join(folder(), 'bench')); });
  beforeEach(async () => { image = await bench.image('plain'); });
  afterEach(() => bench.clear());
  after(() => bench.end());

  const get = (parameters: object): DismCall => dism('Get-WindowsImage', { ...parameters });
  const close = (parameters: object): DismCall => dism('Dismount-WindowsImage', { Path: image.mount, ...parameters });
  const beside = (name: string): string => join(dirname(image.wim), name);
  const exported = (parameters: object): DismCall => dism('Export-WindowsImage', { SourceImagePath: image.wim, SourceIndex: 1, DestinationImagePath: beside('out.wim'), ...parameters });
  const names = (answer: DismAnswer | undefined): unknown[] => (answer?.output ?? []).map((item) => item['ImageName']);
  const hasTable = /Attributes:.*Integrity info/u;
  const info = (wim: string): Promise<string> => tool('wimlib-imagex', 'info', wim);
  /** A WIM with an integrity table, of which a file's content was changed. */
  const damaged = async (): Promise<string> => {
    const wim = beside('damaged.wim');
    await tool('wimlib-imagex', 'export', image.wim, '1', wim, '--check', '--compress=none');
    const handle = await openFile(wim, 'r+');
    await handle.write(Buffer.from('KEEP'), 0, 4, (await readFile(wim)).indexOf('keep\n'));
    await handle.close();
    return wim;
  };

  it('Get-WindowsImage -ImagePath -Index -Name: the file, and one image of it', async () => {
    await tool('wimlib-imagex', 'export', image.wim, '1', image.wim, 'Second');
    const [list, index, name, neither] = await bench.rehearsal.run(get({ ImagePath: image.wim }), get({ ImagePath: image.wim, Index: 2 }), get({ ImagePath: image.wim, Name: 'second' }), get({ ImagePath: image.wim, Name: 'third' }));
    expect(names(list)).to.deep.equal(['Plain', 'Second']);
    expect(names(index)).to.deep.equal(['Second']);
    expect(name?.output[0]).to.include({ ImageIndex: 2, $type: 'Microsoft.Dism.Commands.WimImageInfoObject' });
    expect(neither?.error?.hresult).to.equal('0xc0040006');
  });

  it('Get-WindowsImage -Mounted: the mounts of the computer', async () => {
    const mounted = async (): Promise<unknown[]> => ((await bench.must(get({ Mounted: true })))[0]?.output ?? []).map((item) => item['ImagePath']);
    expect(await mounted()).to.deep.equal([]);
    await bench.must(bench.mount(image));
    expect(await mounted()).to.deep.equal([image.wim]);
  });

  it('Mount-WindowsImage -Path -ImagePath -Index -Name: what is mounted where', async () => {
    await tool('wimlib-imagex', 'export', image.wim, '1', image.wim, 'Second');
    const call = (more: object): DismCall => dism('Mount-WindowsImage', { Path: image.mount, ImagePath: image.wim, ...more });
    for (const more of [{ Index: 2 }, { Name: 'Second' }]) {
      const [, list] = await bench.must(call(more), get({ Mounted: true }), close({ Discard: true }));
      expect(list?.output[0]).to.include({ Path: image.mount, ImagePath: image.wim, ImageIndex: 2, MountMode: 'ReadWrite' });
    }
  });

  it('Mount-WindowsImage -ReadOnly: the mount cannot be changed or saved', async () => {
    const [, list] = await bench.must(bench.mount(image, { ReadOnly: true }), get({ Mounted: true }));
    expect(list?.output[0]).to.include({ MountMode: 'ReadOnly' });
    expect(await bench.code(close({ Save: true }))).to.equal('0xc142010c');
  });

  it('Mount-WindowsImage -Remount: brings back a mount, and only a mount', async () => {
    const remount = dism('Mount-WindowsImage', { Path: image.mount, Remount: true });
    expect(await bench.code(remount)).to.equal('0xc142011c');
    await bench.must(bench.mount(image), remount);
  });

  it('Mount-WindowsImage -CheckIntegrity: a damaged file is not mounted', async () => {
    const wim = await damaged();
    expect(await bench.code(bench.mount({ ...image, wim }, { CheckIntegrity: true }))).to.equal('0x80070570');
    await bench.must(bench.mount({ ...image, wim }));
  });

  it('Mount-WindowsImage -Optimize: said in the log, for there is nothing to put off', async () => {
    await bench.must(bench.mount(image, { Optimize: true, LogPath: beside('dism.log') }));
    expect(await readFile(beside('dism.log'), 'utf8')).to.contain('Optimize: ');
  });

  it('Mount-WindowsImage -SupportEa: not supported, and says so', async () => {
    expect(await bench.code(bench.mount(image, { SupportEa: true }))).to.equal('0x80070032');
  });

  it('Dismount-WindowsImage -Path -Save -Discard: changes are kept or not', async () => {
    for (const [how, kept] of [['Discard', false], ['Save', true]] as const) {
      await bench.must(bench.mount(image));
      await writeFile(join(image.mount, 'new.txt'), how);
      await bench.must(close({ [how]: true }));
      expect((await paths(image.wim)).includes('/new.txt'), how).to.equal(kept);
    }
    expect(await bench.code(close({ Discard: true }))).to.equal('0xc142011c');
  });

  it('Dismount-WindowsImage -Append -CheckIntegrity: a new image, and an integrity table', async () => {
    expect(await info(image.wim)).to.match(/Image Count:\s+1/u).and.not.match(hasTable);
    await bench.must(bench.mount(image));
    await writeFile(join(image.mount, 'new.txt'), 'x');
    await bench.must(close({ Save: true, Append: true, CheckIntegrity: true }));
    expect(await info(image.wim)).to.match(/Image Count:\s+2/u).and.match(hasTable);
    expect([await paths(image.wim, 1), await paths(image.wim, 2)].map((list) => list.includes('/new.txt'))).to.deep.equal([false, true]);
  });

  it('Save-WindowsImage -Path -Append -CheckIntegrity: into the image or a new one, and the mount stays', async () => {
    await bench.must(bench.mount(image));
    const save = (more: object = {}): DismCall => dism('Save-WindowsImage', { Path: image.mount, ...more });
    await writeFile(join(image.mount, 'one.txt'), 'x');
    await bench.must(save());
    await rm(join(image.mount, 'one.txt'));
    await bench.must(save({ Append: true, CheckIntegrity: true }));
    expect([await paths(image.wim, 1), await paths(image.wim, 2)].map((list) => list.includes('/one.txt'))).to.deep.equal([true, false]);
    expect(await info(image.wim)).to.match(hasTable);
    expect(await bench.code(save({ Path: await bench.newFolder() }))).to.equal('0xc142011c');
  });

  it('Save-WindowsImage -SupportEa: not supported, and says so', async () => {
    await bench.must(bench.mount(image));
    expect(await bench.code(dism('Save-WindowsImage', { Path: image.mount, SupportEa: true }))).to.equal('0x80070032');
  });

  it('Export-WindowsImage -SourceImagePath -SourceIndex -SourceName -DestinationImagePath -DestinationName: which image, where to, under which name', async () => {
    await tool('wimlib-imagex', 'export', image.wim, '1', image.wim, 'Second');
    const byName = dism('Export-WindowsImage', { SourceImagePath: image.wim, SourceName: 'Second', DestinationImagePath: beside('out.wim') });
    await bench.must(exported({ SourceIndex: 2, DestinationName: 'Renamed' }), byName);
    const [list, wrong] = await bench.rehearsal.run(get({ ImagePath: beside('out.wim') }), exported({ SourceIndex: 3 }));
    expect(names(list)).to.deep.equal(['Renamed', 'Second']);
    expect(wrong?.error?.hresult).to.equal('0xc0040005');
  });

  it('Export-WindowsImage -CompressionType: none, fast or max, and nothing else', async () => {
    for (const [type, said] of [['none', 'None'], ['fast', 'XPRESS'], ['max', 'LZX']] as const) {
      await bench.must(exported({ CompressionType: type, DestinationImagePath: beside(`${type}.wim`) }));
      expect(await info(beside(`${type}.wim`))).to.match(new RegExp(`Compression:\\s+${said}`, 'u'));
    }
    expect(await bench.code(exported({ CompressionType: 'recovery' }))).to.equal('0x80070057');
  });

  it('Export-WindowsImage -Setbootable: the boot index', async () => {
    await bench.must(exported({}), exported({ DestinationName: 'Boot', Setbootable: true }));
    expect(await info(beside('out.wim'))).to.match(/Boot Index:\s+2/u);
  });

  it('Export-WindowsImage -CheckIntegrity: verified before, an integrity table after', async () => {
    const wim = await damaged();
    expect(await bench.code(exported({ SourceImagePath: wim, CheckIntegrity: true }))).to.equal('0x80070570');
    await bench.must(exported({ CheckIntegrity: true }));
    expect(await info(beside('out.wim'))).to.match(hasTable);
  });

  it('Export-WindowsImage -WIMBoot: not supported, and says so', async () => {
    expect(await bench.code(exported({ WIMBoot: true }))).to.equal('0x80070032');
  });

  it('Expand-WindowsImage -ImagePath -ApplyPath: files of that WIM in that folder', async () => {
    const target = beside('applied');
    await mkdir(target);
    await bench.must(dism('Expand-WindowsImage', { ImagePath: image.wim, Index: 1, ApplyPath: target }));
    expect(await readFile(join(target, 'docs/keep.txt'), 'utf8')).to.equal('keep\n');
  });

  it('Add-WindowsImage -ImagePath -Name: a further image of that name', async () => {
    const source = beside('source');
    await mkdir(source);
    await writeFile(join(source, 'added.txt'), 'x');
    await bench.must(dism('Add-WindowsImage', { ImagePath: image.wim, CapturePath: source, Name: 'Added' }));
    const [list] = await bench.must(get({ ImagePath: image.wim }));
    expect(names(list)).to.deep.equal(['Plain', 'Added']);
    expect(await paths(image.wim, 2)).to.include('/added.txt');
  });

  it('Remove-WindowsImage -ImagePath: from that WIM', async () => {
    await tool('wimlib-imagex', 'export', image.wim, '1', image.wim, 'Second');
    await bench.must(dism('Remove-WindowsImage', { ImagePath: image.wim, Index: 1 }));
    expect(names((await bench.must(get({ ImagePath: image.wim })))[0])).to.deep.equal(['Second']);
  });

  it('Get-WindowsImageContent -ImagePath: of that WIM', async () => {
    const [content] = await bench.must(dism('Get-WindowsImageContent', { ImagePath: image.wim, Index: 1 }));
    expect(content?.output.map(String).join('\n')).to.contain('keep.txt');
  });

  it('Split-WindowsImage -ImagePath: that WIM, which stays whole', async () => {
    await bench.must(dism('Split-WindowsImage', { ImagePath: image.wim, SplitImagePath: beside('part.swm'), FileSize: 1 }));
    expect(await info(beside('part.swm'))).to.match(/Image Count:\s+1/u);
    expect(await paths(image.wim)).to.include('/docs/keep.txt');
  });
});
