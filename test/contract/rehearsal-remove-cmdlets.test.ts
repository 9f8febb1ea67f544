import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { netfx3Payload } from '../../src/lab/netfx3.js';
import { makePackageCab, makeUpdate } from '../../src/lab/update-file.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from '../../src/lab/updates.js';
import { AppliedImages, exportedKey, mergeRegistry, onDemandCab, servicingKey, stateOf, windowsPackage } from '../support/rehearsal-content.js';
import { installWim, tool } from '../support/rehearsal-fixtures.js';
import { codes, dism, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

const release = '10.0.17134.1';
const foundation = windowsPackage('Microsoft-Windows-Foundation-Package');
const rollup = windowsPackage('Package_for_RollupFix', '17134.165.1.6');
const netfx3 = windowsPackage('Microsoft-Windows-NetFx3-OnDemand-Package');
const mscorlib = 'Windows/Microsoft.NET/Framework64/v2.0.50727/mscorlib.dll';

describe('rehearsal: packages and features to take out of an image', () => {
  const folder = temporaryFolder();
  const at = (...path: string[]): string => join(folder(), ...path);
  const images = new AppliedImages(folder);
  let rehearsal: Rehearsal;

  before(async () => {
    rehearsal = new Rehearsal(at('rehearsal'));
    await mkdir(at('sxs'));
    await makeUpdate(servicingStackUpdate(), at('ssu.msu'));
    await makeUpdate(cumulativeUpdate(), at('lcu.msu'));
    await makePackageCab(netfx3Payload(), at('sxs', 'microsoft-windows-netfx3-ondemand-package.cab'));
  });
  after(() => rehearsal.end());

  const add = (image: string, file: string): DismCall => dism('Add-WindowsPackage', { Path: image, PackagePath: at(file) });
  const remove = (image: string, more: object): DismCall => dism('Remove-WindowsPackage', { Path: image, ...more });
  const list = (image: string): DismCall => dism('Get-WindowsPackage', { Path: image });
  const states = (answer: DismAnswer | undefined): Record<string, unknown> =>
    Object.fromEntries((answer?.output ?? []).map((item) => [String(item['PackageName']), item['PackageState']]));

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
        remove(image, { PackageName: windowsPackage('Package_for_RollupFix', '17134.167.1.6') }), list(image));
      expect(states(listed)).to.include({ [rollup]: 'Installed' });
      expect(await exportedKey(image, 'SOFTWARE', '\\Microsoft\\Windows NT\\CurrentVersion')).to.contain('"UBR"=dword:000000a5');
      expect(await exportedKey(image, 'SOFTWARE', `${servicingKey}\\Packages\\${windowsPackage('Package_1_for_KB4338819', '17134.165.1.6')}`)).to.contain('"CurrentState"=dword:00000070');
    });

    it('Remove-WindowsPackage -PackageName: what is permanent, a servicing stack, part of the edition or needed cannot go', async () => {
      const image = await images.next();
      await onDemandCab({ name: 'Lab-Permanent-Package', permanent: true }, at('permanent.cab'));
      await onDemandCab({ name: 'Lab-Base-Package' }, at('base.cab'));
      await onDemandCab({ name: 'Lab-Needs-Package', parents: { packages: [{ name: 'Lab-Base-Package', version: release }] } }, at('needs.cab'));
      await rehearsal.must(add(image, 'ssu.msu'), add(image, 'lcu.msu'), add(image, 'permanent.cab'), add(image, 'base.cab'), add(image, 'needs.cab'));
      const before = await stateOf(image);
      const refused = ['Microsoft-Windows-Foundation-Package', 'Microsoft-Windows-ProfessionalEdition', 'Lab-Permanent-Package', 'Lab-Base-Package'].map((name) => windowsPackage(name));
      const answers = await rehearsal.run(...[...refused, windowsPackage('Package_for_KB4338853', '17134.164.1.1')].map((PackageName) => remove(image, { PackageName })));
      expect(codes(answers)).to.deep.equal(Array(5).fill('0x800f0825'));
      expect(answers[0]?.error?.message).to.equal('Remove-WindowsPackage failed. Error code = 0x800f0825\r\n');
      expect(await stateOf(image)).to.deep.equal(before);
      // After a cleanup there is nothing to go back to.
      const [, afterCleanup, needs, base] = await rehearsal.run(dism('Repair-WindowsImage', { Path: image, StartComponentCleanup: true, ResetBase: true }),
        remove(image, { PackageName: rollup }), remove(image, { PackageName: windowsPackage('Lab-Needs-Package') }), remove(image, { PackageName: windowsPackage('Lab-Base-Package') }));
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

    it('Remove-WindowsPackage -Path: what was done in a mount is committed with it', async () => {
      const wim = await installWim(folder(), 'committed');
      const mount = at('committed');
      await mkdir(mount);
      await onDemandCab({ name: 'Lab-Committed-Package' }, at('committed.cab'));
      await rehearsal.must(dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 }), add(mount, 'ssu.msu'), add(mount, 'lcu.msu'), add(mount, 'committed.cab'), dism('Save-WindowsImage', { Path: mount }),
        remove(mount, { PackageName: rollup }), remove(mount, { PackageName: windowsPackage('Lab-Committed-Package') }), dism('Dismount-WindowsImage', { Path: mount, Save: true }));
      const listing = await tool('wimlib-imagex', 'dir', wim, '1');
      expect(listing).to.contain('Package_for_KB4338853~').and.to.not.match(/Package_for_RollupFix|Lab-Committed|lab-committed/u);
      expect(await tool('wimlib-imagex', 'info', wim, '1')).to.match(/Service Pack Build: +1\n/u);
    });
  });

  describe('features', () => {
    const enable = (image: string, more = {}): DismCall => dism('Enable-WindowsOptionalFeature', { Path: image, FeatureName: 'NetFx3', ...more });
    const disable = (image: string, more = {}): DismCall => dism('Disable-WindowsOptionalFeature', { Path: image, FeatureName: 'NetFx3', ...more });
    const feature = async (image: string): Promise<unknown> => (await rehearsal.must(dism('Get-WindowsOptionalFeature', { Path: image })))[0]?.output[0]?.['State'];
    const updates = (image: string): Promise<string> => exportedKey(image, 'SOFTWARE', `${servicingKey}\\Packages\\${foundation}\\Updates`);
    const boot = (image: string): Promise<void> => mergeRegistry(image, 'SOFTWARE', `[${servicingKey}\\Packages\\${foundation}\\Updates]\n"NetFx3"=dword:00000070\n\n[-${servicingKey}\\PackagesPending]\n`);

    it('Disable-WindowsOptionalFeature -FeatureName: the payload stays in the image and is used again', async () => {
      const image = await images.next();
      await rehearsal.must(add(image, 'ssu.msu'), enable(image, { Source: at('sxs') }), add(image, 'lcu.msu'));
      const serviced = await readFile(join(image, mscorlib));
      const [, listed] = await rehearsal.must(disable(image), list(image));
      expect(existsSync(join(image, mscorlib))).to.equal(false);
      expect(states(listed)).to.include({ [netfx3]: 'Staged' });
      expect(await feature(image)).to.equal('Disabled');
      expect(await updates(image)).to.contain('"NetFx3"=dword:00000040');
      expect(await exportedKey(image, 'SOFTWARE', `${servicingKey}\\PackagesPending`)).to.equal('');
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
      expect(await exportedKey(image, 'SOFTWARE', `${servicingKey}\\PackagesPending`)).to.contain(foundation);
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
      const answers = await rehearsal.run(disable(image, { PackageName: windowsPackage('No-Package') }), disable(image, { PackageName: windowsPackage('Microsoft-Windows-ProfessionalEdition') }));
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
});
