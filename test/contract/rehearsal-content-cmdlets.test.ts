import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { netfx3Payload } from '../../src/lab/netfx3.js';
import { makePackageCab, makeUpdate } from '../../src/lab/update-file.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from '../../src/lab/updates.js';
import { AppliedImages, capability, contentOf, exportedKey, mergeRegistry, onDemandCab } from '../support/rehearsal-content.js';
import { installWim, tool } from '../support/rehearsal-fixtures.js';
import { describeModule, dism, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

const cbs = '\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';
const appx = '\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore';
const identity = (name: string, version: string): string => `${name}~31bf3856ad364e35~amd64~~${version}`;
const release = '10.0.17134.1';
const foundation = identity('Microsoft-Windows-Foundation-Package', release);
const rollup = identity('Package_for_RollupFix', '17134.165.1.6');
const netfx3 = identity('Microsoft-Windows-NetFx3-OnDemand-Package', release);
const mscorlib = 'Windows/Microsoft.NET/Framework64/v2.0.50727/mscorlib.dll';
const codes = (answers: readonly DismAnswer[]): (string | undefined)[] => answers.map((answer) => answer.error?.hresult);
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '').sort();

describe('rehearsal: what an image holds', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  const at = (...path: string[]): string => join(folder(), ...path);
  const images = new AppliedImages(folder);
  let rehearsal: Rehearsal;

  before(async () => {
    rehearsal = new Rehearsal(at('rehearsal'));
    await mkdir(at('sxs'));
    await makeUpdate(servicingStackUpdate(), at('ssu.msu'));
    await makeUpdate(cumulativeUpdate(), at('lcu.msu'));
    await makePackageCab(cumulativeUpdate(), at('lcu.cab'));
    await makePackageCab(netfx3Payload(), at('sxs', 'microsoft-windows-netfx3-ondemand-package.cab'));
  });
  after(() => rehearsal.end());

  const add = (image: string, file: string, more = {}): DismCall => dism('Add-WindowsPackage', { Path: image, PackagePath: at(file), ...more });
  const remove = (image: string, more: object): DismCall => dism('Remove-WindowsPackage', { Path: image, ...more });
  const list = (image: string): DismCall => dism('Get-WindowsPackage', { Path: image });
  const states = (answer: DismAnswer | undefined, name = 'PackageName', state = 'PackageState'): Record<string, unknown> =>
    Object.fromEntries((answer?.output ?? []).map((item) => [String(item[name]), item[state]]));
  /** The files of an image but its hives and sessions, and its SOFTWARE hive as text: without times, and without empty keys that packages leave. */
  async function stateOf(image: string): Promise<{ files: Map<string, string>; registry: string[] }> {
    const files = await contentOf(image);
    for (const name of [...files.keys()]) if (/^Windows\/(?:System32\/config|servicing\/Sessions)\//u.test(name)) files.delete(name);
    const text = await exportedKey(image, 'SOFTWARE', '\\');
    return { files, registry: lines(text.replaceAll(/^"InstallTime.*$|^\[\\Microsoft\\Lab.*$|^.*\\CapabilityIndex\]$/gmu, '')) };
  }

  describe('packages', () => {
    it('Remove-WindowsPackage -PackageName: an update goes with its children, and what it replaced is used again', async () => {
      const image = await images.next();
      await rehearsal.must(add(image, 'ssu.msu'));
      const before = await stateOf(image);
      const [, removed, listed, again] = await rehearsal.run(add(image, 'lcu.msu'), remove(image, { PackageName: rollup.toUpperCase() }), list(image), remove(image, { PackageName: rollup }));
      expect(removed?.output[0]).to.include({ $type: 'Microsoft.Dism.Commands.ImageObject', Path: image, Online: false, RestartNeeded: false });
      expect(removed?.progress.at(-1)).to.deep.equal({ activity: 'Operation', percent: 100, type: 'Completed' });
      expect(Object.keys(states(listed))).to.not.include(rollup);
      expect(again?.error?.hresult).to.equal('0x800f0805');
      const after = await stateOf(image);
      expect([...after.files].sort()).to.deep.equal([...before.files].sort());
      expect(after.registry).to.deep.equal(before.registry);
      expect(await readFile(join(image, 'Windows/servicing/Sessions/Sessions.xml'), 'utf8')).to.match(new RegExp(`"${rollup}"[^>]* targetState="Absent"`, 'u'));
    });

    it('Remove-WindowsPackage -PackageName: the version that was superseded is installed again', async () => {
      const image = await images.next();
      await makeUpdate(cumulativeUpdate({ kb: 'KB4345421', revision: 167 }), at('newer.msu'));
      const [, , , , listed] = await rehearsal.must(add(image, 'ssu.msu'), add(image, 'lcu.msu'), add(image, 'newer.msu'),
        remove(image, { PackageName: identity('Package_for_RollupFix', '17134.167.1.6') }), list(image));
      expect(states(listed)).to.include({ [rollup]: 'Installed' });
      expect(await exportedKey(image, 'SOFTWARE', '\\Microsoft\\Windows NT\\CurrentVersion')).to.contain('"UBR"=dword:000000a5');
      expect(await exportedKey(image, 'SOFTWARE', `${cbs}\\Packages\\${identity('Package_1_for_KB4338819', '17134.165.1.6')}`)).to.contain('"CurrentState"=dword:00000070');
    });

    it('Remove-WindowsPackage -PackageName: what is permanent, a servicing stack, part of the edition or needed cannot go', async () => {
      const image = await images.next();
      await onDemandCab({ name: 'Lab-Permanent-Package', permanent: true }, at('permanent.cab'));
      await onDemandCab({ name: 'Lab-Base-Package' }, at('base.cab'));
      await onDemandCab({ name: 'Lab-Needs-Package', parents: { packages: [{ name: 'Lab-Base-Package', version: release }] } }, at('needs.cab'));
      await rehearsal.must(add(image, 'ssu.msu'), add(image, 'lcu.msu'), add(image, 'permanent.cab'), add(image, 'base.cab'), add(image, 'needs.cab'));
      const before = await stateOf(image);
      const refused = ['Microsoft-Windows-Foundation-Package', 'Microsoft-Windows-ProfessionalEdition', 'Lab-Permanent-Package', 'Lab-Base-Package'].map((name) => identity(name, release));
      const answers = await rehearsal.run(...[...refused, identity('Package_for_KB4338853', '17134.164.1.1')].map((PackageName) => remove(image, { PackageName })));
      expect(codes(answers)).to.deep.equal(Array(5).fill('0x800f0825'));
      expect(answers[0]?.error?.message).to.equal('Remove-WindowsPackage failed. Error code = 0x800f0825\r\n');
      expect(await stateOf(image)).to.deep.equal(before);
      // After a cleanup there is nothing to go back to.
      const [, afterCleanup, needs, base] = await rehearsal.run(dism('Repair-WindowsImage', { Path: image, StartComponentCleanup: true, ResetBase: true }),
        remove(image, { PackageName: rollup }), remove(image, { PackageName: identity('Lab-Needs-Package', release) }), remove(image, { PackageName: identity('Lab-Base-Package', release) }));
      expect(codes([afterCleanup, needs, base] as DismAnswer[])).to.deep.equal(['0x800f0825', undefined, undefined]);
      expect(existsSync(join(image, 'Windows/System32/lab-base-package.dll'))).to.equal(false);
      expect(await exportedKey(image, 'SOFTWARE', '\\Microsoft\\Lab\\Lab-Base-Package')).to.not.contain('"Version"');
    });

    it('Remove-WindowsPackage -PackagePath: the cabinet says which package, an .msu is not taken', async () => {
      const image = await images.next();
      await makePackageCab(flashUpdate(), at('flash.cab'));
      const before = await stateOf(image);
      const [, removed, absent, msu, none, neither, both] = await rehearsal.run(add(image, 'flash.cab'), remove(image, { PackagePath: at('flash.cab') }), remove(image, { PackagePath: at('flash.cab') }),
        remove(image, { PackagePath: at('lcu.msu') }), remove(image, { PackagePath: at('none.cab') }), remove(image, {}), remove(image, { PackagePath: at('flash.cab'), PackageName: rollup }));
      expect(codes([removed, absent, msu, none, neither, both] as DismAnswer[])).to.deep.equal([undefined, '0x800f0805', '0x80070032', '0x80070002', '0x80070057', '0x80070057']);
      expect(await stateOf(image)).to.deep.equal(before);
    });

    it('Remove-WindowsPackage -NoRestart: says nothing new for an image, and objects come from the pipe', async () => {
      const image = await images.next();
      await onDemandCab({ name: 'Lab-One-Package' }, at('one.cab'));
      await onDemandCab({ name: 'Lab-Two-Package' }, at('two.cab'));
      await rehearsal.must(add(image, 'one.cab'), add(image, 'two.cab'));
      const [removed, listed] = await rehearsal.must({ ...dism('Get-WindowsPackage', { Path: image, PackageName: 'Lab-*' }), pipedTo: { cmdlet: 'Remove-WindowsPackage', parameters: { NoRestart: true } } }, list(image));
      expect(removed?.output.map((item) => item['RestartNeeded'])).to.deep.equal([false, false]);
      expect(Object.keys(states(listed)).filter((name) => name.startsWith('Lab-'))).to.deep.equal([]);
    });
  });

  describe('features', () => {
    const enable = (image: string, more = {}): DismCall => dism('Enable-WindowsOptionalFeature', { Path: image, FeatureName: 'NetFx3', ...more });
    const disable = (image: string, more = {}): DismCall => dism('Disable-WindowsOptionalFeature', { Path: image, FeatureName: 'NetFx3', ...more });
    const feature = async (image: string): Promise<unknown> => (await rehearsal.must(dism('Get-WindowsOptionalFeature', { Path: image })))[0]?.output[0]?.['State'];
    const updates = (image: string): Promise<string> => exportedKey(image, 'SOFTWARE', `${cbs}\\Packages\\${foundation}\\Updates`);
    const boot = (image: string): Promise<void> => mergeRegistry(image, 'SOFTWARE', `[${cbs}\\Packages\\${foundation}\\Updates]\n"NetFx3"=dword:00000070\n\n[-${cbs}\\PackagesPending]\n`);

    it('Disable-WindowsOptionalFeature -FeatureName: the payload stays in the image and is used again', async () => {
      const image = await images.next();
      await rehearsal.must(add(image, 'ssu.msu'), enable(image, { Source: at('sxs') }), add(image, 'lcu.msu'));
      const serviced = await readFile(join(image, mscorlib));
      const [, listed] = await rehearsal.must(disable(image), list(image));
      expect(existsSync(join(image, mscorlib))).to.equal(false);
      expect(states(listed)).to.include({ [netfx3]: 'Staged' });
      expect(await feature(image)).to.equal('Disabled');
      expect(await updates(image)).to.contain('"NetFx3"=dword:00000040');
      expect(await exportedKey(image, 'SOFTWARE', `${cbs}\\PackagesPending`)).to.equal('');
      await rehearsal.must(disable(image), enable(image));
      expect(await readFile(join(image, mscorlib))).to.deep.equal(serviced);
      expect(await feature(image)).to.equal('EnablePending');
    });

    it('Disable-WindowsOptionalFeature -FeatureName, -NoRestart: one that Windows has booted with waits for the next boot', async () => {
      const image = await images.next();
      await rehearsal.must(enable(image, { Source: at('sxs') }));
      await boot(image);
      await rehearsal.must(disable(image, { NoRestart: true }));
      expect(await feature(image)).to.equal('DisablePending');
      expect(await updates(image)).to.contain('"NetFx3"=dword:00000005');
      expect(await exportedKey(image, 'SOFTWARE', `${cbs}\\PackagesPending`)).to.contain(foundation);
      const [unknown, cleanup] = await rehearsal.run(disable(image, { FeatureName: ['NetFx3', 'NoSuchFeature'] }), dism('Repair-WindowsImage', { Path: image, StartComponentCleanup: true }));
      expect([unknown?.error?.hresult, unknown?.error?.message, cleanup?.error?.hresult]).to.deep.equal(['0x800f080c', 'Feature name NoSuchFeature is unknown.\r\n', '0x800f0806']);
      await rehearsal.must(enable(image));
      expect(await feature(image)).to.equal('EnablePending');
      // One that is unknown keeps the others as they are.
      const before = await stateOf(image);
      expect(codes(await rehearsal.run(disable(image, { FeatureName: ['NetFx3', 'NoSuchFeature'], Remove: true })))).to.deep.equal(['0x800f080c']);
      expect(await stateOf(image)).to.deep.equal(before);
    });

    it('Disable-WindowsOptionalFeature -Remove: the payload goes, and enabling needs a source again', async () => {
      const image = await images.next();
      const before = await stateOf(image);
      await rehearsal.must(enable(image, { Source: at('sxs') }), disable(image, { Remove: true }));
      expect(await stateOf(image)).to.deep.equal(before);
      expect(await feature(image)).to.equal('DisabledWithPayloadRemoved');
      const [missing, , plain, removed] = await rehearsal.run(enable(image), enable(image, { Source: at('sxs') }), disable(image), disable(image, { Remove: true }));
      expect(codes([missing, plain, removed] as DismAnswer[])).to.deep.equal(['0x800f081f', undefined, undefined]);
      expect(await stateOf(image)).to.deep.equal(before);
    });

    it('Disable-WindowsOptionalFeature -PackageName: only the feature of that package', async () => {
      const image = await images.next();
      await rehearsal.must(enable(image, { Source: at('sxs') }));
      const answers = await rehearsal.run(disable(image, { PackageName: identity('No-Package', release) }), disable(image, { PackageName: identity('Microsoft-Windows-ProfessionalEdition', release) }));
      expect(codes(answers)).to.deep.equal(['0x800f0805', '0x800f080c']);
      expect(await feature(image)).to.equal('EnablePending');
      await rehearsal.must(disable(image, { PackageName: foundation }));
      expect(await feature(image)).to.equal('Disabled');
    });

    it('Remove-WindowsPackage -PackageName: a feature whose payload it is is left without', async () => {
      const image = await images.next();
      const before = await stateOf(image);
      await rehearsal.must(enable(image, { Source: at('sxs') }), remove(image, { PackageName: netfx3 }));
      expect(await stateOf(image)).to.deep.equal(before);
    });
  });

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
      expect(states(listed, 'Name', 'State')).to.deep.equal({ [basic]: 'Installed', [fonts]: 'Installed' });
      expect(gone?.output).to.deep.equal([]);
      expect(await stateOf(image)).to.deep.equal(before);
    });

    it('Add-WindowsCapability -Source: state is where Windows keeps it', async () => {
      const image = await images.next();
      await rehearsal.must(install(image, basic, { Source: at('fod') }));
      const name = identity('Microsoft-Windows-LanguageFeatures-Basic-fr-fr-Package', release);
      expect(await exportedKey(image, 'SOFTWARE', `${cbs}\\Packages\\${name}`)).to.contain('"CurrentState"=dword:00000070');
      expect(await exportedKey(image, 'SOFTWARE', `${cbs}\\CapabilityIndex`)).to.contain(`[${cbs}\\CapabilityIndex\\${basic}\\${name}]`);
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
      expect(states(all, 'Name', 'State')).to.deep.equal({ 'Lab.Tool~~~~0.0.1.0': 'NotPresent', [basic]: 'NotPresent', [fonts]: 'Installed' });
      expect(states(limited, 'Name', 'State')).to.deep.equal(states(all, 'Name', 'State'));
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
      const key = (name: string): string => `[${cbs}\\Packages\\${identity(`Microsoft-Windows-${name}Edition`, release)}]\n"CurrentState"=dword:00000040\n`;
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
      'Remove-WindowsPackage': { PackageName: rollup }, 'Disable-WindowsOptionalFeature': { FeatureName: 'NetFx3' }, 'Get-WindowsCapability': {}, 'Add-WindowsCapability': { Name: 'A~~~~' },
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

    it('Remove-WindowsPackage -Path: what was done in a mount is committed with it', async () => {
      const wim = await installWim(folder(), 'committed');
      const mount = at('committed');
      await mkdir(mount);
      await onDemandCab({ name: 'Lab-Committed-Package' }, at('committed.cab'));
      await rehearsal.must(dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 }), add(mount, 'ssu.msu'), add(mount, 'lcu.msu'), add(mount, 'committed.cab'), dism('Save-WindowsImage', { Path: mount }),
        remove(mount, { PackageName: rollup }), remove(mount, { PackageName: identity('Lab-Committed-Package', release) }), dism('Dismount-WindowsImage', { Path: mount, Save: true }));
      const listing = await tool('wimlib-imagex', 'dir', wim, '1');
      expect(listing).to.contain('Package_for_KB4338853~').and.to.not.match(/Package_for_RollupFix|Lab-Committed|lab-committed/u);
      expect(await tool('wimlib-imagex', 'info', wim, '1')).to.match(/Service Pack Build: +1\n/u);
    });
  });
});
