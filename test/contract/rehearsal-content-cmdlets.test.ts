import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { netfx3Payload } from '../../src/lab/netfx3.js';
import { makePackageCab } from '../../src/lab/update-file.js';
import { AppliedImages, capability, exportedKey, mergeRegistry, onDemandCab, servicingKey, stateOf, windowsPackage } from '../support/rehearsal-content.js';
import { installWim } from '../support/rehearsal-fixtures.js';
import { codes, describeModule, dism, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

const appx = '\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore';
const release = '10.0.17134.1';
const mscorlib = 'Windows/Microsoft.NET/Framework64/v2.0.50727/mscorlib.dll';
const states = (answer: DismAnswer | undefined): Record<string, unknown> =>
  Object.fromEntries((answer?.output ?? []).map((item) => [String(item['Name']), item['State']]));

describe('rehearsal: capabilities, apps and editions of an image', () => {
  const folder = temporaryFolder();
  const at = (...path: string[]): string => join(folder(), ...path);
  const images = new AppliedImages(folder);
  let rehearsal: Rehearsal;

  before(async () => {
    rehearsal = new Rehearsal(at('rehearsal'));
    await mkdir(at('sxs'));
    await makePackageCab(netfx3Payload(), at('sxs', 'microsoft-windows-netfx3-ondemand-package.cab'));
  });
  after(() => rehearsal.end());

  describe('capabilities', () => {
    const basic = 'Language.Basic~~~fr-FR~0.0.1.0';
    const fonts = 'Language.Fonts.Jpan~~~und-JPAN~0.0.1.0';
    const get = (image: string, more = {}): DismCall => dism('Get-WindowsCapability', { Path: image, ...more });
    const install = (image: string, name: string, more = {}): DismCall => dism('Add-WindowsCapability', { Path: image, Name: name, ...more });
    const drop = (image: string, name: string): DismCall => dism('Remove-WindowsCapability', { Path: image, Name: name });
    before(async () => {
      for (const name of ['fod', 'other']) await mkdir(at(name));
      await onDemandCab({ name: 'Microsoft-Windows-LanguageFeatures-Basic-fr-fr-Package' }, at('fod', 'Microsoft-Windows-LanguageFeatures-Basic-fr-fr-Package~31bf3856ad364e35~amd64~~.cab'));
      await onDemandCab({ name: 'Lab-Fonts-Package', declares: capability('Language.Fonts.Jpan', '1.0', 'und-JPAN') }, at('fod', 'fonts.cab'));
      await onDemandCab({ name: 'Lab-Tool-Package', declares: capability('Lab.Tool', '0.0.1.0'), permanent: true }, at('fod', 'tool.cab'));
      await onDemandCab({ name: 'Lab-Update-Package', declares: capability('Lab.Update', '1.0'), releaseType: 'Update' }, at('fod', 'update.cab'));
      await onDemandCab({ name: 'Lab-Fonts-Package', version: '10.0.17763.1', declares: capability('Language.Fonts.Jpan', '1.0', 'und-JPAN') }, at('other', 'fonts.cab'));
      await writeFile(at('fod', 'broken.cab'), 'no cabinet at all');
    });

    it('Add-WindowsCapability -Name, -Source: installs the package that says it is the capability; Remove-WindowsCapability -Name takes it out', async () => {
      const image = await images.next();
      const before = await stateOf(image);
      const [, added, listed, , , , gone] = await rehearsal.must(install(image, basic, { Source: [at('nowhere'), at('fod')] }), install(image, fonts.toLowerCase(), { Source: [at('fod'), at('other')] }), get(image),
        install(image, fonts), drop(image, basic), drop(image, fonts), get(image));
      expect(added?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.ImageObject', Path: image, RestartNeeded: false });
      expect(listed?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.BasicCapabilityObject', Name: basic, State: 'Installed' });
      expect(states(listed)).to.deep.equal({ [basic]: 'Installed', [fonts]: 'Installed' });
      expect(gone?.output).to.deep.equal([]);
      expect(await stateOf(image)).to.deep.equal(before);
    });

    it('Add-WindowsCapability -Source: state is where Windows keeps it', async () => {
      const image = await images.next();
      await rehearsal.must(install(image, basic, { Source: at('fod') }));
      const name = windowsPackage('Microsoft-Windows-LanguageFeatures-Basic-fr-fr-Package');
      expect(await exportedKey(image, 'SOFTWARE', `${servicingKey}\\Packages\\${name}`)).to.contain('"CurrentState"=dword:00000070');
      expect(await exportedKey(image, 'SOFTWARE', `${servicingKey}\\CapabilityIndex`)).to.contain(`[${servicingKey}\\CapabilityIndex\\${basic}\\${name}]`);
      expect(await readdir(join(image, 'Windows/servicing/Packages'))).to.include.members([`${name}.mum`, `${name}.cat`]);
      expect(await readFile(join(image, 'Windows/System32/microsoft-windows-languagefeatures-basic-fr-fr-package.dll'), 'utf8')).to.contain(release);
      const [package_] = await rehearsal.must(dism('Get-WindowsPackage', { Path: image, PackageName: name }));
      expect(package_?.output[0]).to.include({ CapabilityId: basic, ReleaseType: 'OnDemandPack' });
    });

    it('Add-WindowsCapability -LimitAccess: says which of the places lacks what is missing', async () => {
      const image = await images.next();
      const before = await stateOf(image);
      const answers = await rehearsal.run(install(image, fonts), install(image, fonts, { LimitAccess: true }), install(image, 'Lab.None~~~~0.0.1.0', { Source: at('fod'), LimitAccess: true }),
        install(image, fonts, { Source: at('other') }), install(image, 'Lab.Update~~~~0.0.1.0', { Source: at('fod'), LimitAccess: true }), install(image, 'no name', { Source: at('fod') }));
      expect(codes(answers)).to.deep.equal(['0x800f0954', '0x800f081f', '0x800f081f', '0x800f0950', '0x800f081f', '0x80070057']);
      expect(await stateOf(image)).to.deep.equal(before);
    });

    it('Remove-WindowsCapability -Name: not what the image lacks or cannot lose', async () => {
      const image = await images.next();
      const [, lacking, permanent] = await rehearsal.run(install(image, 'Lab.Tool~~~~0.0.1.0', { Source: at('fod') }), drop(image, basic), drop(image, 'Lab.Tool~~~~0.0.1.0'));
      expect(codes([lacking, permanent] as DismAnswer[])).to.deep.equal(['0x80070490', '0x800f0825']);
    });

    it('Add-WindowsCapability -Name: .NET 3.5 is the feature too, and waits for the next boot', async () => {
      const image = await images.next();
      const before = await stateOf(image);
      const [, feature, named] = await rehearsal.must(install(image, 'NetFX3~~~~', { Source: at('sxs') }), dism('Get-WindowsOptionalFeature', { Path: image }), get(image, { Name: 'NetFX3~~~~' }));
      expect([feature?.output[0]?.['State'], named?.output[0]?.['State']]).to.deep.equal(['EnablePending', 'InstallPending']);
      expect(existsSync(join(image, mscorlib))).to.equal(true);
      await rehearsal.must(drop(image, 'NetFX3~~~~'));
      expect((await stateOf(image)).files).to.deep.equal(before.files);
    });

    it('Get-WindowsCapability -Name, -Source, -LimitAccess: also what sources offer; a name that nobody knows gives an empty object', async () => {
      const image = await images.next();
      await rehearsal.must(install(image, fonts, { Source: at('fod') }));
      const [all, limited, wild, none, unknown] = await rehearsal.must(get(image, { Source: at('fod') }), get(image, { Source: at('fod'), LimitAccess: true }), get(image, { Name: 'language.*', Source: at('fod') }),
        get(image, { Name: 'X*' }), get(image, { Name: 'Lab.Tool~~~~0.0.1.0' }));
      expect(states(all)).to.deep.equal({ 'Lab.Tool~~~~0.0.1.0': 'NotPresent', [basic]: 'NotPresent', [fonts]: 'Installed' });
      expect(states(limited)).to.deep.equal(states(all));
      expect(wild?.output.map((item) => [item['$type'], item['Name'], item['State']])).to.deep.equal([basic, fonts].map((name, index) => [
        'Microsoft.Dism.Commands.AdvancedCapabilityObject', name, index === 0 ? 'NotPresent' : 'Installed']));
      const file = join(image, 'Windows/System32/lab-fonts-package.dll');
      expect(wild?.output[1]).to.include({ DisplayName: 'default', Description: 'What Lab-Fonts-Package is', DownloadSize: 0, InstallSize: (await readFile(file)).length });
      expect(wild?.output[0]?.['DownloadSize']).to.equal((await readFile(at('fod', 'Microsoft-Windows-LanguageFeatures-Basic-fr-fr-Package~31bf3856ad364e35~amd64~~.cab'))).length);
      expect(wild?.output[0]?.['InstallSize']).to.be.above(0);
      expect(none?.output).to.deep.equal([]);
      expect(unknown?.output[0]).to.include({ Name: '', State: 'NotPresent' });
    });
  });

  describe('apps', () => {
    const bundle = 'Microsoft.BingWeather_4.23.10923.0_neutral_~_8wekyb3d8bbwe';
    const inner = 'Microsoft.BingWeather_4.23.10923.0_x64__8wekyb3d8bbwe';
    const store = 'Microsoft.WindowsStore_11803.1001.9.0_x64_split.scale-100_8wekyb3d8bbwe';
    const user = 'S-1-5-21-1-2-3-1001';
    async function provisioned(): Promise<string> {
      const image = await images.next();
      const path = (name: string, manifest: string): string => `%SYSTEMDRIVE%\\\\Program Files\\\\WindowsApps\\\\${name}\\\\${manifest}`;
      await mergeRegistry(image, 'SOFTWARE', [
        `[${appx}\\Applications\\${bundle}]`, `"Path"="${path(bundle, 'AppxMetadata\\\\AppxBundleManifest.xml')}"`, '"Regions"="US;GB"', '',
        `[${appx}\\Applications\\${store}]`, `"Path"="${path(store, 'AppxManifest.xml')}"`, '', `[${appx}\\${user}\\${store}]`, '"Path"="x"', '', `[${appx}\\Config]`, '"x"="y"', '',
      ].join('\n'));
      for (const name of [bundle, inner, store, 'Microsoft.VCLibs.140.00_14.0.25426.0_x64__8wekyb3d8bbwe']) {
        await mkdir(join(image, 'Program Files/WindowsApps', name), { recursive: true });
        await writeFile(join(image, 'Program Files/WindowsApps', name, 'AppxManifest.xml'), '<Package/>');
      }
      return image;
    }
    const get = (image: string, cmdlet = 'Get-AppxProvisionedPackage'): DismCall => dism(cmdlet, { Path: image });
    const drop = (image: string, name: string, more = {}): DismCall => dism('Remove-AppxProvisionedPackage', { Path: image, PackageName: name, ...more });
    const apps = (image: string): Promise<string[]> => readdir(join(image, 'Program Files/WindowsApps'));

    it('Get-AppxProvisionedPackage -Path: reads all from the name and the hive; its other names do too', async () => {
      const image = await provisioned();
      const [listed, ...others] = await rehearsal.must(get(image), ...['Get-ProvisionedAppxPackage', 'Get-AppProvisionedPackage', 'Get-ProvisionedAppPackage'].map((name) => get(image, name)));
      expect(listed?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.AppxPackageObject', DisplayName: 'Microsoft.BingWeather', PackageName: bundle, PublisherId: '8wekyb3d8bbwe',
        MajorVersion: 4, MinorVersion: 23, Build: 10923, Revision: 0, Version: '4.23.10923.0', Architecture: 11, ResourceId: '~', Regions: 'US;GB', Path: image,
        InstallLocation: `%SYSTEMDRIVE%\\Program Files\\WindowsApps\\${bundle}\\AppxMetadata\\AppxBundleManifest.xml` });
      expect(listed?.output[1]).to.include({ DisplayName: 'Microsoft.WindowsStore', Architecture: 9, ResourceId: 'split.scale-100', Regions: '' });
      for (const other of others) expect(other.output).to.deep.equal(listed?.output);
    });

    it('Remove-AppxProvisionedPackage -PackageName: key and files go, a mark keeps it from coming back', async () => {
      const image = await provisioned();
      const [removed, again, listed] = await rehearsal.run(drop(image, bundle.toLowerCase()), drop(image, bundle), get(image));
      expect(removed?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.ImageObject', Path: image });
      expect(again?.error).to.include({ hresult: '0x80070003', message: 'The system cannot find the path specified.\r\n' });
      expect(listed?.output.map((item) => item['PackageName'])).to.deep.equal([store]);
      expect(await exportedKey(image, 'SOFTWARE', appx)).to.contain('\\Deprovisioned\\Microsoft.BingWeather_8wekyb3d8bbwe]').and.to.not.contain(bundle);
      expect((await apps(image)).sort()).to.deep.equal(['Microsoft.VCLibs.140.00_14.0.25426.0_x64__8wekyb3d8bbwe', store]);
    });

    it('Remove-AppxProvisionedPackage -PackageName: files that a user of the image has registered stay', async () => {
      const image = await provisioned();
      await rehearsal.must(drop(image, store));
      expect(await apps(image)).to.include(store);
      expect(await exportedKey(image, 'SOFTWARE', `${appx}\\${user}`)).to.contain(store);
      expect(await exportedKey(image, 'SOFTWARE', `${appx}\\Applications`)).to.not.contain(store);
    });

    it('Remove-AppxProvisionedPackage -AllUsers: concerns the running Windows alone', async () => {
      const image = await provisioned();
      const [offline, online] = await rehearsal.run(drop(image, store, { AllUsers: true }), dism('Remove-AppxProvisionedPackage', { Online: true, PackageName: store, AllUsers: true }));
      expect(offline?.error?.id).to.match(/^AmbiguousParameterSet,/u);
      expect(online?.error?.hresult).to.equal('0x80070032');
      expect(await exportedKey(image, 'SOFTWARE', `${appx}\\Applications`)).to.contain(store);
    });

    it('Remove-AppxProvisionedPackage -PackageName: from the pipe', async () => {
      const image = await provisioned();
      const [, left] = await rehearsal.must({ ...get(image), pipedTo: { cmdlet: 'Remove-AppxProvisionedPackage', parameters: {} } }, get(image));
      expect(left?.output).to.deep.equal([]);
    });
  });

  describe('objects', () => {
    const added: Readonly<Record<string, [base: string, properties: string]>> = {
      BasicCapabilityObject: ['ImageObject', 'Name:String State:PackageFeatureState'],
      AdvancedCapabilityObject: ['BasicCapabilityObject', 'DisplayName:String Description:String DownloadSize:UInt32 InstallSize:UInt32'],
      BasicDriverObject: ['ImageObject', 'Driver:String OriginalFileName:String Inbox:Boolean CatalogFile:String ClassName:String ClassGuid:String ClassDescription:String BootCritical:Boolean '
        + 'DriverSignature:DriverSignature ProviderName:String Date:DateTime MajorVersion:UInt32 MinorVersion:UInt32 Build:UInt32 Revision:UInt32'],
      AdvancedDriverObject: ['BasicDriverObject', 'ManufacturerName:String HardwareDescription:String HardwareId:String Architecture:UInt32 ServiceName:String CompatibleIds:String ExcludeIds:String'],
      EditionObject: ['ImageObject', 'Edition:String'],
      AppxPackageObject: ['ImageObject', 'DisplayName:String PackageName:String PublisherId:String MajorVersion:UInt32 MinorVersion:UInt32 Build:UInt32 Revision:UInt32 Architecture:UInt32 '
        + 'ResourceId:String InstallLocation:String Regions:String'],
    };

    it('have the classes, properties and types that were recorded on Windows', async () => {
      const { classes, enums } = await describeModule() as { classes: Record<string, { base: string; properties: { name: string; type: string }[] }>; enums: Record<string, unknown> };
      for (const [name, [base, properties]] of Object.entries(added)) {
        expect([classes[name]?.base, classes[name]?.properties.map((property) => `${property.name}:${property.type}`).join(' ')], name).to.deep.equal([base, properties]);
      }
      expect(enums['DriverSignature']).to.deep.equal({ Unknown: 0, Unsigned: 1, Signed: 2 });
    });
  });

  describe('editions', () => {
    const get = (image: string, more = {}): DismCall => dism('Get-WindowsEdition', { Path: image, ...more });

    it('Get-WindowsEdition -Path, -Target: the edition of the hive, and those whose packages the image carries', async () => {
      const image = await images.next();
      const [current, none] = await rehearsal.must(get(image), get(image, { Target: true }));
      expect(current?.output).to.have.length(1);
      expect(current?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.EditionObject', Edition: 'Professional', Path: image });
      expect(none?.output).to.deep.equal([]);
      const key = (name: string): string => `[${servicingKey}\\Packages\\${windowsPackage(`Microsoft-Windows-${name}Edition`)}]\n"CurrentState"=dword:00000040\n`;
      await mergeRegistry(image, 'SOFTWARE', `[\\Microsoft\\Windows NT\\CurrentVersion]\n"EditionID"="Core"\n\n${key('Enterprise')}\n${key('Education')}`);
      const [changed, targets] = await rehearsal.must(get(image), get(image, { Target: true }));
      expect(changed?.output.map((item) => item['Edition'])).to.deep.equal(['Core']);
      expect(targets?.output.map((item) => item['Edition'])).to.deep.equal(['Education', 'Enterprise']);
      await mergeRegistry(image, 'SOFTWARE', '[\\Microsoft\\Windows NT\\CurrentVersion]\n"EditionID"=""\n');
      const [without] = await rehearsal.run(get(image));
      expect(without?.error?.hresult).to.equal('0x800f0905');
    });
  });

  describe('all of them', () => {
    const calls: Readonly<Record<string, Record<string, unknown>>> = {
      'Remove-WindowsPackage': { PackageName: windowsPackage('Package_for_RollupFix', '17134.165.1.6') }, 'Disable-WindowsOptionalFeature': { FeatureName: 'NetFx3' }, 'Get-WindowsCapability': {}, 'Add-WindowsCapability': { Name: 'A~~~~' },
      'Remove-WindowsCapability': { Name: 'A~~~~' }, 'Get-WindowsDriver': {}, 'Get-AppxProvisionedPackage': {}, 'Remove-AppxProvisionedPackage': { PackageName: 'x' }, 'Get-WindowsEdition': {},
    };
    const offlineOnly: typeof calls = { 'Add-WindowsDriver': { Driver: '/none.inf' }, 'Remove-WindowsDriver': { Driver: 'oem0.inf' } };
    let image: string;
    let readOnly: string;
    const mounted = (cmdlet: string, more: object): DismCall => dism(cmdlet, { Path: readOnly, ...more });
    before(async () => {
      image = await images.next();
      readOnly = at('mount');
      await mkdir(readOnly);
      await rehearsal.must(mounted('Mount-WindowsImage', { ImagePath: await installWim(folder(), 'read-only'), Index: 1, ReadOnly: true }));
    });
    after(() => rehearsal.must(mounted('Dismount-WindowsImage', { Discard: true })));
    const every = Object.entries({ ...calls, ...offlineOnly });
    const failing = (answer: DismAnswer | undefined): string | undefined => answer?.error?.hresult;

    for (const [name, more] of Object.entries(calls)) {
      it(`${name} -Online: there is no running Windows`, async () => {
        const [answer] = await rehearsal.run(dism(name, { Online: true, ...more }));
        expect(failing(answer)).to.equal('0x80070032');
      });
    }

    for (const [name, more] of every) {
      it(`${name} -Path: an image that is mounted read-only is read and not changed`, async () => {
        const [answer] = await rehearsal.run(dism(name, { Path: readOnly, ...more }));
        expect(failing(answer)).to.equal(name.startsWith('Get-') ? undefined : '0xc1510111');
      });

      it(`${name} -WindowsDirectory, -SystemDrive: another place than Windows is refused`, async () => {
        const call = (place: object): DismCall => dism(name, { Path: image, ...more, ...place });
        const [directory, drive, usual] = await rehearsal.run(call({ WindowsDirectory: 'WinNT' }), call({ SystemDrive: 'C:' }), call({ WindowsDirectory: 'windows' }));
        expect([failing(directory), failing(drive)]).to.deep.equal(['0x80070032', '0x80070032']);
        expect(failing(usual)).to.not.equal('0x80070032');
      });

      it(`${name} -LogPath, -LogLevel, -ScratchDirectory: as every Dism cmdlet has them`, async () => {
        const call = (to: string, level: string): DismCall => dism(name, { Path: image, LogPath: at(to), LogLevel: level, ...more });
        const [, , answer] = await rehearsal.run(call(`${name}.log`, 'WarningsInfo'), call(`${name}-errors.log`, 'Errors'), dism(name, { Path: image, ScratchDirectory: at('no-scratch'), ...more }));
        expect(failing(answer)).to.equal('0x80070003');
        expect(await readFile(at(`${name}.log`), 'utf8')).to.contain(`Starting ${name}`);
        expect(await readFile(at(`${name}-errors.log`), 'utf8')).to.not.contain('Starting');
      });
    }
  });
});
