import { existsSync } from 'node:fs';
import { link, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import type { LabReport } from '../../src/lab/make-lab.js';
import { writeCatalogFile } from '../../src/lab/catalog-file.js';
import { makeCombinedUpdate } from '../../src/lab/combined-update.js';
import { makePackageCab } from '../../src/lab/update-file.js';
import { separateUpdates22h2 } from '../../src/lab/windows-10-22h2/updates.js';
import { cumulative24h2 } from '../../src/lab/windows-11-24h2/updates.js';
import { LabImage } from '../support/lab-image.js';
import { wimInfo } from '../support/outside-tools.js';
import { Rehearsal } from '../support/rehearsal-run.js';
import { copyOfLab } from '../support/shared-lab.js';
import { temporaryFolder } from '../support/temp.js';

/** Each update of a generation on each kind of image: the rehearsal must take them as Windows takes those of the catalog. */
describe('lab: generations in the hands of the rehearsal', () => {
  const folder = temporaryFolder();
  let rehearsal: Rehearsal;

  before(() => {
    rehearsal = new Rehearsal(join(folder(), 'rehearsal'));
  });
  after(() => rehearsal.end());

  const make = async (name: string, options: { build: number; product?: 'server'; editions?: string[]; bare?: true }): Promise<LabReport> =>
    copyOfLab({ ...options, output: join(folder(), name), megabytes: 0 });
  const fileOf = (lab: LabReport, kind: string): string => join(lab.updates, lab.updatesMade.find((item) => item.kind === kind)?.file ?? kind);
  const install = (lab: LabReport): string => join(lab.media, 'sources/install.wim');
  const boot = (lab: LabReport): string => join(lab.media, 'sources/boot.wim');
  const work = async (name: string): Promise<string> => {
    await mkdir(join(folder(), name));
    return join(folder(), name);
  };
  /** The combined update with its checkpoint, where there is one, in a folder that holds nothing else, as DISM wants it. */
  const withCheckpoint = async (lab: LabReport, name: string): Promise<string> => {
    const staged = await work(`${name}/staged`);
    const files = lab.updatesMade.filter((item) => ['combined', 'checkpoint'].includes(item.kind)).map((item) => item.file);
    for (const file of files) await link(join(lab.updates, file), join(staged, file));
    return join(staged, basename(fileOf(lab, 'combined')));
  };

  describe('Windows 11 24H2', () => {
    let lab: LabReport;
    let repository: string;
    const feature = (name: string): string => join(repository, 'LanguagesAndOptionalFeatures', `Microsoft-Windows-LanguageFeatures-${name}-Package~31bf3856ad364e35~amd64~~.cab`);
    const pe = (name: string): string => join(repository, 'Windows Preinstallation Environment/x64/WinPE_OCs', name);

    before(async () => {
      lab = await make('24h2', { build: 26100, editions: ['Professional'] });
      repository = lab.repository as string;
    });

    it('install image: languages first, then checkpoint and update in one call, then .NET', async () => {
      const image = await LabImage.mount(rehearsal, install(lab), 1, await work('install'), 'install');
      expect(await image.add(feature('OCR-de-de')), 'without Basic').to.equal('0x800f081e');
      await image.mustAdd(join(repository, 'LanguagesAndOptionalFeatures/Microsoft-Windows-Client-Language-Pack_x64_de-de.cab'),
        ...['Fonts-Jpan', 'Basic-de-de', 'OCR-de-de', 'Handwriting-de-de', 'TextToSpeech-de-de', 'Speech-de-de'].map(feature));
      expect(await image.version('Windows/System32/de-DE/kernel32.dll.mui')).to.equal('10.0.26100.1');
      await image.mustAdd(await withCheckpoint(lab, 'install'), fileOf(lab, 'dotNet'));
      expect(await image.build()).to.equal('26100.3775');
      expect(await image.version('Windows/System32/de-DE/kernel32.dll.mui')).to.equal('10.0.26100.3775');
      expect(await image.version('Windows/Microsoft.NET/Framework64/v4.0.30319/clr.dll')).to.equal('4.8.9300.0');
      const packages = await image.packages();
      expect(packages.get('Package_for_RollupFix~~26100.1742.1.10')).to.equal('Superseded');
      for (const name of ['Package_for_RollupFix~~26100.3775.1.9', 'Package_for_ServicingStack_3764~~26100.3764.1.1', 'Package_for_DotNetRollup_481~~10.0.9300.1',
        'Microsoft-Windows-Client-LanguagePack-Package~de-DE~10.0.26100.1']) expect(packages.get(name), name).to.equal('Installed');
      expect(await image.add(fileOf(lab, 'safeOs'))).to.equal('0x800f081e');
      const capabilities = (await image.call('Get-WindowsCapability')).output.map((item) => item['Name']);
      expect(capabilities).to.include.members(['Language.Fonts.Jpan~~~und-JPAN~0.0.1.0', 'Language.Speech~~~de-DE~0.0.1.0', 'App.StepsRecorder~~~~0.0.1.0']);
      await image.end('Save');
      expect(await wimInfo(image.wim, image.index)).to.include({ 'Build': '26100', 'Service Pack Build': '3775' });
    });

    it('install image: drivers, apps, features and capabilities', async () => {
      const image = await LabImage.mount(rehearsal, install(lab), 1, await work('edits'), 'edits');
      const drivers = (await image.call('Add-WindowsDriver', { Driver: lab.drivers, Recurse: true })).output;
      expect(drivers.map((item) => `${String(item['ClassName'])} ${String(item['BootCritical'])}`).sort()).to.deep.equal(['Net false', 'SCSIAdapter true']);
      const source = join(repository, 'LanguagesAndOptionalFeatures');
      const added = await image.call('Add-WindowsCapability', { Name: 'OpenSSH.Server~~~~0.0.1.0', Source: source, LimitAccess: true });
      expect(added.error).to.equal(null);
      expect(existsSync(join(image.path, 'Windows/System32/OpenSSH/sshd.exe'))).to.equal(true);
      expect((await image.call('Remove-WindowsCapability', { Name: 'App.StepsRecorder~~~~0.0.1.0' })).error).to.equal(null);
      expect(existsSync(join(image.path, 'Windows/System32/psr.exe'))).to.equal(false);
      expect((await image.call('Enable-WindowsOptionalFeature', { FeatureName: 'TelnetClient' })).error).to.equal(null);
      expect((await image.call('Disable-WindowsOptionalFeature', { FeatureName: 'Printing-XPSServices-Features' })).error).to.equal(null);
      const news = 'Microsoft.BingNews_4.55.62231.0_neutral_~_8wekyb3d8bbwe';
      expect((await image.call('Remove-AppxProvisionedPackage', { PackageName: news })).error).to.equal(null);
      const apps = (await image.call('Get-AppxProvisionedPackage')).output.map((item) => item['DisplayName']);
      expect(apps).to.deep.equal(['Microsoft.WindowsCalculator', 'Microsoft.WindowsStore']);
      expect(existsSync(join(image.path, 'Program Files/WindowsApps', news))).to.equal(false);
      await image.end('Discard');
    });

    it('Setup image: its language, then checkpoint and update, which renew Setup and the boot files of both certificates', async () => {
      const image = await LabImage.mount(rehearsal, boot(lab), 2, await work('setup'), 'setup');
      expect(await image.add(pe('ja-jp/WinPE-HTA_ja-jp.cab')), 'before lp.cab').to.equal('0x800f081e');
      await image.mustAdd(pe('ja-jp/lp.cab'), pe('ja-jp/WinPE-HTA_ja-jp.cab'), pe('ja-jp/WinPE-Setup_ja-jp.cab'), pe('WinPE-FontSupport-JA-JP.cab'),
        pe('WinPE-Speech-TTS.cab'), pe('WinPE-Speech-TTS-ja-jp.cab'));
      expect(await image.add(pe('ja-jp/WinPE-Rejuv_ja-jp.cab')), 'not in Setup').to.equal('0x800f081e');
      expect(existsSync(join(image.path, 'sources/ja-jp/w32uires.dll.mui'))).to.equal(true);
      await image.mustAdd(await withCheckpoint(lab, 'setup'));
      expect(await image.build()).to.equal('26100.3775');
      for (const path of ['sources/setup.exe', 'sources/setuphost.exe', 'Windows/Boot/EFI/bootmgfw.efi', 'Windows/Boot/EFI_EX/bootmgr_EX.efi']) {
        expect(await image.version(path), path).to.equal('10.0.26100.3775');
      }
      expect(await image.add(fileOf(lab, 'dotNet'))).to.equal('0x800f081e');
      await image.end('Discard');
    });

    it('WinRE: the servicing stack out of the update, then the Safe OS update, which leaves the revision', async () => {
      const place = await work('winre');
      const image = await LabImage.mountWinre(rehearsal, install(lab), place);
      expect(await image.add(fileOf(lab, 'safeOs')), 'without the stack').to.equal('0x800f0823');
      const stack = join(place, 'SSU-26100.3764-x64.cab');
      await makePackageCab(cumulative24h2().stack, stack);
      await image.mustAdd(stack, fileOf(lab, 'safeOs'));
      expect(await image.build()).to.equal('26100.1');
      expect(await image.version('sources/recovery/RecEnv.exe')).to.equal('10.0.26100.3770');
      const permanent = await image.call('Remove-WindowsPackage', { PackageName: 'Package_for_SafeOSDU~31bf3856ad364e35~amd64~~26100.3770.1.4' });
      expect(permanent.error?.hresult).to.equal('0x800f0825');
      await image.end('Discard');
    });

    it('an update without its checkpoint is not taken; one that needs none is', async () => {
      const place = await work('alone');
      const image = await LabImage.mount(rehearsal, boot(lab), 1, place, 'alone');
      const file = join(place, 'windows11.0-kb5055523-x64.msu');
      await makeCombinedUpdate(cumulative24h2(), file);
      expect(await image.add(file)).to.not.equal(undefined);
      expect(await image.build()).to.equal('26100.1');
      const other = join(await work('alone/other'), 'windows11.0-kb5060000-x64.msu');
      await makeCombinedUpdate(cumulative24h2({ kb: 'KB5060000', revision: 4000, stackRevision: 3990, checkpoint: undefined }), other);
      await image.mustAdd(other);
      expect(await image.build()).to.equal('26100.4000');
      await image.end('Discard');
    });
  });

  it('Windows 10 22H2: 19045 in install images, 19041 elsewhere, by the combined update and by two', async () => {
    const lab = await make('22h2', { build: 19045, editions: ['Professional'] });
    const place = await work('22h2-work');
    const image = await LabImage.mount(rehearsal, install(lab), 1, place, 'install');
    expect(await image.build()).to.equal('19045.2006');
    expect(existsSync(join(image.path, 'Windows/Boot/EFI_EX'))).to.equal(false);
    await image.mustAdd(fileOf(lab, 'combined'), fileOf(lab, 'dotNet'));
    expect(await image.build()).to.equal('19045.5737');
    expect(await image.version('Windows/Boot/EFI_EX/bootmgfw_EX.efi')).to.equal('10.0.19041.5737');
    expect((await image.packages()).get('Package_for_RollupFix~~19041.2006.1.10')).to.equal('Superseded');
    await image.end('Save');
    expect(await wimInfo(image.wim, image.index)).to.include({ 'Build': '19041', 'Service Pack Build': '5737' });

    const apart = new Map<string, string>();
    for (const item of separateUpdates22h2().slice(0, 2)) apart.set(item.kind, join(place, await writeCatalogFile(item, place)));
    const [stack, cumulative] = [apart.get('servicingStack') as string, apart.get('cumulative') as string];
    const pe = await LabImage.mount(rehearsal, boot(lab), 1, place, 'pe');
    expect(await pe.add(cumulative), 'without the stack').to.equal('0x800f0823');
    await pe.mustAdd(stack, cumulative);
    expect(await pe.build()).to.equal('19041.5737');
    await pe.end('Discard');

    const winre = await LabImage.mountWinre(rehearsal, install(lab), place);
    await winre.mustAdd(stack, fileOf(lab, 'safeOs'));
    expect(await winre.build()).to.equal('19041.2006');
    await winre.end('Discard');
  });

  it('servers: no desktop where there is none, .NET 3.5 and its updates', async () => {
    for (const build of [17763, 26100]) {
      const editions = build === 26100 ? ['ServerStandardCore', 'ServerDatacenter'] : ['ServerStandardCore'];
      const lab = await make(`server-${build}`, { build, product: 'server', editions, bare: true });
      const place = await work(`server-work-${build}`);
      const core = await LabImage.mount(rehearsal, install(lab), 1, place, 'core');
      expect(existsSync(join(core.path, 'Windows/explorer.exe'))).to.equal(false);
      const enabled = await core.call('Enable-WindowsOptionalFeature', { FeatureName: 'NetFx3', All: true, LimitAccess: true, Source: join(lab.media, 'sources/sxs') });
      expect(enabled.error).to.equal(null);
      await core.mustAdd(await withCheckpoint(lab, `server-work-${build}`));
      const framework = 'Windows/Microsoft.NET/Framework64/v2.0.50727';
      const revision = lab.updatesMade.find((item) => item.kind === 'combined')?.identity.split('~').at(-1)?.split('.')[1] ?? '';
      expect(await core.build()).to.equal(`${build}.${revision}`);
      expect(await core.version(`${framework}/mscorlib.dll`)).to.equal(`10.0.${build}.${revision}`);
      if (build === 26100) {
        await core.mustAdd(fileOf(lab, 'dotNet'));
        expect(await core.version(`${framework}/System.Web.dll`)).to.equal('10.0.26100.3770');
      }
      await core.end('Discard');
    }
  });
});
