import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import { makeLab, type LabReport } from '../../src/lab/make-lab.js';
import { hiveKey, treeDigests, wimExtract, wimInfo, wimPaths, wimVerify } from '../support/outside-tools.js';
import { copyOfLab } from '../support/shared-lab.js';
import { temporaryFolder } from '../support/temp.js';

const run = async (file: string, ...args: string[]): Promise<string> => (await execa(file, args, { stdin: 'ignore' })).stdout;

/** The XML of a WIM as wimlib gives it. */
async function wimXml(wim: string): Promise<string> {
  const { stdout } = await execa('wimlib-imagex', ['info', wim, '--xml'], { encoding: 'buffer' });
  return Buffer.from(stdout).toString('utf16le');
}

describe('lab: generations in the hands of other tools', () => {
  const folder = temporaryFolder();
  const labs = new Map<string, LabReport>();
  const labOf = (name: string): LabReport => labs.get(name) as LabReport;
  const install = (name: string): string => join(labOf(name).media, 'sources/install.wim');
  const boot = (name: string): string => join(labOf(name).media, 'sources/boot.wim');
  const update = (name: string, kind: string): string => join(labOf(name).updates, labOf(name).updatesMade.find((item) => item.kind === kind)?.file ?? kind);

  before(async () => {
    for (const [name, options] of [
      ['24h2', { build: 26100, editions: ['Core', 'Professional', 'Enterprise', 'Education'] }], ['22h2', { build: 19045 }], ['2019', { build: 17763 }],
      ['2025', { build: 26100, product: 'server', editions: ['ServerStandardCore', 'ServerDatacenter'], bare: true }],
    ] as const) labs.set(name, await copyOfLab({ ...options, output: join(folder(), name), megabytes: 0 }));
  });

  it('are whole: each WIM, and each cabinet of media, updates and repository', async () => {
    for (const name of labs.keys()) {
      for (const wim of [install(name), boot(name)]) await wimVerify(wim);
      const files = await readdir(join(folder(), name), { recursive: true });
      const cabinets = files.filter((file) => file.endsWith('.cab')).map((file) => join(folder(), name, file));
      expect(await run('cabextract', '-t', ...cabinets), name).to.contain('no errors');
    }
  });

  it('stay small', async () => {
    for (const name of labs.keys()) {
      const bytes = Number((await run('du', '-sb', join(folder(), name))).split('\t')[0]);
      expect(bytes, name).to.be.lessThan(6_000_000);
    }
  });

  it('name editions as their media do', async () => {
    const fields = async (wim: string, index: number): Promise<string> => {
      const info = await wimInfo(wim, index);
      return [info['Name'], info['Edition ID'], info['Installation Type'], `${info['Build']}.${info['Service Pack Build']}`].join(', ');
    };
    expect(await Promise.all([1, 2, 3, 4].map((index) => fields(install('24h2'), index)))).to.deep.equal([
      'Windows 11 Home, Core, Client, 26100.1', 'Windows 11 Pro, Professional, Client, 26100.1',
      'Windows 11 Enterprise, Enterprise, Client, 26100.1', 'Windows 11 Education, Education, Client, 26100.1',
    ]);
    expect(await fields(install('22h2'), 1)).to.equal('Windows 10 Home, Core, Client, 19041.2006');
    expect(await fields(install('2019'), 1)).to.equal('Windows Server 2019 SERVERSTANDARDCORE, ServerStandard, Server Core, 17763.1');
    expect(await fields(install('2025'), 2)).to.equal('Windows Server 2025 SERVERDATACENTER, ServerDatacenter, Server, 26100.1');
    expect(await wimXml(install('2025'))).to.contain('<FLAGS>ServerStandardCore</FLAGS>').and.contain('<DISPLAYNAME>Windows Server 2025 Standard</DISPLAYNAME>')
      .and.contain('<DISPLAYNAME>Windows Server 2025 Datacenter (Desktop Experience)</DISPLAYNAME>').and.contain('<PRODUCTTYPE>ServerNT</PRODUCTTYPE>');
  });

  it('say in the hive of install images what an enablement package made of them', async () => {
    const hiveOf = async (name: string, wim: string): Promise<string> => {
      const hive = await wimExtract(wim, 1, '/Windows/System32/config/SOFTWARE', join(folder(), `hive-${name}`));
      return hiveKey(hive, '\\Microsoft\\Windows NT\\CurrentVersion');
    };
    expect(await hiveOf('22h2', install('22h2'))).to.contain('"CurrentBuild"=str(1):"19045"').and.contain('"DisplayVersion"=str(1):"22H2"')
      .and.contain('"BuildLabEx"=str(1):"19041.1.amd64fre.vb_release.191206-1406"').and.contain('"UBR"=dword:000007d6');
    expect(await hiveOf('22h2-boot', boot('22h2'))).to.contain('"CurrentBuild"=str(1):"19041"');
    expect(await hiveOf('24h2', install('24h2'))).to.contain('"ProductName"=str(1):"Windows 10 Home"').and.contain('"DisplayVersion"=str(1):"24H2"');
  });

  it('have the hives of users that settings go to', async () => {
    for (const path of ['/Windows/System32/config/DEFAULT', '/Users/Default/NTUSER.DAT']) {
      const hive = await wimExtract(install('24h2'), 1, path, join(folder(), 'users'));
      expect(await hiveKey(hive, '\\Control Panel\\Keyboard'), path).to.contain('"InitialKeyboardIndicators"=str(1):"0"');
    }
  });

  it('have the boot files that their generation has', async () => {
    const modern = await wimPaths(boot('24h2'), 2);
    expect(modern).to.include.members([
      '/Windows/Boot/EFI/bootmgfw.efi', '/Windows/Boot/EFI/bootmgr.efi', '/Windows/Boot/EFI/boot.stl', '/Windows/Boot/EFI_EX/bootmgfw_EX.efi',
      '/Windows/Boot/EFI_EX/bootmgr_EX.efi', '/Windows/Boot/Fonts_EX/wgl4_boot_EX.ttf', '/Windows/Boot/DVD_EX/EFI/en-US/efisys_EX.bin', '/sources/setuphost.exe',
    ]);
    expect((await wimPaths(boot('22h2'), 2)).filter((path) => /_EX|setuphost/u.test(path))).to.deep.equal([]);
    const diskette = await wimExtract(boot('24h2'), 1, '/Windows/Boot/DVD_EX/EFI/en-US/efisys_EX.bin', join(folder(), 'efisys'));
    expect(await run('7z', 'l', diskette)).to.contain('EFI/BOOT/BOOTX64.EFI');
    const { media } = labOf('24h2');
    for (const [file, source] of [['sources/setup.exe', 'sources/setup.exe'], ['sources/setuphost.exe', 'sources/setuphost.exe'],
      ['efi/boot/bootx64.efi', 'Windows/Boot/EFI/bootmgfw.efi'], ['bootmgr.efi', 'Windows/Boot/EFI/bootmgr.efi'], ['boot/fonts/wgl4_boot.ttf', 'Windows/Boot/Fonts/wgl4_boot.ttf'],
      ['efi/microsoft/boot/boot.stl', 'Windows/Boot/EFI/boot.stl'], ['sources/lang.ini', 'sources/lang.ini']] as const) {
      const inImage = await wimExtract(boot('24h2'), 2, `/${source}`, join(folder(), 'compare'));
      expect((await readFile(join(media, file))).equals(await readFile(inImage)), file).to.equal(true);
    }
  });

  it('have combined updates in the container of their time', async () => {
    const cabinet = await run('cabextract', '-l', update('22h2', 'combined'));
    expect(cabinet).to.contain('SSU-19041.5728-x64.cab').and.contain('Windows10.0-KB5055518-x64.cab').and.contain('WSUSSCAN.cab');
    const msu = update('24h2', 'combined');
    expect(await wimPaths(msu, 1)).to.have.members(['/', '/DesktopDeployment.cab', '/SSU-26100.3764-x64.cab', '/Windows11.0-KB5055523-x64.wim',
      '/onepackage.AggregatedMetadata.cab', '/wsusscan.cab']);
    expect(await wimInfo(msu)).to.include({ Compression: 'None' });
    const inner = await wimExtract(msu, 1, '/Windows11.0-KB5055523-x64.wim', join(folder(), 'inner'));
    expect(await wimPaths(inner, 1)).to.include.members(['/update.mum', '/update.cat']);
  });

  it('chain an update to its checkpoint in the composition databases', async () => {
    const attributesOf = async (kind: string): Promise<string> => {
      const place = join(folder(), `compdb-${kind}`);
      const metadata = await wimExtract(update('24h2', kind), 1, '/onepackage.AggregatedMetadata.cab', place);
      await run('cabextract', '-q', '-d', place, metadata);
      const database = (await readdir(place)).find((name) => /^LCUCompDB_KB\d+\.xml\.cab$/u.test(name)) as string;
      await run('cabextract', '-q', '-d', place, join(place, database));
      const text = await readFile(join(place, database.replace(/\.cab$/u, '')), 'utf8');
      return ['OSVersion', 'TargetOSVersion', 'BuildArch', 'Type'].map((name) => new RegExp(` ${name}="([^"]*)"`, 'u').exec(text)?.[1]).join(' ');
    };
    expect(await attributesOf('checkpoint')).to.equal('10.0.26100.1 10.0.26100.1742 amd64 BuildUpdate');
    expect(await attributesOf('combined')).to.equal('10.0.26100.1742 10.0.26100.3775 amd64 BuildUpdate');
  });

  it('have Setup updates without a package, with texts in language folders', async () => {
    const listing = await run('cabextract', '-l', update('24h2', 'setupDynamic'));
    expect(listing).to.match(/\| setuphost\.exe$/mu).and.match(/\| de-de\/w32uires\.dll\.mui$/mu).and.not.contain('update.mum');
  });

  it('give settings and drivers as Windows tools write them', async () => {
    const settings = await readFile(join(labOf('24h2').extras as string, 'settings.reg'));
    expect([...settings.subarray(0, 2)]).to.deep.equal([0xff, 0xfe]);
    expect(settings.toString('utf16le').slice(1)).to.match(/^Windows Registry Editor Version 5\.00\r\n\r\n\[HKEY_LOCAL_MACHINE\\SOFTWARE\\/u);
    const drivers = await readdir(labOf('24h2').drivers as string, { recursive: true });
    expect(drivers).to.include.members(['storage/labstor.inf', 'storage/labstor.cat', 'storage/labstor.sys', 'network/labnet.inf']);
    for (const name of ['2019', '2025']) expect(labOf(name)).to.not.have.any.keys('repository', 'drivers', 'extras');
  });

  it('have bytes that depend on the options alone', async () => {
    const again = await makeLab({ build: 26100, product: 'server', editions: ['ServerStandardCore', 'ServerDatacenter'], bare: true, output: join(folder(), 'again'), megabytes: 0 });
    expect(again.bytes).to.equal(labOf('2025').bytes);
    expect(treeDigests(join(folder(), 'again'))).to.deep.equal(treeDigests(join(folder(), '2025')));
  });
});
