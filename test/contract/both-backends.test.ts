import { expect } from 'chai';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWim } from '../../src/media/wim-file.js';
import type { WimFile } from '../../src/media/wim-file.js';
import { BackendBench, suiteBackend } from '../support/backend-bench.js';

/** Looks into a WIM with our own reader. */
async function reading<T>(path: string, look: (wim: WimFile) => T | Promise<T>): Promise<T> {
  const wim = await openWim(path);
  try {
    return await look(wim);
  } finally {
    await wim.close();
  }
}

/**
 * What native DISM can do on WIMs that it made itself, without a byte of Windows in them: the part of the contract that
 * runs on both backends. On Windows: `npm run contract:suite -- --backend native`, elevated.
 */
describe(`Dism contract on both backends, here on ${suiteBackend}`, function () {
  this.timeout(300_000);
  const bench = new BackendBench();

  before(async () => { await bench.open(); });
  after(async () => { await bench.close(); });

  it('captures a folder, and lists what it captured', async () => {
    const wim = await bench.wim('new');
    const [listed] = await bench.call('Get-WindowsImage', { ImagePath: wim });
    expect(listed).to.include({ ImageIndex: 1, ImageName: 'new', ImageDescription: 'new described' });
    expect(listed?.['$type']).to.equal('Microsoft.Dism.Commands.BasicImageInfoObject');
    const [detail] = await bench.call('Get-WindowsImage', { ImagePath: wim, Index: 1 });
    expect(detail?.['$type']).to.equal('Microsoft.Dism.Commands.WimImageInfoObject');
    expect(detail).to.include({ ImageIndex: 1, FileCount: 3 });
    const content = await bench.call('Get-WindowsImageContent', { ImagePath: wim, Index: 1 });
    expect(content.map((line) => String(line['value']).toLowerCase()).join()).to.contain('\\sub\\inner.txt');
  });

  it('mounts, saves what was changed, and discards what was not to be kept', async () => {
    const wim = await bench.wim('mount');
    const path = bench.folder('mount-point');
    await bench.call('Mount-WindowsImage', { ImagePath: wim, Index: 1, Path: path });
    const [mounted] = (await bench.call('Get-WindowsImage', { Mounted: true })).filter((one) => one['Path'] === path);
    expect(mounted).to.include({ ImageIndex: 1, MountMode: 'ReadWrite', MountStatus: 'Ok' });
    writeFileSync(join(path, 'added.txt'), 'added');
    rmSync(join(path, 'plain.txt'));
    await bench.call('Save-WindowsImage', { Path: path });
    writeFileSync(join(path, 'lost.txt'), 'lost');
    await bench.call('Dismount-WindowsImage', { Path: path, Discard: true });
    expect(readdirSync(path)).to.deep.equal([]);
    const names = await reading(wim, async (read) => [...(await read.readMetadata(1)).walk()].map((entry) => entry.path).sort());
    expect(names).to.deep.equal(['added.txt', 'large.bin', 'sub', 'sub/inner.txt']);
  });

  it('dismounts with save', async () => {
    const wim = await bench.wim('dismount');
    const path = bench.folder('dismount-point');
    await bench.call('Mount-WindowsImage', { ImagePath: wim, Name: 'dismount', Path: path });
    writeFileSync(join(path, 'plain.txt'), 'other');
    await bench.call('Dismount-WindowsImage', { Path: path, Save: true, CheckIntegrity: true });
    await reading(wim, async (read) => {
      expect((await read.readFile(1, 'plain.txt')).toString()).to.equal('other');
      expect(read.header.integrity.size).to.be.greaterThan(0);
    });
  });

  it('exports with each compression, a new name, and as the bootable one', async () => {
    const wim = await bench.wim('export');
    const destination = bench.path('exported.wim');
    for (const [CompressionType, compression] of [['none', 'none'], ['fast', 'xpress'], ['max', 'lzx']] as const) {
      const one = bench.path(`export-${CompressionType}.wim`);
      await bench.call('Export-WindowsImage', { SourceImagePath: wim, SourceIndex: 1, DestinationImagePath: one, CompressionType });
      expect(await reading(one, (read) => read.header.compression), CompressionType).to.equal(compression);
    }
    await bench.call('Export-WindowsImage', { SourceImagePath: wim, SourceIndex: 1, DestinationImagePath: destination, CompressionType: 'max' });
    await bench.call('Export-WindowsImage', { SourceImagePath: wim, SourceName: 'export', DestinationImagePath: destination, DestinationName: 'second', Setbootable: true });
    const images = await bench.call('Get-WindowsImage', { ImagePath: destination });
    expect(images.map((image) => image['ImageName'])).to.deep.equal(['export', 'second']);
    expect(await reading(destination, (read) => read.header.bootIndex)).to.equal(2);
  });

  it('appends, removes, expands and splits', async () => {
    const wim = await bench.wim('several');
    await bench.call('Add-WindowsImage', { CapturePath: bench.tree('several-more'), ImagePath: wim, Name: 'more' });
    expect(await bench.call('Get-WindowsImage', { ImagePath: wim })).to.have.length(2);
    const target = bench.folder('expanded');
    await bench.call('Expand-WindowsImage', { ImagePath: wim, Index: 2, ApplyPath: target });
    expect(readFileSync(join(target, 'sub', 'inner.txt'), 'utf8')).to.equal('inner');
    await bench.call('Remove-WindowsImage', { ImagePath: wim, Index: 1 });
    expect((await bench.call('Get-WindowsImage', { ImagePath: wim })).map((image) => image['ImageName'])).to.deep.equal(['more']);
    await bench.call('Split-WindowsImage', { ImagePath: wim, SplitImagePath: bench.path('part.swm'), FileSize: 1 });
    expect(existsSync(bench.path('part.swm'))).to.equal(true);
    expect(statSync(bench.path('part.swm')).size).to.be.at.most(1_100_000);
  });

  it('refuses a bad index, a name that is not there, and what is no WIM', async () => {
    const wim = await bench.wim('refuse');
    expect((await bench.failure('Get-WindowsImage', { ImagePath: wim, Index: 9 })).hresult).to.equal('0xc0040005');
    expect((await bench.failure('Mount-WindowsImage', { ImagePath: wim, Name: 'nobody', Path: bench.folder('nobody') })).hresult).to.be.oneOf(['0xc0040006', '0xc142011a']);
    const text = bench.path('text.wim');
    writeFileSync(text, 'no WIM at all');
    expect((await bench.failure('Get-WindowsImage', { ImagePath: text })).hresult).to.be.oneOf(['0x8007000b', '0x8007000d']);
  });

  it('refuses a second mount of an image, and a folder that is not empty', async () => {
    const wim = await bench.wim('twice');
    const first = bench.folder('twice-1');
    await bench.call('Mount-WindowsImage', { ImagePath: wim, Index: 1, Path: first });
    expect((await bench.failure('Mount-WindowsImage', { ImagePath: wim, Index: 1, Path: bench.folder('twice-2') })).hresult).to.equal('0xc1420127');
    await bench.call('Dismount-WindowsImage', { Path: first, Discard: true });
    const full = bench.folder('twice-full');
    writeFileSync(join(full, 'file'), '');
    expect((await bench.failure('Mount-WindowsImage', { ImagePath: wim, Index: 1, Path: full })).hresult).to.equal('0xc1420114');
  });

  it('cannot dismount while a file of the image is open', async () => {
    const wim = await bench.wim('busy');
    const path = bench.folder('busy-point');
    await bench.call('Mount-WindowsImage', { ImagePath: wim, Index: 1, Path: path });
    const file = openSync(join(path, 'plain.txt'), 'r');
    try {
      expect((await bench.failure('Dismount-WindowsImage', { Path: path, Discard: true })).hresult).to.equal('0xc1420117');
    } finally {
      closeSync(file);
    }
    await bench.call('Dismount-WindowsImage', { Path: path, Discard: true });
  });

  it('keeps a read-only mount read-only', async () => {
    const wim = await bench.wim('readonly');
    const path = bench.folder('readonly-point');
    await bench.call('Mount-WindowsImage', { ImagePath: wim, Index: 1, Path: path, ReadOnly: true });
    const [mounted] = (await bench.call('Get-WindowsImage', { Mounted: true })).filter((one) => one['Path'] === path);
    expect(mounted).to.include({ MountMode: 'ReadOnly' });
    expect((await bench.failure('Dismount-WindowsImage', { Path: path, Save: true })).hresult).to.match(/^0x/u);
    await bench.call('Dismount-WindowsImage', { Path: path, Discard: true });
  });

  it('says errors as the module does: COMException, and no id before the comma', async () => {
    const error = await bench.failure('Get-WindowsImage', { ImagePath: await bench.wim('form'), Index: 7 });
    expect(error).to.include({ type: 'System.Runtime.InteropServices.COMException', category: 'NotSpecified', fullyQualifiedErrorId: 'Microsoft.Dism.Commands.GetWindowsImageCommand' });
  });

  it('clears broken mounts without a complaint where there are none', async () => {
    await bench.call('Clear-WindowsCorruptMountPoint');
  });
});
