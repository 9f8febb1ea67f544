import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCabinet } from '../../src/lab/cabinet.js';
import { netfx3Payload } from '../../src/lab/netfx3.js';
import { makePackageCab } from '../../src/lab/update-file.js';
import { servicingStackUpdate } from '../../src/lab/updates.js';
import { scanUpdates } from '../../src/updates/scan-updates.js';
import { genuineCab, genuineEntries, genuineFolder, identityElement, type GenuineComponent, type GenuinePackage } from '../support/genuine-package.js';
import { details, installWim, registry, tool } from '../support/rehearsal-fixtures.js';
import { dism, mountMethods, Rehearsal, type DismCall } from '../support/rehearsal-run.js';
import { secureWim } from '../support/secure-wim.js';
import { temporaryFolder } from '../support/temp.js';

const cbs = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';
const edition = { name: 'Microsoft-Windows-ProfessionalEdition', version: '10.0.17134.1' };
const parent = (identity: { name: string; version: string; language?: string }, attributes = ''): string =>
  `<parent buildCompare="EQ" integrate="separate" disposition="detect"${attributes}>${identityElement(identity)}</parent>`;
const child = (identity: { name: string; version: string }, integrate = 'hidden'): string =>
  `<update name="${identity.name}"><package contained="false" integrate="${integrate}">${identityElement(identity)}</package></update>`;
const brings = (identity: Parameters<typeof identityElement>[0], kind = 'component', attributes = ''): string =>
  `<update name="u-${identity.name}"><${kind}${attributes}>${identityElement(identity)}</${kind}></update>`;

describe('rehearsal: state where Windows keeps it', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  let rehearsal: Rehearsal;
  let count = 0;

  before(() => { rehearsal = new Rehearsal(at('rehearsal')); });
  after(() => rehearsal.end());
  beforeEach(() => { rehearsal.configure({}); });

  const mounted = async (): Promise<{ wim: string; mount: string; add: (file: string, more?: object) => DismCall; discard: DismCall; save: DismCall }> => {
    count += 1;
    const wim = await installWim(folder(), `image-${count}`);
    const mount = `${wim}-mount`;
    await mkdir(mount);
    await rehearsal.must(dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 }));
    return {
      wim, mount, add: (file, more = {}) => dism('Add-WindowsPackage', { Path: mount, PackagePath: file, ...more }),
      discard: dism('Dismount-WindowsImage', { Path: mount, Discard: true }), save: dism('Dismount-WindowsImage', { Path: mount, Save: true }),
    };
  };

  it('takes packages as Windows makes them: deployments, drivers, redirected and unknown content', async () => {
    const version = '17134.165.1.6';
    const component = '10.0.17134.165';
    const longName = 'Microsoft-Windows-NetworkDiagnosticsFrameworkCore';
    const components: GenuineComponent[] = [
      { name: 'kb4338819-deployment', version: component, body: '<asm:deployment/>'
        + ['a component that is not in the package', longName, 'wow-part'].map((name) => '<asm:dependency discoverable="false" resourceType="resources">'
          + `<asm:dependentAssembly dependencyType="install">${identityElement({ name, version: component, architecture: name === 'wow-part' ? 'wow64' : 'amd64' }, 'asm:assemblyIdentity')}`
          + '</asm:dependentAssembly></asm:dependency>').join('') },
      {
        name: longName, version: component, files: { 'ndf.dll': 'new ndf', 'only-in-store.mof': 'x' },
        body: '<asm:file name="ndf.dll" destinationPath="$(runtime.system32)\\" sourceName="ndf.dll" importPath="$(build.nttree)\\">'
          + '<asm:securityDescriptor name="WRP_FILE_DEFAULT_SDDL"/><asm:link destination="$(runtime.windows)\\ndf-link.dll"/></asm:file>'
          + '<asm:file name="only-in-store.mof"/><asm:file name="only-in-store.mof" destinationPath="$(runtime.nobodyKnows)\\"/>'
          + '<asm:directories><asm:directory destinationPath="$(runtime.programData)\\x\\" owner="true"/></asm:directories><asm:somethingNew/>'
          + '<asm:registryKeys><asm:registryKey keyName="HKEY_CLASSES_ROOT\\CLSID\\{1}\\InprocServer32\\" owner="false">'
          + '<asm:registryValue name="" valueType="REG_SZ" value="$(runtime.system32)\\ndf.dll"/><asm:registryValue name="m" valueType="REG_MULTI_SZ" value="&quot;one&quot;,&quot;two&quot;"/>'
          + '<asm:registryValue name="b" valueType="REG_BINARY" value="00ff"/><asm:registryValue name="q" valueType="REG_QWORD" value="0x0000000100000002"/>'
          + '<asm:registryValue name="e" valueType="REG_EXPAND_SZ" value="%SystemRoot%\\x"/><asm:registryValue name="n" valueType="REG_NONE" value=""/>'
          + '<asm:registryValue name="odd" valueType="REG_RESOURCE_LIST" value="1"/><asm:securityDescriptor name="WRP_REGKEY_DEFAULT_SDDL"/></asm:registryKey>'
          + '<asm:registryKey keyName="HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\ndf"><asm:registryValue name="Start" valueType="REG_DWORD" value="0x00000003"/></asm:registryKey>'
          + '<asm:registryKey keyName="HKEY_LOCAL_MACHINE\\COMPONENTS\\x"><asm:registryValue name="x" valueType="REG_SZ" value="x"/></asm:registryKey>'
          + '<asm:registryKey keyName="HKEY_CURRENT_USER\\Software\\x"/><asm:registryKey keyName="HKEY_LOCAL_MACHINE\\Software\\EmptyKey"/></asm:registryKeys>',
      },
      { name: 'wow-part', version: component, architecture: 'wow64', files: { 'wow.dll': '32 bits' },
        body: '<asm:file name="wow.dll" destinationPath="$(runtime.system32)\\"/><asm:registryKeys><asm:registryKey keyName="HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor">'
          + '<asm:registryValue name="v" valueType="REG_SZ" value="$(runtime.system32)"/></asm:registryKey></asm:registryKeys>' },
      { name: 'net1ic64.inf', version: component, files: { 'net1ic64.sys': 'driver' }, body: '<asm:file name="net1ic64.sys" destinationPath="$(runtime.drivers)\\"/>' },
    ];
    const packages: GenuinePackage[] = [
      { name: 'Package_for_RollupFix', version, identifier: 'KB4338819', body: '<mum2:customInformation xmlns:mum2="urn:schemas-microsoft-com:asm.v3" Version="10.0.17134.165"/>'
        + identityElement({ name: 'Microsoft-Windows-ServicingStack', version: '6.0.0.0' }, 'installerAssembly', ' versionScope="nonSxS"')
        + parent({ ...edition, version: '10.0.17134.1' })
        + ['one', 'staged', 'absent', 'other'].map((name) => child({ name: `Package_${name}_for_KB4338819`, version })).join('') },
      { name: 'Package_one_for_KB4338819', version, body: parent(edition) + child({ name: 'Package_inner_for_KB4338819', version }, 'visible')
        + brings({ name: 'kb4338819-deployment', version: component }) + brings({ name: 'net1ic64.inf', version: component }, 'driver', ' inf="net1ic64.inf" ranking="staged"') },
      { name: 'Package_inner_for_KB4338819', version, body: `${parent(edition)}<update name="f"><applicable disposition="detect"><detectUpdate><update name="g"/></detectUpdate></applicable></update>` },
      { name: 'Package_staged_for_KB4338819', version, body: parent({ name: 'Microsoft-Windows-Foundation-Package', version: '10.0.17134.1', language: '*' }, '') },
      { name: 'Package_absent_for_KB4338819', version, body: parent(edition).replace('"detect"', '"absent"') },
      { name: 'Package_other_for_KB4338819', version, body: parent(edition) + parent({ name: 'Not-In-This-Image', version: '10.0.17134.1' }) },
    ];
    await genuineCab(at('genuine.cab'), packages, components);
    // The reader of updates understands the same file.
    const [update] = (await scanUpdates([at('genuine.cab')])).updates;
    expect(update).to.include({ kind: 'cumulative', kb: 'KB4338819', minimumServicingStack: '6.0.0.0' });
    expect(update?.packages.map((item) => [item.name.split('_')[1], item.parents.length])).to.have.deep.members([
      ['for', 1], ['one', 1], ['inner', 1], ['staged', 1], ['absent', 0], ['other', 2]]);

    const { mount, add, discard } = await mounted();
    const [answer] = await rehearsal.must(add(at('genuine.cab')));
    expect(answer?.warnings).to.deep.equal([]);

    const stored = await readdir(join(mount, 'Windows/servicing/Packages'));
    expect(stored.filter((name) => /KB4338819.*\.mum$/u.test(name)).map((name) => name.split('_')[1])).to.have.members(['one', 'inner', 'staged']);
    expect(await registry(mount, `${cbs}\\Packages\\Package_one_for_KB4338819~31bf3856ad364e35~amd64~~${version}\\Owners`)).to.contain('Package_for_RollupFix~31bf3856ad364e35');
    expect(await registry(mount, `${cbs}\\Packages\\Package_inner_for_KB4338819~31bf3856ad364e35~amd64~~${version}`)).to.match(/"Visibility"=dword:00000001/u);
    for (const path of ['System32/ndf.dll', 'ndf-link.dll']) expect(await readFile(join(mount, 'Windows', path), 'utf8')).to.equal('new ndf');
    expect(await readFile(join(mount, 'Windows/SysWOW64/wow.dll'), 'utf8')).to.equal('32 bits');
    expect(await readFile(join(mount, 'Windows/System32/drivers/net1ic64.sys'), 'utf8')).to.equal('driver');
    expect(await readdir(join(mount, 'Windows/WinSxS', genuineFolder(components[1] as GenuineComponent)))).to.have.members(['ndf.dll', 'only-in-store.mof']);

    const utf16 = (text: string): string => [...Buffer.from(`${text}\0`, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0')).join(',');
    expect(await registry(mount, 'Classes\\CLSID\\{1}\\InprocServer32')).to.contain(utf16('C:\\Windows\\System32\\ndf.dll')).and.contain('"b"=hex(3):00,ff')
      .and.contain('"q"=hex(b):02,00,00,00,01,00,00,00').and.contain(`"m"=hex(7):${utf16('one')},${utf16('two')},00,00`)
      .and.contain(`"e"=hex(2):${utf16('%SystemRoot%\\x')}`).and.contain('"n"=hex(0):').and.not.contain('odd');
    expect(await registry(mount, 'WOW6432Node\\Vendor')).to.contain(utf16('C:\\Windows\\SysWOW64'));
    expect(await registry(mount, 'EmptyKey')).to.contain('EmptyKey]');
    const system = await tool('hivexregedit', '--export', join(mount, 'Windows/System32/config/SYSTEM'), 'ControlSet001\\Services\\ndf');
    expect(system).to.match(/"Start"=dword:00000003/u);
    await rehearsal.must(discard);
  });

  it('records a package of deltas, sets the revision by its version, leaves the files, and says so', async () => {
    const version = '17134.999.1.6';
    const delta = { name: 'Microsoft-Windows-ntdll', version: '10.0.17134.999' };
    const stack = { name: 'Microsoft-Windows-ServicingStack', version: '10.0.17134.998' };
    const packages: GenuinePackage[] = [
      { name: 'Package_for_RollupFix', version, body: `<customInformation PackageFormat="PSFX" PSFXVersion="2" PSFXDeltaFormat="ForwardOnly"/>${parent(edition)}`
        + child({ name: 'Package_1_for_KB1', version }) + child({ name: 'Package_2_not_there', version }) },
      { name: 'Package_1_for_KB1', version, body: parent(edition) + brings(delta) + brings({ name: 'in-the-psf', version: '10.0.17134.999' }) + brings({ ...stack }) },
    ];
    const components: GenuineComponent[] = [
      { ...delta, body: '<asm:file name="ntdll.dll" destinationPath="$(runtime.system32)\\"/>', files: { 'f/ntdll.dll': 'crc PA30 delta', 'r/ntdll.dll': 'crc PA30 delta' } },
      { ...stack, compressed: true, files: { 'wcp.dll': 'x' } },
    ];
    // As from Windows 11 24H2: an update in WIM format with the package in another WIM and the deltas beside it.
    for (const name of ['inner', 'outer']) await mkdir(at(name));
    for (const entry of genuineEntries(packages, components, { 'express.psf.cix.xml': '<Container/>' })) {
      await mkdir(join(at('inner'), entry.name, '..'), { recursive: true });
      await writeFile(join(at('inner'), entry.name), entry.content);
    }
    await tool('wimlib-imagex', 'capture', at('inner'), join(at('outer'), 'Windows11.0-KB1-x64.wim'), '--no-acls');
    await writeFile(join(at('outer'), 'Windows11.0-KB1-x64.psf'), 'deltas');
    await makeCabinet([{ name: 'x', content: Buffer.from('x'), time: new Date(0) }], join(at('outer'), 'DesktopDeployment.cab'));
    await tool('wimlib-imagex', 'capture', at('outer'), at('delta.msu'), '--compress=none', '--no-acls');

    const { mount, add, discard } = await mounted();
    const ntdll = await readFile(join(mount, 'Windows/System32/ntdll.dll'));
    const [asked, added, health, listed] = await rehearsal.must(dism('Get-WindowsPackage', { Path: mount, PackagePath: at('delta.msu') }), add(at('delta.msu')),
      dism('Repair-WindowsImage', { Path: mount, ScanHealth: true }), dism('Get-WindowsPackage', { Path: mount, PackageName: `Package_for_RollupFix~31bf3856ad364e35~amd64~~${version}` }));
    expect(asked?.output[0]).to.include({ PackageName: 'OnePackage~~~~0.0.0.0' });
    expect(added?.warnings).to.have.length(1);
    expect(added?.warnings[0]).to.contain('3 of its components are deltas').and.not.match(/error code/iu);
    expect(health?.output[0]).to.include({ ImageHealthState: 'Healthy' });
    expect(listed?.output[0]).to.include({ PackageState: 'Installed' });
    expect(await registry(mount, 'Microsoft\\Windows NT\\CurrentVersion')).to.match(/"UBR"=dword:000003e7/u);
    expect(await registry(mount, `${cbs}\\Version`)).to.contain('"10.0.17134.998"');
    expect((await readFile(join(mount, 'Windows/System32/ntdll.dll'))).equals(ntdll)).to.equal(true);
    expect(await readdir(join(mount, 'Windows/WinSxS/Manifests'))).to.not.satisfy((names: string[]) => names.some((name) => name.includes('17134.999')));
    await rehearsal.must(discard);
  });

  it('services an image whose manifests are compressed, as on genuine media', async () => {
    const { mount, add, discard } = await mounted();
    const manifests = join(mount, 'Windows/WinSxS/Manifests');
    for (const name of await readdir(manifests)) await writeFile(join(manifests, name), 'DCM\u0001PA30');
    await makePackageCab(servicingStackUpdate(), at('ssu.cab'));
    const [, health] = await rehearsal.must(add(at('ssu.cab')), dism('Repair-WindowsImage', { Path: mount, ScanHealth: true }),
      dism('Repair-WindowsImage', { Path: mount, StartComponentCleanup: true }), discard);
    expect(health?.output[0]).to.include({ ImageHealthState: 'Healthy' });
  });

  it('keeps sessions, pending work, and the manifests of a later cumulative update', async () => {
    await mkdir(at('sxs'));
    await makePackageCab(netfx3Payload(), join(at('sxs'), 'microsoft-windows-netfx3-ondemand-package.cab'));
    const version = '26100.2000.1.0';
    await genuineCab(at('later.cab'), [{ name: 'Package_for_RollupFix', version, body: parent(edition) }], []);
    const { mount, add, discard } = await mounted();
    const feature = { Path: mount, FeatureName: 'NetFx3' };
    const pending = join(mount, 'Windows/WinSxS/pending.xml');
    const exists = (file: string): Promise<boolean> => stat(file).then(() => true, () => false);
    expect(await exists(pending)).to.equal(false);
    await rehearsal.must(add(at('later.cab')), dism('Enable-WindowsOptionalFeature', { ...feature, Source: [at('sxs')] }));
    expect(await readFile(pending, 'utf8')).to.match(/<PendingTransaction Version="3\.1".*NetFx3-OnDemand/su);
    await rehearsal.must(dism('Disable-WindowsOptionalFeature', { ...feature, Remove: true }));
    expect(await exists(pending)).to.equal(false);
    const identity = `Package_for_RollupFix~31bf3856ad364e35~amd64~~${version}`;
    expect(await readdir(join(mount, 'Windows/servicing/LCU', identity))).to.have.members(['update.mum', 'update.cat']);

    const sessions = join(mount, 'Windows/servicing/Sessions');
    const text = await readFile(join(sessions, 'Sessions.xml'), 'utf8');
    const session = /<Session [^>]*id="(\d+_\d+)"[^>]*Started="(\d{4}\/\d\d\/\d\d\/\d\d:\d\d:\d\d)"[^>]*>(?:(?!<Session ).)*Package_for_RollupFix/su.exec(text);
    expect(text).to.contain(`<package id="${identity}" name="KB0000000" targetState="Installed"`);
    expect(await readFile(join(sessions, `${session?.[1] ?? 'none'}.xml`), 'utf8')).to.contain(identity);
    await rehearsal.must(discard);
  });

  it('writes a log in the lines of DISM', async () => {
    const { add, discard } = await mounted();
    await rehearsal.run(add(at('none.cab'), { LogPath: at('dism.log') }), discard);
    const lines = (await readFile(at('dism.log'), 'utf8')).split('\r\n').filter((line) => line !== '');
    for (const line of lines) expect(line).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, (?:Info {18}|Error {17}|Warning {15})DISM {3}[\w .]+: PID=\d+ TID=\d+ \S/u);
    expect(lines.join('\n')).to.match(/Error {17}DISM.*\(hr:0x80070002\)/u);
  });

  for (const method of mountMethods) {
    it(`keeps attributes, times and security of files that were not replaced, and of those that were (${method})`, async () => {
      rehearsal.configure({ mount: method });
      await genuineCab(at(`small-${method}.cab`), [{ name: 'Package_for_KB7', version: '10.0.1.0', body: parent(edition) + brings({ name: 'hal', version: '10.0.17134.7' }) }],
        [{ name: 'hal', version: '10.0.17134.7', files: { 'hal.dll': 'new hal' }, body: '<asm:file name="hal.dll" destinationPath="$(runtime.system32)\\"/>' }]);
      const { wim, add, save, discard, mount } = await mounted();
      await rehearsal.must(discard);
      // Attributes and descriptors as Windows has them, then LZX with an integrity table, as installation media are.
      await tool('wimlib-imagex', 'export', wim, '1', `${wim}.plain`, '--compress=none', '--no-check');
      await secureWim(`${wim}.plain`, [descriptor('0105'), descriptor('0102')], 0x23, 131_000_000_000_000_000n);
      await rm(wim);
      await tool('wimlib-imagex', 'export', `${wim}.plain`, '1', wim, '--compress=LZX', '--check', '--boot');
      const [untouched, replaced] = ['/Windows/System32/ntdll.dll', '/Windows/System32/hal.dll'] as const;
      const before = await Promise.all([details(wim, untouched), details(wim, replaced)]);
      const xml = await tool('wimlib-imagex', 'info', wim, '1');
      await rehearsal.must(dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 }), add(at(`small-${method}.cab`)), save);
      expect(await details(wim, untouched)).to.equal(before[0]);
      const field = (text: string, name: string): string | undefined => new RegExp(`^${name} += (.*)$`, 'mu').exec(text)?.[1];
      const after = await details(wim, replaced);
      expect(field(before[1], 'Attributes')).to.equal('0x00000023');
      expect(field(before[1], 'Security Descriptor')).to.match(/^01000080/iu);
      expect(field(after, 'Hash')).to.not.equal(field(before[1], 'Hash'));
      for (const name of ['Attributes', 'Security Descriptor', 'Creation Time']) expect(field(after, name), name).to.equal(field(before[1], name));
      expect(field(after, 'Last Write Time')).to.equal('Thu Jul 05 10:00:00 2018 UTC');
      await tool('wimlib-imagex', 'verify', wim);
      const now = await tool('wimlib-imagex', 'info', wim, '1');
      for (const name of ['Last Modification Time', 'Total Bytes']) {
        const line = (text: string): string | undefined => new RegExp(`^${name}:\\s+(.*)$`, 'mu').exec(text)?.[1];
        expect(line(now), name).to.not.equal(line(xml)).and.not.equal(undefined);
      }
      expect(await tool('wimlib-imagex', 'info', wim)).to.match(/^Boot Index: +1$/mu).and.match(/^Attributes:.*Integrity info/mu);
    });
  }
});

/** A self-relative descriptor with an owner. */
function descriptor(group: string): Buffer {
  const sid = Buffer.from(`010100000000000${group.slice(-1)}20020000`, 'hex');
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(0x8000, 2);
  head.writeUInt32LE(20, 4);
  return Buffer.concat([head, sid]);
}
