import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { dism, type DismAnswer, type DismCall } from '../support/rehearsal-run.js';
import { temporaryFolder } from '../support/temp.js';
import { RuleBench, type BenchImage } from './rules/rule-bench.js';
import { RuleUpdates } from './rules/rule-updates.js';

describe('parameters of the servicing cmdlets on the rehearsal', () => {
  const folder = temporaryFolder();
  let bench: RuleBench;
  let image: BenchImage;
  before(() => { bench = new RuleBench(join(folder(), 'bench')); });
  beforeEach(async () => { image = await bench.mounted('install'); });
  afterEach(() => bench.clear());
  after(() => bench.end());

  const lcu = RuleUpdates.cumulative();
  const foundation = 'Microsoft-Windows-Foundation-Package~31bf3856ad364e35~amd64~~10.0.17134.1';
  const repair = (parameters: object): DismCall => dism('Repair-WindowsImage', { Path: image.mount, ...parameters });
  const packages = (parameters: object): DismCall => dism('Get-WindowsPackage', { Path: image.mount, ...parameters });
  const features = (parameters: object): DismCall => dism('Get-WindowsOptionalFeature', { Path: image.mount, ...parameters });
  const enable = (parameters: object): DismCall => dism('Enable-WindowsOptionalFeature', { Path: image.mount, FeatureName: ['NetFx3'], ...parameters });
  const values = (answer: DismAnswer | undefined, name: string): unknown[] => (answer?.output ?? []).map((item) => item[name]);
  const state = async (): Promise<unknown> => values((await bench.must(features({ FeatureName: 'NetFx3' })))[0], 'State')[0];
  const nowhere = (call: DismCall): DismCall => dism(call.cmdlet, { ...call.parameters, Path: join(folder(), 'nowhere') });
  /** A call that may want a restart says whether it needs one, and notes in its log that it was told not to make one. */
  const tellsOfNoRestart = async (call: (more: object) => DismCall): Promise<void> => {
    for (const NoRestart of [false, true]) {
      const LogPath = join(folder(), `restart-${String(NoRestart)}.log`);
      const [answer] = await bench.must(call({ NoRestart, LogPath }));
      expect(answer?.output.map((item) => [item['Path'], item['RestartNeeded']])).to.deep.equal([[image.mount, false]]);
      expect((await readFile(LogPath, 'utf8')).includes('NoRestart: ')).to.equal(NoRestart);
      await rm(LogPath);
    }
  };
  const updated = async (): Promise<void> => {
    await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.cumulative()));
  };

  it('Get-WindowsPackage -Path -PackageName -PackagePath: of the image, one of it, or of a file', async () => {
    const [list, one, file, none] = await bench.rehearsal.run(packages({}), packages({ PackageName: foundation }),
      packages({ PackagePath: await bench.updates.cumulative() }), nowhere(packages({})));
    expect(values(list, 'PackageName')).to.include(foundation);
    expect(values(one, '$type')).to.deep.equal(['Microsoft.Dism.Commands.AdvancedPackageObject']);
    expect(file?.output[0]).to.include({ PackageName: lcu, PackageState: 'NotPresent' });
    expect(none?.error?.hresult).to.equal('0x80070003');
  });

  it('Add-WindowsPackage -Path -PackagePath: that update into that image', async () => {
    await bench.must(bench.add(image, await bench.updates.flash()));
    expect(Object.keys(await bench.packages(image)).filter((name) => name.includes('KB4338832'))).to.have.length(1);
    expect(await bench.code(nowhere(bench.add(image, await bench.updates.flash())))).to.equal('0x80070003');
  });

  it('Add-WindowsPackage -IgnoreCheck: an update that is superseded is stored all the same', async () => {
    await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.newerCumulative()));
    const older = await bench.updates.cumulative();
    expect(await bench.code(bench.add(image, older))).to.equal('0x800f081e');
    await bench.must(bench.add(image, older, { IgnoreCheck: true }));
    expect(await bench.packages(image)).to.have.property(lcu, 'Superseded');
  });

  it('Add-WindowsPackage -PreventPending: not into an image with pending work', async () => {
    await bench.must(bench.netfx3(image, await bench.updates.netfx3Source()));
    const flash = await bench.updates.flash();
    expect(await bench.code(bench.add(image, flash, { PreventPending: true }))).to.equal('0x800f0806');
    await bench.must(bench.add(image, flash));
  });

  it('Add-WindowsPackage -NoRestart: no restart is needed, and the log says that there would be none', async () => {
    const flash = await bench.updates.flash();
    await tellsOfNoRestart((more) => bench.add(image, flash, more));
  });

  it('Get-WindowsOptionalFeature -Path -FeatureName -PackageName: all, those of a name, those of a package', async () => {
    const [all, named, none, owned, foreign, lost] = await bench.rehearsal.run(features({}), features({ FeatureName: 'NetFx3' }), features({ FeatureName: 'None' }),
      features({ PackageName: foundation }), features({ PackageName: lcu }), nowhere(features({})));
    expect(values(all, '$type')).to.include('Microsoft.Dism.Commands.BasicFeatureObject');
    expect(values(named, '$type')).to.deep.equal(['Microsoft.Dism.Commands.AdvancedFeatureObject']);
    expect(values(none, 'FeatureName')).to.deep.equal([]);
    expect(values(owned, 'FeatureName')).to.include('NetFx3');
    expect([foreign?.error?.hresult, lost?.error?.hresult]).to.deep.equal(['0x800f0805', '0x80070003']);
  });

  it('Get-WindowsOptionalFeature -PackagePath: not supported, and says so', async () => {
    expect(await bench.code(features({ PackagePath: await bench.updates.flash() }))).to.equal('0x80070032');
  });

  it('Optimize-WindowsImage -Path: an image must be there before it is told that it cannot be optimized', async () => {
    const optimize = dism('Optimize-WindowsImage', { Path: image.mount, OptimizationTarget: 'WIMBoot' });
    expect([await bench.code(optimize), await bench.code(nowhere(optimize))]).to.deep.equal(['0x80070032', '0x80070003']);
  });

  it('Enable-WindowsOptionalFeature -Path -FeatureName -Source: that feature, from that folder', async () => {
    const Source = [await bench.updates.netfx3Source()];
    expect(await bench.code(enable({}))).to.equal('0x800f081f');
    expect(await bench.code(enable({ Source, FeatureName: ['None'] }))).to.equal('0x800f080c');
    expect(await bench.code(nowhere(enable({ Source })))).to.equal('0x80070003');
    expect(await state()).to.equal('DisabledWithPayloadRemoved');
    await bench.must(enable({ Source }));
    expect(await state()).to.equal('EnablePending');
  });

  it('Enable-WindowsOptionalFeature -PackageName: only where that package declares it', async () => {
    const Source = [await bench.updates.netfx3Source()];
    expect(await bench.code(enable({ Source, PackageName: 'Microsoft-Windows-ProfessionalEdition~31bf3856ad364e35~amd64~~10.0.17134.1' }))).to.equal('0x800f080c');
    await bench.must(enable({ Source, PackageName: foundation }));
    expect(await state()).to.equal('EnablePending');
  });

  it('Enable-WindowsOptionalFeature -All: the features that it belongs to are enabled too, without it a disabled one is in the way', async () => {
    await bench.must(bench.add(image, await bench.updates.nestedFeatures()));
    const states = async (): Promise<unknown[]> => values((await bench.must(features({ FeatureName: 'Lab-*' })))[0], 'State');
    const FeatureName = ['Lab-Three'];
    const [refused] = await bench.rehearsal.run(enable({ FeatureName }));
    expect(refused?.error).to.include({ hresult: '0xc004000d', message: 'One or several parent features are disabled so current feature can not be enabled.\r\n' });
    expect(await states()).to.deep.equal(['Disabled', 'Disabled', 'Disabled', 'Disabled']);
    await bench.must(enable({ FeatureName, All: true }));
    expect(await states()).to.deep.equal(['EnablePending', 'Disabled', 'EnablePending', 'EnablePending']);
  });

  it('Enable-WindowsOptionalFeature -LimitAccess: Windows Update is asked for the running Windows only, so a missing payload is the same with and without, and the log says so', async () => {
    const LogPath = join(folder(), 'limit.log');
    expect(await bench.code(enable({ LogPath }))).to.equal('0x800f081f');
    expect(await readFile(LogPath, 'utf8')).to.not.contain('LimitAccess');
    expect(await bench.code(enable({ LogPath, LimitAccess: true }))).to.equal('0x800f081f');
    expect(await readFile(LogPath, 'utf8')).to.contain('LimitAccess: ');
  });

  it('Enable-WindowsOptionalFeature -NoRestart: no restart is needed, and the log says that there would be none', async () => {
    const Source = [await bench.updates.netfx3Source()];
    await tellsOfNoRestart((more) => enable({ Source, ...more }));
  });

  it('Repair-WindowsImage -NoRestart: no restart is needed, and the log says that there would be none', async () => {
    await tellsOfNoRestart((more) => repair({ StartComponentCleanup: true, ...more }));
  });

  it('Repair-WindowsImage -Path -CheckHealth -ScanHealth: packages only, or every file', async () => {
    const health = async (parameters: object): Promise<unknown> => values((await bench.must(repair(parameters)))[0], 'ImageHealthState')[0];
    expect(await health({ ScanHealth: true })).to.equal('Healthy');
    const store = join(image.mount, 'Windows/WinSxS');
    const component = (await readdir(store)).find((name) => name.includes('_microsoft-windows-ntdll_'));
    await bench.must(dism('Get-WindowsPackage', { Path: image.mount }));
    await rm(join(store, String(component), 'ntdll.dll'));
    expect([await health({ CheckHealth: true }), await health({ ScanHealth: true })]).to.deep.equal(['Healthy', 'Repairable']);
    expect(await bench.code(nowhere(repair({ CheckHealth: true })))).to.equal('0x80070003');
  });

  it('Repair-WindowsImage -StartComponentCleanup, -ResetBase, -Defer: old versions go, then superseded packages too; nothing is put off, and the log says so', async () => {
    await updated();
    await bench.must(bench.add(image, await bench.updates.newerCumulative()));
    expect(await bench.code(repair({}))).to.equal('0x80070057');
    await bench.must(repair({ StartComponentCleanup: true }));
    expect(await bench.packages(image)).to.have.property(lcu, 'Superseded');
    expect(await bench.code(repair({ StartComponentCleanup: true, Defer: true }))).to.equal('0x80070057');
    const LogPath = join(folder(), 'defer.log');
    await bench.must(repair({ StartComponentCleanup: true, ResetBase: true, Defer: true, LogPath }));
    expect(await bench.packages(image)).to.not.have.property(lcu);
    expect(await readFile(LogPath, 'utf8')).to.contain('Defer: ');
  });

  it('Repair-WindowsImage -RestoreHealth, -Source, -LimitAccess: not supported, and say so', async () => {
    for (const more of [{ RestoreHealth: true }, { CheckHealth: true, Source: ['/x'] }, { CheckHealth: true, LimitAccess: true }])
      expect(await bench.code(repair(more))).to.equal('0x80070032');
  });
});
