import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { makeLab, type LabReport } from '../../src/lab/make-lab.js';
import { inspectMedia } from '../../src/media/inspect-media.js';
import { sourcesCases } from '../../src/lab/sources-cases.js';
import { temporaryFolder } from '../support/temp.js';
import { readPe } from '../unit/lab/pe-reader.js';

const run = async (file: string, ...args: string[]): Promise<string> => (await execa(file, args, { stdin: 'ignore' })).stdout;

/** The XML of a WIM as wimlib gives it. */
async function wimXml(wim: string): Promise<string> {
  const { stdout } = await execa('wimlib-imagex', ['info', wim, '--xml'], { encoding: 'buffer' });
  return Buffer.from(stdout).toString('utf16le');
}

describe('lab: media', () => {
  const folder = temporaryFolder();
  let lab: LabReport;
  let install: string;
  let boot: string;

  before(async () => {
    lab = await makeLab({ build: 17134, output: join(folder(), 'lab'), editions: ['Core', 'Professional', 'Education'], megabytes: 2 });
    install = join(lab.media, 'sources', 'install.wim');
    boot = join(lab.media, 'sources', 'boot.wim');
  });

  const extract = async (wim: string, index: number, path: string, to: string): Promise<string> => {
    await run('wimlib-imagex', 'extract', wim, String(index), path, `--dest-dir=${join(folder(), to)}`, '--no-acls', '--nullglob');
    return join(folder(), to, path.split('/').at(-1) as string);
  };

  it('holds the images that the report names, whole, with the Setup image bootable', async () => {
    expect(lab.images.map((image) => `${image.wim} ${image.index} ${image.name}`)).to.deep.equal([
      'sources/install.wim 1 Windows 10 Home', 'sources/install.wim 2 Windows 10 Pro', 'sources/install.wim 3 Windows 10 Education',
      'sources/boot.wim 1 Microsoft Windows PE (x64)', 'sources/boot.wim 2 Microsoft Windows Setup (x64)',
    ]);
    for (const wim of [install, boot]) {
      expect(await run('wimlib-imagex', 'verify', wim)).to.contain('successfully verified');
      expect(await run('wimlib-imagex', 'info', wim)).to.match(/Compression: +LZX/u).and.to.contain('Integrity info');
    }
    expect(await run('wimlib-imagex', 'info', boot)).to.match(/Boot Index: +2/u);
    expect(await run('wimlib-imagex', 'info', install)).to.match(/Boot Index: +0/u);
  });

  it('describes each image in the XML as Windows media do, and marks it', async () => {
    const xml = await wimXml(install);
    const images = xml.match(/<IMAGE INDEX.*?<\/IMAGE>/gsu) ?? [];
    expect(images).to.have.length(3);
    images.forEach((image, index) => {
      const edition = ['Core', 'Professional', 'Education'][index] as string;
      for (const part of [`<FLAGS>${edition}</FLAGS>`, `<EDITIONID>${edition}</EDITIONID>`, '<ARCH>9</ARCH>', '<INSTALLATIONTYPE>Client</INSTALLATIONTYPE>',
        '<PRODUCTNAME>Microsoft® Windows® Operating System</PRODUCTNAME>', '<PRODUCTTYPE>WinNT</PRODUCTTYPE>', '<DEFAULT>en-US</DEFAULT>',
        '<MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>17134</BUILD><SPBUILD>1</SPBUILD><SPLEVEL>0</SPLEVEL>', '<SYSTEMROOT>WINDOWS</SYSTEMROOT>',
        '<OFFLINESERVICING><REHEARSAL>1</REHEARSAL></OFFLINESERVICING>', `<DISPLAYNAME>${lab.images[index]?.name}</DISPLAYNAME>`]) expect(image).to.contain(part);
    });
    expect((await wimXml(boot)).match(/<INSTALLATIONTYPE>WindowsPE</gu)).to.have.length(2);
    const mark: unknown = JSON.parse(await readFile(join(lab.media, 'offline-servicing-rehearsal.json'), 'utf8'));
    expect(mark).to.include({ kind: 'lab', build: 17134 });
  });

  it('has one recovery image for all editions, which an export shrinks', async () => {
    const files = await Promise.all([1, 2, 3].map((index) => extract(install, index, '/Windows/System32/Recovery/winre.wim', `winre${index}`)));
    const [first, ...others] = await Promise.all(files.map(async (file) => createHash('sha256').update(await readFile(file)).digest('hex')));
    expect(others).to.deep.equal([first, first]);
    const winre = files[0] as string;
    expect(await run('wimlib-imagex', 'info', winre)).to.contain('Microsoft Windows Recovery Environment (x64)').and.to.match(/Boot Index: +1/u);
    expect(await run('wimlib-imagex', 'verify', winre)).to.contain('successfully verified');
    const exported = join(folder(), 'winre-exported.wim');
    await run('wimlib-imagex', 'export', winre, '1', exported);
    expect((await stat(exported)).size).to.be.lessThan((await stat(winre)).size * 0.9);
  });

  it('keeps packages, servicing stack, features and build where the contract says', async () => {
    const hiveOf = async (wim: string, index: number, to: string): Promise<string> =>
      run('hivexregedit', '--export', '--unsafe-printable-strings', await extract(wim, index, '/Windows/System32/config/SOFTWARE', to), '\\');
    const token = '31bf3856ad364e35~amd64~~10.0.17134.1';
    const home = await hiveOf(install, 1, 'hive-home');
    expect(home).to.contain('"UBR"=dword:00000001').and.to.contain('"CurrentBuild"=str(1):"17134"').and.to.contain('"EditionID"=str(1):"Core"');
    expect(home).to.match(/Component Based Servicing\\Version\]\s+"10\.0\.17134\.1"=str\(2\):"%SystemRoot%\\+WinSxS\\+amd64_microsoft-windows-servicingstack_/u);
    expect(home).to.match(/Foundation-Package~[^\]]+\\Updates\]\s+"NetFx3"=dword:00000020/u);
    const packagesOf = async (wim: string, index: number): Promise<string[]> => {
      const text = await hiveOf(wim, index, `hive-${index}-${wim === boot ? 'boot' : 'install'}`);
      const keys = [...text.matchAll(/Component Based Servicing\\Packages\\([^\\\]]+)\]\s+"CurrentState"=dword:00000070/gu)].map((match) => match[1] as string);
      const listed = (await run('wimlib-imagex', 'dir', wim, String(index), '--path=/Windows/servicing/Packages')).split('\n')
        .filter((line) => line.endsWith('.mum')).map((line) => line.split('/').at(-1)?.replace(/\.mum$/u, ''));
      expect(keys.sort()).to.deep.equal(listed.sort());
      return keys;
    };
    expect(await packagesOf(install, 2)).to.deep.equal([`Microsoft-Windows-Foundation-Package~${token}`, `Microsoft-Windows-ProfessionalEdition~${token}`]);
    expect(await packagesOf(boot, 1)).to.deep.equal([`Microsoft-Windows-WinPE-Package~${token}`]);
    expect(await packagesOf(boot, 2)).to.deep.equal([`Microsoft-Windows-WinPE-Package~${token}`, `WinPE-Setup-Package~${token}`]);
  });

  it('projects each component, and its manifest lies in WinSxS', async () => {
    const list = (await run('wimlib-imagex', 'dir', boot, '2')).split('\n');
    const components = list.filter((path) => path.startsWith('/Windows/WinSxS/Manifests/')).map((path) => path.slice('/Windows/WinSxS/Manifests/'.length, -'.manifest'.length));
    expect(components.length).to.be.greaterThan(15);
    for (const component of components) expect(component).to.match(/^amd64_[a-z0-9.-]+_[0-9a-f]{16}_10\.0\.17134\.1_(?:none|en-us)_[0-9a-f]{16}$/u);
    expect(list).to.include.members(['/Windows/System32/ntoskrnl.exe', '/sources/setup.exe', '/setup.exe', '/Windows/servicing/Sessions/Sessions.xml']);
    const kernel = await readFile(await extract(boot, 2, '/Windows/System32/ntoskrnl.exe', 'kernel'));
    expect(readPe(kernel).fileVersion).to.equal('10.0.17134.1');
  });

  it('starts PCs: catalogued boot files of the right kinds and sizes', async () => {
    for (const diskette of ['efisys.bin', 'efisys_noprompt.bin']) {
      const path = join(lab.media, 'efi', 'microsoft', 'boot', diskette);
      expect((await stat(path)).size).to.equal(1_474_560);
      expect(await run('7z', 'l', path)).to.contain('EFI/BOOT/BOOTX64.EFI');
    }
    expect((await stat(join(lab.media, 'boot', 'etfsboot.com'))).size).to.equal(4096);
    expect(await run('hivexregedit', '--export', join(lab.media, 'boot', 'bcd'), '\\')).to.contain('{9dea862c-5cdd-4e70-acc1-f32b344d4795}');
    expect(readPe(await readFile(join(lab.media, 'efi', 'boot', 'bootx64.efi'))).subsystem).to.equal(10);
  });

  it('has one setup.exe in sources and in the Setup image, and others elsewhere', async () => {
    const setup = await readFile(join(lab.media, 'sources', 'setup.exe'));
    expect(setup.equals(await readFile(await extract(boot, 2, '/sources/setup.exe', 'setup')))).to.equal(true);
    expect(setup.equals(await readFile(join(lab.media, 'setup.exe')))).to.equal(false);
    expect(setup.equals(await readFile(await extract(install, 1, '/Windows/System32/setup.exe', 'setup32')))).to.equal(false);
  });

  it('meets every case of "matching newer" once the cumulative update is in', async () => {
    const system32 = await extract(install, 1, '/Windows/System32', 'step9');
    const update = join(folder(), 'lcu');
    await run('cabextract', '-q', '-d', update, join(lab.updates, lab.updatesMade.find((item) => item.kind === 'cumulative')?.file as string));
    await run('cabextract', '-q', '-d', join(update, 'package'), join(update, 'Windows10.0-KB4338819-x64.cab'));
    const brought = new Map((await readdir(join(update, 'package'), { recursive: true })).map((path) => [path.split('/').at(-1) as string, path]));
    const seen = new Set<string>();
    for (const item of sourcesCases) {
      const path = item.system32 ?? item.path;
      const payload = brought.get(path.split('/').at(-1) as string);
      const source = payload === undefined ? join(system32, path) : join(update, 'package', payload);
      const target = join(lab.media, 'sources', item.path);
      const [from, to] = await Promise.all([stat(source), stat(target)]);
      const later = Math.sign(from.mtimeMs - to.mtimeMs);
      // What robocopy /xo /xx /xl does with a file that is on both sides.
      expect(later > 0 || (later === 0 && from.size !== to.size), item.path).to.equal(item.copied);
      if (item.kind === 'identical') expect((await readFile(source)).equals(await readFile(target)), item.path).to.equal(true);
      if (item.kind === 'newer-but-lower-version') {
        const revision = async (file: string): Promise<number> => Number(readPe(await readFile(file)).fileVersion.split('.').at(-1));
        expect(await revision(source)).to.be.lessThan(await revision(target));
      }
      seen.add(`${item.kind}${payload === undefined ? '' : ', brought'}`);
    }
    expect([...seen].sort()).to.deep.equal(['identical', 'newer, brought', 'newer-but-lower-version, brought', 'older', 'older, brought', 'same-time-other-size']);
    expect(sourcesCases.some((item) => dirname(item.path).includes('/'))).to.equal(true);
    expect(sourcesCases.some((item) => item.system32 !== undefined)).to.equal(true);
    expect(await readdir(join(lab.media, 'sources'))).to.include.members(['arunres.dll', 'sxs', 'lang.ini']);
    expect(await readdir(system32)).to.not.include('arunres.dll');
  });

  it('has bytes that depend on the options alone', async () => {
    const again = await makeLab({ build: 17134, output: join(folder(), 'again'), editions: ['Core', 'Professional', 'Education'], megabytes: 2 });
    expect(await run('diff', '-r', lab.media, again.media)).to.equal('');
    expect(again.bytes).to.equal(lab.bytes);
  });
});

describe('lab: media for other machines, as an ISO file', () => {
  const folder = temporaryFolder();

  it('are of that architecture down to identities, programs and boot entries', async () => {
    const lab = await makeLab({ build: 26100, architecture: 'arm64', iso: true, output: join(folder(), 'arm64'), editions: ['Professional'], megabytes: 0 });
    const media = await inspectMedia(lab.iso ?? '');
    expect(media).to.include({ architecture: 'arm64', build: 26100, fileCount: (await inspectMedia(lab.media)).fileCount });
    expect(media.iso).to.include({ fileSystem: 'udf', label: 'LAB_26100_ARM64FRE_EN-US' });
    const packages = [...media.install.images, ...media.boot.images].flatMap((image) => image.packages ?? []);
    expect(packages.length).to.be.greaterThan(10);
    expect(packages.filter((identity) => !identity.includes('~arm64~'))).to.deep.equal([]);
    expect(readPe(await readFile(join(lab.media, 'efi/boot/bootaa64.efi'))).machine).to.equal(0xaa64);
    expect(await readdir(lab.updates)).to.satisfy((names: string[]) => names.every((name) => name.includes('-arm64')));
    expect(await readdir(join(folder(), 'arm64'))).to.have.members(['media', 'media.iso', 'updates']);
    const report = await run('xorriso', '-indev', lab.iso ?? '', '-report_el_torito', 'plain');
    expect(report).to.match(/boot img : +1 +UEFI +y +none/u).and.not.contain('BIOS');
  });
});
