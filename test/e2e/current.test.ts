import { expect } from 'chai';
import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { verifyMedia } from '../../src/index.js';
import type { RunEvent, ServicingResult } from '../../src/index.js';
import { torito } from '../support/iso-files.js';
import { LabSuite, recorder } from '../support/lab-suite.js';
import { hiveKey, mountsBelow, sha1, treeDigests, wimExtract, wimInfo, wimPaths, wimVerify } from '../support/outside-tools.js';

const stack = 'Package_for_ServicingStack_3764~31bf3856ad364e35~amd64~~26100.3764.1.1';
const cumulative = 'Package_for_RollupFix~31bf3856ad364e35~amd64~~26100.3775.1.9';
const safeOs = 'Package_for_SafeOSDU~31bf3856ad364e35~amd64~~26100.3770.1.4';
const dotNet = 'Package_for_DotNetRollup_481~31bf3856ad364e35~amd64~~10.0.9300.1';
const packagesKey = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages';

describe('the main job, Windows 11 24H2 by the vendor\'s Dynamic Update order', () => {
  const lab = new LabSuite({ build: 26100, editions: ['Professional'], megabytes: 0 });
  const record = recorder();
  let result: ServicingResult;
  let originals: Map<string, string>;
  const media = (...path: string[]): string => join(result.output?.media ?? '', ...path);
  const scratch = (name: string): string => join(lab.root, 'scratch', name);

  before(async () => {
    mkdirSync(scratch(''), { recursive: true });
    originals = treeDigests(join(lab.root, 'lab'));
    // In WinRE the cumulative part of a combined update fails (a known issue that the vendor's page tells to ignore).
    result = await service({}, record.onEvent);
  });

  async function service(request: { updates?: string[] }, onEvent?: (event: RunEvent) => void): Promise<ServicingResult> {
    return lab.service({ ca2023: true, outputFormat: ['media', 'iso'], cache: join(lab.root, 'kept'), ...request }, {
      ...(onEvent === undefined ? {} : { onEvent }), faults: [{ cmdlet: 'Add-WindowsPackage', match: 'winre/packages', then: 'stackOnly' }],
    });
  }

  /** The steps that are done when one update of the month is not there any more. */
  async function doneWithout(kind: string): Promise<string[]> {
    const gone = result.plan.updates.find((update) => update.kind === kind)?.file ?? '';
    const again = await service({ updates: readdirSync(lab.updates).filter((name) => name !== gone).map((name) => join(lab.updates, name)) });
    expect(again.checks.filter((check) => !check.ok)).to.deep.equal([]);
    return again.steps.filter((step) => step.status === 'done').map((step) => step.id);
  }

  /** Where a step stands in the plan. */
  const order = (id: string): number => result.plan.steps.findIndex((step) => step.id === id);

  /** A hive of a WIM's image, unpacked by other people's tools. */
  async function hiveOf(wim: string, index: number): Promise<string> {
    return wimExtract(wim, index, '/Windows/System32/config/SOFTWARE', scratch(`hive-${wim.length}-${wim.at(-5) ?? ''}-${index}`));
  }

  async function winre(): Promise<string> {
    return wimExtract(media('sources/install.wim'), 1, '/Windows/System32/Recovery/winre.wim', scratch('winre'));
  }

  it('passes every check and leaves originals and mounts as they were', () => {
    expect(result.checks.filter((check) => !check.ok)).to.deep.equal([]);
    expect(treeDigests(join(lab.root, 'lab'))).to.deep.equal(originals);
    expect(mountsBelow(lab.root)).to.deep.equal([]);
  });

  it('where an update changes, does again what it goes into: the media, install images, or WinRE and its place', async () => {
    const media = ['media/copy', 'media/apply-files', 'media/write-iso'];
    expect(await doneWithout('setupDynamic')).to.deep.equal(media);
    const others = (await doneWithout('dotNet')).filter((id) => !id.startsWith('install:1/'));
    expect(others).to.deep.equal([media[0], 'media/add-setup-update', ...media.slice(1)]);
    const without = (await doneWithout('safeOs')).filter((id) => !/^(?:winre|media)\//u.test(id));
    expect(without).to.deep.equal(['take-winre', 'mount', 'put-winre', 'save', 'assemble'].map((name) => `install:1/${name}`).sort((a, b) => order(a) - order(b)));
  });

  it('did each row of the vendor\'s table that the month has updates for, in its order', () => {
    const done = record.events.flatMap((event) => (event.type === 'step-finished' ? [event.step] : []));
    const rows = (target: string): string[] => [...new Set(done.filter((id) => id.startsWith(`${target}/`)).map((id) => result.plan.steps.find((step) => step.id === id)?.recipeStep ?? ''))];
    expect(rows('winre')).to.deep.equal(['1', '6', '7', '8']);
    expect(rows('install:1').slice(2)).to.deep.equal(['13', '14', '15', '8', '16']);
    expect(rows('boot:1')).to.deep.equal(['17', '23', '24', '25']);
    expect(rows('boot:2')).to.deep.equal(['17', '23', '24', '27', '28', '25']);
    expect(rows('media')).to.deep.equal(['1', '26', '27-28']);
    const at = (id: string): number => done.indexOf(id);
    expect(at('winre/export')).to.be.lessThan(at('install:1/put-winre'));
    expect([at('media/apply-files'), at('media/write-iso')]).to.deep.equal([done.length - 2, done.length - 1]);
  });

  it('raises install and boot images to the build, with servicing stack, cumulative update and .NET recorded', async () => {
    for (const [file, index, packages] of [['install.wim', 1, [stack, cumulative, dotNet]], ['boot.wim', 1, [stack, cumulative]], ['boot.wim', 2, [stack, cumulative]]] as const) {
      const wim = media('sources', file);
      await wimVerify(wim);
      expect(await wimInfo(wim, index)).to.include({ 'Build': '26100', 'Service Pack Build': '3775' });
      const hive = await hiveOf(wim, index);
      expect(await hiveKey(hive, 'Microsoft\\Windows NT\\CurrentVersion')).to.contain('"UBR"=dword:00000ebf');
      // A reset of the base, which boot images get, makes their updates permanent (0x80).
      const state = file === 'boot.wim' ? '80' : '70';
      for (const identity of packages) expect(await hiveKey(hive, `${packagesKey}\\${identity}`), `${file} ${index}`).to.contain(`"CurrentState"=dword:000000${state}`);
    }
    expect((await wimInfo(media('sources/boot.wim')))['Boot Index']).to.equal('2');
  });

  it('took the checkpoint that the images lacked out of the folder of the cumulative update', async () => {
    expect(result.plan.updates.find((update) => update.kind === 'checkpoint')).to.include({ taken: true });
    const added = result.plan.steps.find((step) => step.id === 'install:1/add-cumulative')?.do;
    expect(added?.action === 'add-package' && added.beside?.length).to.equal(1);
  });

  it('gives WinRE servicing stack and Safe OS update, never the cumulative update, and tolerates its known error', async () => {
    const wim = await winre();
    await wimVerify(wim);
    const paths = await wimPaths(wim, 1);
    expect(paths).to.include.members([stack, safeOs].map((identity) => `/Windows/servicing/Packages/${identity}.mum`));
    expect(paths.filter((path) => path.includes('Package_for_RollupFix'))).to.deep.equal([]);
    const step = result.steps.find((one) => one.id === 'winre/add-servicing-stack-of-cumulative');
    expect(step?.facts).to.include.members(['tolerated: 0x8007007e ERROR_MOD_NOT_FOUND', 'servicing stack 10.0.26100.3764', 'component store: Healthy']);
  });

  it('brings the Setup update to the sources, and then the Setup image\'s own programs', async () => {
    for (const file of ['setup.exe', 'setuphost.exe']) {
      const inside = await wimExtract(media('sources/boot.wim'), 2, `/sources/${file}`, scratch('setup'));
      expect(sha1(media('sources', file)), file).to.equal(sha1(inside));
    }
    const fromUpdate = result.changedFiles.filter((file) => file.reason.includes('kb5057781')).map((file) => file.path);
    expect(fromUpdate).to.include.members(['sources/compatresources.dll', 'sources/de-de/setupplatform.exe.mui']).and.not.include('sources/setup.exe');
  });

  it('starts the media with boot files of CA 2023, and the ISO file with those for discs', async () => {
    const boot = media('sources/boot.wim');
    const pairs = [
      ['efi/boot/bootx64.efi', '/Windows/Boot/EFI_EX/bootmgfw_EX.efi'], ['bootmgr.efi', '/Windows/Boot/EFI_EX/bootmgr_EX.efi'],
      ['efi/microsoft/boot/efisys_ex.bin', '/Windows/Boot/DVD_EX/EFI/en-US/efisys_EX.bin'], ['efi/microsoft/boot/boot.stl', '/Windows/Boot/EFI/boot.stl'],
    ] as const;
    for (const [outside, inside] of pairs) expect(sha1(media(outside)), outside).to.equal(sha1(await wimExtract(boot, 2, inside, scratch('boot'))));
    expect(torito(result.output?.iso ?? '').map(({ file }) => file)).to.deep.equal(['/boot/etfsboot.com', '/efi/microsoft/boot/efisys_ex.bin']);
  });

  it('would find a boot file, a program of Setup or a file of the Setup update that is another one', async () => {
    const spoiled = async (path: string): Promise<string[]> => {
      const copy = scratch('spoiled');
      cpSync(media(), copy, { recursive: true, preserveTimestamps: true });
      appendFileSync(join(copy, path), 'x');
      const { checks } = await verifyMedia({
        original: result.before, finished: copy, plan: result.plan, inputs: [], changedFiles: result.changedFiles,
        updates: new Map(result.plan.updates.map((update) => [update.sha256, join(lab.updates, update.file)])), scratch: scratch('verify'), signal: new AbortController().signal,
      });
      rmSync(copy, { recursive: true });
      return checks.filter((check) => !check.ok).map((check) => check.id);
    };
    expect(await spoiled('sources/compatresources.dll')).to.deep.equal(['setup-update']);
    expect(await spoiled('bootmgr.efi')).to.deep.equal(['boot-Windows/Boot/EFI_EX/bootmgr_EX.efi']);
    expect(await spoiled('sources/setuphost.exe')).to.deep.equal(['setup-sources/setuphost.exe']);
  });
});
