import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { hiveFile } from '../../../src/lab/hive-file.js';
import { HiveKey } from '../../../src/lab/hive-key.js';
import { inspectMedia } from '../../../src/media/inspect-media.js';
import { inspectWim } from '../../../src/media/inspect-wim.js';
import { mediaInfoSchema } from '../../../src/schema/media.js';
import { noise, temporaryFolder, text, wimlib, writeTree, type Tree } from './wim-support.js';
import { describePosix } from '../../support/posix.js';

const properties = ['WINDOWS/ARCH=9', 'WINDOWS/VERSION/MAJOR=10', 'WINDOWS/VERSION/MINOR=0', 'WINDOWS/VERSION/BUILD=17134', 'WINDOWS/VERSION/SPBUILD=1']
  .map((property) => `--image-property=${property}`);

/** What a Setup image of 2024 has of the files that recipes decide by. */
const setupImage: Tree = {
  'sources/SetupHost.exe': 'MZ', 'sources/lang.ini': '[Available UI Languages]', 'Windows/Boot/Fonts_EX/wgl4_boot_EX.ttf': 'f',
  'Windows/Boot/EFI_EX/bootmgfw_EX.efi': 'MZ', 'Windows/Boot/EFI_EX/bootmgr_EX.efi': 'MZ', 'Windows/Boot/DVD_EX/EFI/en-US/efisys_EX.bin': 'fat',
};

function software(ubr: number): Buffer {
  const root = new HiveKey('ROOT');
  root.key('Microsoft\\Windows NT\\CurrentVersion').set('UBR', ubr).set('CurrentBuild', '17134');
  return hiveFile(root, 'SOFTWARE');
}

async function failureOf(path: string): Promise<Error & { code?: string }> {
  return inspectMedia(path).then(() => new Error('Nothing was thrown'), (error: unknown) => error as Error);
}

describePosix('media/inspect-media', () => {
  const folder = temporaryFolder();
  let master = '';
  let count = 0;
  const copy = (): string => {
    const root = join(folder(), `media-${++count}`);
    cpSync(master, root, { recursive: true });
    return root;
  };
  const winre = noise(5000, 'winre');
  before(() => {
    master = join(folder(), 'master');
    const image: Tree = {
      'Windows/System32/Recovery/Winre.wim': winre, 'Windows/System32/config/SOFTWARE': software(165),
      'Windows/servicing/Packages/B~1~amd64~~1.0.mum': 'b', 'Windows/servicing/Packages/A~1~amd64~~1.0.MUM': 'a', 'Windows/servicing/Packages/A~1~amd64~~1.0.cat': 'a',
      'Windows/servicing/LCU/Package_for_RollupFix/update.mum': 'u', 'Windows/Boot/EFI_EX/bootmgfw_EX.efi': 'without the others',
      'big.txt': text(100_000),
    };
    writeTree(master, { 'SOURCES/sxs/Microsoft-Windows-NetFx3-OnDemand-Package.cab': 'cab', 'setup.exe': 'MZ' });
    const install = join(master, 'SOURCES', 'Install.wim');
    wimlib('capture', writeTree(join(folder(), 'image'), image), install, 'Windows 10 Pro', 'Pro', '--compress=maximum', ...properties);
    wimlib('capture', writeTree(join(folder(), 'pe'), setupImage), join(master, 'SOURCES', 'boot.wim'), 'PE', '--compress=maximum', '--boot', ...properties);
  });

  it('tells everything, whatever the case of the names', async () => {
    const info = await inspectMedia(master);
    mediaInfoSchema.parse(info);
    expect(info).to.include({ architecture: 'x64', build: 17134, rehearsed: false, netfx3Source: 'SOURCES/sxs', fileCount: 4, path: master });
    expect(info.install).to.include({ path: 'SOURCES/Install.wim', format: 'wim', compression: 'lzx', bootIndex: 0 });
    expect(info.boot).to.include({ path: 'SOURCES/boot.wim', bootIndex: 1 });
    expect(info.install.images[0]).to.deep.include({
      name: 'Windows 10 Pro', description: 'Pro', ubr: 165, packages: ['A~1~amd64~~1.0', 'B~1~amd64~~1.0'],
      winre: { path: 'Windows/System32/Recovery/Winre.wim', size: 5000, sha1: createHash('sha1').update(winre).digest('hex') },
    });
    expect(info.install.images[0]).to.deep.include({
      currentBuild: 17134, has: { servicingLcu: true, setuphost: false, ca2023: false, langIni: false },
    });
    expect(info.boot.images[0]).to.not.have.any.keys('ubr', 'winre');
    expect(info.boot.images[0]?.has).to.deep.equal({ servicingLcu: false, setuphost: true, ca2023: true, langIni: true });
    expect(info.boot.images[0]?.packages).to.deep.equal([]);
  });

  it('knows an image again in another WIM, and tells a changed one', async () => {
    const root = copy();
    const install = join(root, 'SOURCES/Install.wim');
    const before = (await inspectWim(install)).images[0]?.identity;
    const other = join(folder(), 'other.wim');
    wimlib('export', join(root, 'SOURCES/boot.wim'), '1', other);
    wimlib('export', install, '1', other);
    expect((await inspectWim(other)).images[1]?.identity).to.equal(before);
    wimlib('info', install, '1', '--image-property=DESCRIPTION=Changed');
    expect((await inspectWim(install)).images[0]?.identity).to.not.equal(before);
    wimlib('update', other, '2', '--command', `add ${join(master, 'setup.exe')} /new`);
    expect((await inspectWim(other)).images[1]?.identity).to.not.equal(before);
  });

  it('sees the mark of the rehearsal in the root or in an image', async () => {
    const root = copy();
    writeFileSync(join(root, 'Offline-Servicing-Rehearsal.json'), '{}');
    expect((await inspectMedia(root)).rehearsed).to.equal(true);
    const other = copy();
    wimlib('info', join(other, 'SOURCES/boot.wim'), '1', '--image-property=OFFLINESERVICING/REHEARSAL=1');
    expect((await inspectMedia(other)).rehearsed).to.equal(true);
  });

  it('reports an install.esd and an install.swm as what they are', async () => {
    const esd = copy();
    wimlib('export', join(esd, 'SOURCES/Install.wim'), '1', join(esd, 'SOURCES/install.esd'), '--solid');
    rmSync(join(esd, 'SOURCES/Install.wim'));
    const solid = (await inspectMedia(esd)).install;
    expect(solid).to.include({ format: 'esd', compression: 'lzms', path: 'SOURCES/install.esd' });
    expect(solid.images[0]).to.not.have.any.keys('packages', 'ubr', 'winre');
    const swm = copy();
    const whole = join(folder(), 'whole.wim');
    renameSync(join(swm, 'SOURCES/Install.wim'), whole);
    wimlib('split', whole, join(swm, 'SOURCES/install.swm'), '0.005');
    const split = (await inspectMedia(swm)).install;
    expect(split).to.include({ format: 'swm', partNumber: 1 });
    expect(split.totalParts).to.be.greaterThan(1);
    expect(split.images[0]?.packages).to.have.length(2);
  });

  it('names what is wrong', async () => {
    expect(await failureOf(join(folder(), 'nowhere'))).to.include({ code: 'media-not-found' });
    const iso = join(folder(), 'windows.iso');
    writeFileSync(iso, 'iso');
    expect(await failureOf(iso)).to.include({ code: 'media-unsupported' });
    const empty = join(folder(), 'empty');
    mkdirSync(empty);
    expect(await failureOf(empty)).to.include({ code: 'media-invalid' }).and.have.property('message').that.contains('sources/install.wim');
    const bootless = copy();
    rmSync(join(bootless, 'SOURCES/boot.wim'));
    expect(await failureOf(bootless)).to.include({ code: 'media-invalid' }).and.have.property('message').that.contains('sources/boot.wim is missing');
    const cut = copy();
    truncateSync(join(cut, 'SOURCES/Install.wim'), readFileSync(join(cut, 'SOURCES/Install.wim')).length - 100);
    expect(await failureOf(cut)).to.include({ code: 'wim-invalid' }).and.have.property('message').that.contains('Install.wim');
    const damaged = copy();
    wimlib('update', join(damaged, 'SOURCES/Install.wim'), '1', '--command', `add ${join(master, 'setup.exe')} /Windows/System32/config/SOFTWARE`);
    expect(await failureOf(damaged)).to.include({ code: 'wim-invalid' }).and.have.property('message').that.contains('SOFTWARE hive of image 1');
    const dual = join(folder(), 'dual');
    writeTree(dual, { 'x86/sources/install.wim': '', 'X64/Sources/install.wim': '' });
    expect(await failureOf(dual)).to.include({ code: 'media-unsupported' }).and.have.property('message').that.contains('two architectures');
  });

  // root reads everything
  if (process.platform !== 'win32' && process.getuid?.() !== 0) it('says when it may not read', async () => {
    const root = copy();
    chmodSync(join(root, 'SOURCES/Install.wim'), 0);
    expect(await failureOf(root)).to.include({ code: 'permission' });
  });

  it('opens nothing for writing and stops when cancelled', async () => {
    const root = copy();
    chmodSync(join(root, 'SOURCES/Install.wim'), 0o444);
    await inspectMedia(root);
    expect(await inspectMedia(root, { signal: AbortSignal.abort() }).catch((error: unknown) => error)).to.include({ code: 'cancelled' });
  });
});
