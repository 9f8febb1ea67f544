import { copyFile, mkdir, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { netfx3Payload } from '../../src/lab/netfx3.js';
import { makePackageCab, makeUpdate } from '../../src/lab/update-file.js';
import { forArchitecture, forBuild } from '../../src/lab/update-variants.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from '../../src/lab/updates.js';
import { details, fileFacts, installWim, paths, peWim, registry, tool } from '../support/rehearsal-fixtures.js';
import { codes, dism, mountMethods, Rehearsal, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';

const cbs = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';
const cumulative = 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.6';

describe('rehearsal: packages', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);
  const results: Map<string, string>[] = [];
  let rehearsal: Rehearsal;

  before(async () => {
    rehearsal = new Rehearsal(at('rehearsal'));
    await mkdir(at('sxs'));
    await makeUpdate(servicingStackUpdate(), at('ssu.msu'));
    await makeUpdate(cumulativeUpdate(), at('lcu.msu'));
    await makeUpdate(flashUpdate(), at('flash.msu'));
    await makePackageCab(netfx3Payload(), join(at('sxs'), 'microsoft-windows-netfx3-ondemand-package.cab'));
  });
  after(() => rehearsal.end());
  beforeEach(() => { rehearsal.configure({}); });

  const on = async (wim: string): Promise<{ mount: string; open: DismCall; discard: DismCall; save: DismCall; add: (file: string, more?: object) => DismCall }> => {
    const mount = `${wim}-mount`;
    await mkdir(mount);
    return {
      mount,
      open: dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1 }),
      discard: dism('Dismount-WindowsImage', { Path: mount, Discard: true }),
      save: dism('Dismount-WindowsImage', { Path: mount, Save: true }),
      add: (file, more = {}) => dism('Add-WindowsPackage', { Path: mount, PackagePath: file, ...more }),
    };
  };
  const packages = (answer: DismAnswer | undefined): Record<string, unknown> =>
    Object.fromEntries((answer?.output ?? []).map((item) => [String(item['PackageName']).replace(/~31bf3856ad364e35~amd64~/u, ''), item['PackageState']]));

  for (const method of mountMethods) {
    it(`bring an install image up to date in the order of the process (${method})`, async () => {
      rehearsal.configure({ mount: method });
      const wim = await installWim(folder(), `install-${method}`);
      const untouched = await details(wim, '/Windows/System32/hal.dll');
      const { mount, open, save, add } = await on(wim);
      const list = dism('Get-WindowsPackage', { Path: mount });
      const cleanup = dism('Repair-WindowsImage', { Path: mount, StartComponentCleanup: true, ResetBase: true });
      const netfx3 = dism('Enable-WindowsOptionalFeature', { Path: mount, FeatureName: 'NetFx3', All: true, LimitAccess: true, Source: at('sxs') });

      const early = await rehearsal.run(open, add(at('lcu.msu')));
      expect(early[1]?.error).to.include({ hresult: '0x80070228' });
      expect(early[1]?.error?.message).to.contain('Unattend.xml');
      expect(early[1]?.warnings).to.deep.equal([
        `Failed to add package ${at('lcu.msu')}`, 'Add-WindowsPackage failed. Error code = 0x800f0823']);

      const [ssu, lcu] = await rehearsal.must(add(at('ssu.msu')), add(at('lcu.msu')), add(at('flash.msu')));
      expect(ssu?.verbose).to.deep.equal(['Dism PowerShell Cmdlets Version 10.0.0.0', 'Target Image Version 10.0.17134.1']);
      expect(lcu?.progress.at(-1)).to.deep.equal({ activity: 'Operation', percent: 100, type: 'Completed' });
      const percents = lcu?.progress.map((item) => item.percent) ?? [];
      expect(percents).to.deep.equal([...percents].sort((a, b) => a - b)).and.to.have.length.above(3);
      const old = (await readdir(join(mount, 'Windows/WinSxS'))).filter((name) => name.includes('_microsoft-windows-ntdll_')).length;

      const [cleaned, enabled, again, tooLate, listed, feature, scanned] = await rehearsal.run(cleanup, netfx3, add(at('lcu.msu')), cleanup, list,
        dism('Get-WindowsOptionalFeature', { Path: mount, FeatureName: 'netfx*' }), dism('Repair-WindowsImage', { Path: mount, ScanHealth: true }));
      expect(codes([cleaned, enabled, again, tooLate, scanned] as DismAnswer[])).to.deep.equal([undefined, undefined, undefined, '0x800f0806', undefined]);
      expect(old).to.equal(2);
      expect((await readdir(join(mount, 'Windows/WinSxS'))).filter((name) => name.includes('_microsoft-windows-ntdll_'))).to.have.length(1);
      expect(packages(listed)).to.deep.equal({
        'Microsoft-Windows-Foundation-Package~10.0.17134.1': 'Installed', 'Microsoft-Windows-ProfessionalEdition~10.0.17134.1': 'Installed',
        'Microsoft-Windows-NetFx3-OnDemand-Package~10.0.17134.1': 'InstallPending', 'Package_for_KB4338853~17134.164.1.1': 'Installed',
        'Package_for_KB4338832~10.0.1.0': 'Installed', 'Package_for_RollupFix~17134.165.1.6': 'Installed',
      });
      expect(feature?.output[0]).to.include({ FeatureName: 'NetFx3', State: 'EnablePending', RestartRequired: 'Possible' });
      expect(scanned?.output[0]).to.include({ ImageHealthState: 'Healthy' });

      // Other people's tools see the same.
      expect(await registry(mount, 'Microsoft\\Windows NT\\CurrentVersion')).to.match(/"UBR"=dword:000000a5/iu);
      expect(await registry(mount, `${cbs}\\Packages\\${cumulative}`)).to.match(/"CurrentState"=dword:00000080/iu);
      expect(await registry(mount, `${cbs}\\Packages\\Microsoft-Windows-Foundation-Package~31bf3856ad364e35~amd64~~10.0.17134.1\\Updates`))
        .to.match(/"NetFx3"=dword:00000060/iu);
      expect(await registry(mount, `${cbs}\\PackagesPending`)).to.contain('NetFx3-OnDemand');
      expect(await readFile(join(mount, 'Windows/Microsoft.NET/Framework64/v2.0.50727/mscorlib.dll'))).to.satisfy((bytes: Buffer) => bytes.length > 0);
      expect(await readFile(join(mount, 'Windows/servicing/Sessions/Sessions.xml'), 'utf8')).to.contain(cumulative);
      const projected = join(mount, 'Windows/System32/ntdll.dll');
      const [store] = (await readdir(join(mount, 'Windows/WinSxS'))).filter((name) => name.includes('_microsoft-windows-ntdll_'));
      const stored = join(mount, 'Windows/WinSxS', store as string, 'ntdll.dll');
      expect(await readFile(projected)).to.deep.equal(await readFile(stored));
      expect((await stat(projected)).mtimeMs).to.equal((await stat(stored)).mtimeMs);

      const [, image] = await rehearsal.must(save, dism('Get-WindowsImage', { ImagePath: wim, Index: 1 }));
      expect(image?.output[0]).to.include({ Version: '10.0.17134.165', SPBuild: 165, ImageDescription: 'Windows 10 Pro of the lab', EditionId: 'Professional' });
      expect(await details(wim, '/Windows/System32/hal.dll')).to.equal(untouched);
      results.push(await fileFacts(wim));
    });
  }

  it('give the same files whichever way the image is mounted', () => {
    // The hive, the sessions and pending.xml are of the time of the call.
    for (const facts of results) for (const path of facts.keys()) if (/\/config\/SOFTWARE$|\/servicing\/Sessions\/|\/pending\.xml$/u.test(path)) facts.delete(path);
    expect(results).to.have.length(mountMethods.length);
    for (const facts of results) expect([...facts].sort()).to.deep.equal([...(results[0] ?? [])].sort());
    expect(results[0]?.size).to.be.above(100);
  });

  it('change nothing when they are there already, and are superseded by newer ones', async () => {
    const wim = await installWim(folder(), 'supersede');
    await makeUpdate(cumulativeUpdate({ kb: 'KB4345421', revision: 167, minimumServicingStack: '10.0.17134.164' }), at('newer.msu'));
    const { mount, open, discard, add } = await on(wim);
    const ignore = { IgnoreCheck: true };
    const hive = join(mount, 'Windows/System32/config/SOFTWARE');
    await rehearsal.must(open, add(at('ssu.msu')), add(at('lcu.msu')));
    const before = await readFile(hive);
    await rehearsal.must(add(at('lcu.msu')));
    expect((await readFile(hive)).equals(before)).to.equal(true);

    const list = dism('Get-WindowsPackage', { Path: mount });
    const [newer, , older, forced, listed] = await rehearsal.run(add(at('newer.msu')), list, add(at('lcu.msu')), add(at('lcu.msu'), ignore), list);
    expect(codes([newer, forced] as DismAnswer[])).to.deep.equal([undefined, undefined]);
    expect(packages(listed)).to.include({ 'Package_for_RollupFix~17134.165.1.6': 'Superseded', 'Package_for_RollupFix~17134.167.1.6': 'Installed' });
    expect(older?.warnings[1]).to.equal('Add-WindowsPackage failed. Error code = 0x800f081e');
    expect(await registry(mount, 'Microsoft\\Windows NT\\CurrentVersion')).to.match(/"UBR"=dword:000000a7/iu);

    await rehearsal.must(dism('Repair-WindowsImage', { Path: mount, StartComponentCleanup: true }));
    expect(await readdir(join(mount, 'Windows/servicing/Packages'))).to.include(`${cumulative}.mum`);
    await rehearsal.must(dism('Repair-WindowsImage', { Path: mount, StartComponentCleanup: true, ResetBase: true, Defer: true }));
    expect(await readdir(join(mount, 'Windows/servicing/Packages'))).to.not.include.members([`${cumulative}.mum`]).and.not.include(`${cumulative}.cat`);
    const [gone] = await rehearsal.run(dism('Get-WindowsPackage', { Path: mount, PackageName: cumulative }), discard);
    expect(gone?.error?.hresult).to.equal('0x800f0805');
  });

  it('that do not fit or are damaged leave the image as it was', async () => {
    const wim = await peWim(folder(), 'pe');
    await makeUpdate(forArchitecture(servicingStackUpdate(), 'x86'), at('x86.msu'));
    await makeUpdate(forBuild(servicingStackUpdate(), 17763), at('17763.msu'));
    for (const defect of ['no-update-mum', 'missing-payload', 'broken-mum'] as const)
      await makePackageCab({ ...servicingStackUpdate(), defect }, at(`${defect}.cab`));
    await copyFile(at('lcu.msu'), at('short.msu'));
    await truncate(at('short.msu'), 20_000);
    await copyFile(at('ssu.msu'), at('bundle.cab'));
    await writeFile(at('text.cab'), 'no cabinet at all');
    const cases: [string, string][] = [
      ['x86.msu', '0x800f081e'], ['17763.msu', '0x800f081e'], ['flash.msu', '0x800f081e'], ['lcu.msu', '0x800f0823'], ['bundle.cab', '0x800f081e'],
      ['no-update-mum.cab', '0x800f0805'], ['broken-mum.cab', '0x800f0900'], ['missing-payload.cab', '0x80070002'],
      ['short.msu', '0x8007000d'], ['text.cab', '0x8007000d'], ['none.cab', '0x80070002'],
    ];
    const { mount, open, discard, add } = await on(wim);
    const before = await paths(wim);
    const answers = await rehearsal.run(open, ...cases.map(([file]) => add(at(file))), dism('Save-WindowsImage', { Path: mount }), discard);
    expect(answers.slice(1, -2).map((answer) => answer.warnings[1])).to.deep.equal(
      cases.map(([, hresult]) => `Add-WindowsPackage failed. Error code = ${hresult}`));
    expect(codes(answers.slice(-2))).to.deep.equal([undefined, undefined]);
    expect(await paths(wim)).to.deep.equal(before);
  });

  it('come in other forms: a cabinet, a folder of updates, an expanded package, an MSU that is a WIM', async () => {
    const wim = await installWim(folder(), 'forms');
    await makePackageCab(flashUpdate(), at('flash.cab'));
    for (const name of ['many', 'expanded', 'wim-msu']) await mkdir(at(name));
    await copyFile(at('ssu.msu'), join(at('many'), 'SSU-17134.164-x64.msu'));
    await copyFile(at('lcu.msu'), join(at('many'), 'a-cumulative.msu'));
    await makeUpdate(forArchitecture(flashUpdate(), 'arm64'), join(at('many'), 'other.msu'));
    await makePackageCab(servicingStackUpdate(), join(at('wim-msu'), 'SSU-17134.164-x64.cab'));
    await makePackageCab(cumulativeUpdate(), join(at('wim-msu'), 'Windows10.0-KB4338819-x64.cab'));
    await writeFile(join(at('wim-msu'), 'onepackage.AggregatedMetadata.cab'), 'not looked at');
    await tool('wimlib-imagex', 'capture', at('wim-msu'), at('combined.msu'), '--compress=none', '--no-acls');
    await tool('cabextract', '-q', '-d', at('expanded'), at('flash.cab'));
    const { mount, open, discard, add } = await on(wim);
    const list = dism('Get-WindowsPackage', { Path: mount });

    const [, , , listed] = await rehearsal.must(open, add(at('combined.msu')), add(at('flash.cab')), list, discard);
    expect(packages(listed)).to.include({ 'Package_for_KB4338853~17134.164.1.1': 'Installed', 'Package_for_RollupFix~17134.165.1.6': 'Installed',
      'Package_for_KB4338832~10.0.1.0': 'Installed' });
    const [, many, , folders] = await rehearsal.must(open, add(at('many')), add(at('expanded')), list, discard);
    expect(many?.warnings).to.deep.equal([`Failed to add package ${join(at('many'), 'other.msu')}`]);
    expect(packages(folders)).to.deep.equal(packages(listed));
  });

  it('are described from the image and from their files', async () => {
    const wim = await installWim(folder(), 'described');
    const { mount, open, discard, add } = await on(wim);
    const [, , file, named, wild, none] = await rehearsal.run(open, add(at('ssu.msu')), dism('Get-WindowsPackage', { Path: mount, PackagePath: at('lcu.msu') }),
      dism('Get-WindowsPackage', { Path: mount, PackageName: 'Package_for_KB4338853~31bf3856ad364e35~amd64~~17134.164.1.1' }),
      dism('Get-WindowsPackage', { Path: mount, PackageName: '*Edition*' }), dism('Get-WindowsPackage', { Path: mount, PackageName: 'no such package' }), discard);
    expect(file?.output[0]).to.include({ PackageName: cumulative, Applicable: true, PackageState: 'NotPresent', ReleaseType: 'SecurityUpdate', InstallTime: null });
    expect(named?.output[0]).to.include({ PackageState: 'Installed', ReleaseType: 'Update', InstallClient: 'DISM Package Manager Provider', RestartRequired: 'Possible' });
    expect(Date.parse(named?.output[0]?.['InstallTime'] as string)).to.be.closeTo(Date.now(), 60_000);
    expect(wild?.output.map((item) => item['ReleaseType'])).to.deep.equal(['Product']);
    expect(none?.error?.hresult).to.equal('0x800f0805');
  });

  it('give features that need a source', async () => {
    const wim = await installWim(folder(), 'features');
    const { mount, open, discard } = await on(wim);
    const enable = (parameters: object): DismCall => dism('Enable-WindowsOptionalFeature', { Path: mount, FeatureName: 'NetFx3', ...parameters });
    const answers = await rehearsal.run(open, enable({}), enable({ Source: [at('none'), folder()] }), enable({ FeatureName: 'NoSuchFeature' }),
      dism('Get-WindowsOptionalFeature', { Path: mount }), dism('Get-WindowsOptionalFeature', { Path: mount, FeatureName: 'NoSuchFeature' }),
      enable({ Source: [at('none'), at('sxs')] }), enable({}), dism('Get-WindowsOptionalFeature', { Path: mount }), discard);
    expect(codes(answers)).to.deep.equal([undefined, '0x800f081f', '0x800f081f', '0x800f080c', ...Array<undefined>(6)]);
    expect(answers[3]?.error?.message).to.equal('Feature name NoSuchFeature is unknown.\r\n');
    expect(answers[4]?.output.map((item) => [item['FeatureName'], item['State']])).to.deep.equal([['NetFx3', 'DisabledWithPayloadRemoved']]);
    expect(answers[5]?.output).to.deep.equal([]);
    expect(answers[8]?.output.map((item) => item['State'])).to.deep.equal(['EnablePending']);
  });
});
