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

  it('tells all of an install.esd, too', async () => {
    const whole = (await inspectMedia(master)).install.images[0];
    const root = copy();
    wimlib('export', join(root, 'SOURCES/Install.wim'), '1', join(root, 'SOURCES/install.esd'), '--solid');
    rmSync(join(root, 'SOURCES/Install.wim'));
    const { install } = await inspectMedia(root);
    expect(install).to.include({ format: 'esd', compression: 'lzms', path: 'SOURCES/install.esd' }).and.not.have.property('parts');
    expect(install.images[0]).to.deep.equal(whole);
  });

  it('tells all of a split install.swm, whatever part it is in, and names a part that is missing or strange', async () => {
    const whole = (await inspectMedia(master)).install.images[0];
    const root = copy();
    const at = (name: string): string => join(root, 'SOURCES', name);
    renameSync(at('Install.wim'), at('whole.wim'));
    wimlib('split', at('whole.wim'), at('install.swm'), '0.005');
    rmSync(at('whole.wim'));
    const { install } = await inspectMedia(root);
    const count = install.totalParts;
    expect(count).to.be.greaterThan(2);
    expect(install).to.include({ format: 'swm', partNumber: 1, path: 'SOURCES/install.swm' });
    expect(install.parts).to.deep.equal(Array.from({ length: count }, (_, nth) => `SOURCES/install${nth === 0 ? '' : nth + 1}.swm`));
    expect(install.images[0]).to.deep.equal(whole);
    renameSync(at('install2.swm'), at('aside'));
    expect((await failureOf(root)).message).to.contain('one is missing: install2.swm');
    cpSync(at('install3.swm'), at('install2.swm'));
    expect((await failureOf(root)).message).to.match(/install3\.swm is part 3, as install2\.swm is/u);
    renameSync(at('aside'), at('install2.swm'));
    const other = readFileSync(at('install3.swm'));
    other.writeUInt8(other.readUInt8(24) ^ 1, 24);
    writeFileSync(at('install3.swm'), other);
    expect((await failureOf(root)).message).to.match(/install3\.swm is of another split WIM than install\.swm/u);
    renameSync(at('install2.swm'), at('install.swm'));
    expect((await failureOf(root)).message).to.contain('install.swm is part 2');
  });

  it('refuses install images twice, and an encrypted ESD', async () => {
    const twice = copy();
    writeFileSync(join(twice, 'SOURCES/install.esd'), '');
    expect((await failureOf(twice)).message).to.contain('install images twice: SOURCES/Install.wim and SOURCES/install.esd');
    const encrypted = copy();
    const path = join(encrypted, 'SOURCES/Install.wim');
    const bytes = readFileSync(path);
    const [size, at] = [bytes.readUIntLE(72, 6), Number(bytes.readBigUInt64LE(80))];
    const xml = bytes.toString('utf16le', at, at + size).replace('<WIM>', '<WIM><ESD><ENCRYPTED/></ESD>');
    const changed = Buffer.from(xml, 'utf16le');
    bytes.writeUIntLE(changed.length, 72, 6);
    bytes.writeBigUInt64LE(BigInt(changed.length), 88);
    bytes.writeBigUInt64LE(BigInt(bytes.length), 80);
    writeFileSync(path, Buffer.concat([bytes, changed]));
    expect(await failureOf(encrypted)).to.include({ code: 'media-unsupported' }).and.have.property('message').that.contains('encrypted ESD');
  });

  it('knows the editions of an ESD that holds a whole media, and how to make one where boot.wim is missing', async () => {
    const root = copy();
    const esd = join(root, 'SOURCES/install.esd');
    wimlib('capture', writeTree(join(folder(), 'setup-media'), { 'setup.exe': 'MZ' }), esd, 'Windows Setup Media', '--solid');
    wimlib('export', join(root, 'SOURCES/boot.wim'), '1', esd, '--solid');
    wimlib('info', esd, '2', '--image-property=WINDOWS/INSTALLATIONTYPE=WindowsPE');
    wimlib('export', join(root, 'SOURCES/Install.wim'), '1', esd, '--solid');
    rmSync(join(root, 'SOURCES/Install.wim'));
    expect(await inspectMedia(root)).to.include({ build: 17134, architecture: 'x64' });
    rmSync(join(root, 'SOURCES/boot.wim'));
    expect((await failureOf(root))).to.have.property('advice').that.contains('index 2 to sources\\boot.wim');
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
    expect(await failureOf(dual)).to.include({ code: 'media-unsupported' }).and.have.property('message').that.contains('several architectures (folders x86, x64)');
    rmSync(join(dual, 'x86'), { recursive: true });
    expect((await failureOf(dual)).message).to.contain('in the folder x64');
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
