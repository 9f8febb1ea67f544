import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isFatName, isOnFat } from '../../../src/files/file-system.js';
import { FolderTree } from '../../../src/files/file-tree.js';
import { genisoimage } from '../../../src/output/genisoimage.js';
import { checkIsoSizes } from '../../../src/output/iso-sizes.js';
import { xorriso } from '../../../src/output/xorriso.js';
import { checkFileSystem, checkFinishedSizes, checkIsoOutput } from '../../../src/preflight/check-output.js';
import { failureOf } from '../../support/failure.js';
import { media } from '../../support/plan-fixtures.js';
import { temporaryFolder } from '../../support/temp.js';

const boot = { bios: 'boot/etfsboot.com', efi: 'efi/microsoft/boot/efisys.bin' };

describe('what an output is refused for before the start', () => {
  const folder = temporaryFolder();
  const tree = (): FolderTree => new FolderTree(folder());
  const find = async () => Promise.resolve(genisoimage('/usr/bin/genisoimage'));
  before(() => {
    mkdirSync(join(folder(), 'boot'));
    writeFileSync(join(folder(), 'boot/ETFSBOOT.COM'), 'x');
  });

  it('boot files that the media lacks, unless the run adds them', async () => {
    const error = await failureOf(() => checkIsoOutput(tree(), boot, { find }));
    expect(error).to.include({ code: 'media-invalid', exitCode: 3 });
    expect(error.message).to.contain(boot.efi);
    expect((await checkIsoOutput(tree(), boot, { find, added: [boot.efi] })).name).to.equal('genisoimage');
    expect((await failureOf(() => checkIsoOutput(tree(), { ...boot, bios: 'boot/none.com' }, { find, added: [boot.efi] }))).message).to.contain('boot/none.com');
  });

  it('a name that the file systems of the program cannot have', async () => {
    for (const [name, said] of [['n'.repeat(104), '104 characters'], ['a;b', 'semicolon']] as const) {
      const file = join(folder(), 'boot', name);
      writeFileSync(file, 'x');
      expect((await failureOf(() => checkIsoOutput(tree(), boot, { find, added: [boot.efi] }))).message).to.contain(said);
      rmSync(file);
    }
  });

  it('a file over 4 GiB where the program knows no UDF', async () => {
    const large = join(folder(), 'install.wim');
    writeFileSync(large, '');
    truncateSync(large, 2 ** 32);
    const error = await failureOf(() => checkIsoSizes(tree(), xorriso('/usr/bin/xorriso')));
    expect(error).to.include({ code: 'preflight', exitCode: 3 });
    expect(error.advice).to.contain('genisoimage').and.contain('offline-servicing split');
    await checkIsoSizes(tree(), genisoimage('/usr/bin/genisoimage'));
    await checkIsoSizes(tree(), xorriso('/usr/bin/xorriso'), { except: 'Install.WIM' });
    truncateSync(large, 2 ** 32 - 1);
    await checkIsoSizes(tree(), xorriso('/usr/bin/xorriso'));
  });

  it('FAT where a file will have 4 GiB for certain', async () => {
    const large = media({ totalBytes: 5e9, install: { ...media().install, size: 2 ** 32 } });
    const onFat = async (): Promise<boolean> => Promise.resolve(true);
    const whole = { media: large, installForm: 'wim', folder: true, iso: false } as const;
    const error = await failureOf(() => checkFileSystem('/stick/out', whole, onFat));
    expect(error).to.include({ code: 'preflight', exitCode: 3 });
    expect(error.message).to.contain('sources/install.wim').and.contain('4.00 GiB');
    expect(error.advice).to.contain('--install-format swm');
    expect((await failureOf(() => checkFileSystem('/stick/out', { ...whole, installForm: 'swm', iso: true }, onFat))).message).to.contain('the ISO file');
    await checkFileSystem('/stick/out', { ...whole, installForm: 'swm' }, onFat);
    await checkFileSystem('/disk/out', whole, async () => Promise.resolve(false));
    await checkFileSystem('/stick/out', { ...whole, media: media() }, onFat);
  });

  it('FAT once the sizes are known', async () => {
    truncateSync(join(folder(), 'install.wim'), 2 ** 32);
    expect((await failureOf(() => checkFinishedSizes(tree(), '/stick/out', async () => Promise.resolve(true)))).message).to.contain('install.wim has 4.00 GiB');
    await checkFinishedSizes(tree(), folder());
    truncateSync(join(folder(), 'install.wim'), 2 ** 32 - 1);
    await checkFinishedSizes(tree(), '/stick/out', async () => Promise.resolve(true));
  });

  it('which Windows tells by fsutil in any language', async () => {
    expect(isFatName('Name des Dateisystems : FAT32\r\nFATAL')).to.equal(true);
    expect(isFatName('File System Name : exFAT')).to.equal(false);
    expect(isFatName('File System Name : NTFS\r\nSupports Hard Links')).to.equal(false);
    expect(await isOnFat(join(folder(), 'not/there/yet'))).to.equal(false);
  });
});
