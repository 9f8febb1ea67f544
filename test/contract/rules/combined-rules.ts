import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readPeVersion } from '../../../src/files/pe-version.js';
import { dism } from '../../support/rehearsal-run.js';
import type { BenchImage, RuleBench } from './rule-bench.js';
import { RuleUpdates } from './rule-updates.js';
import type { Rule } from './rule.js';

const { stack, cumulative, later, checkpoint, safeOs } = RuleUpdates.identities24h2;
const mediaRefresh = 'Update Windows installation media with Dynamic Update, sample script: known issue of combined updates on WinRE and WinPE';
const checkpointPage = 'Checkpoint cumulative updates and Microsoft Update Catalog usage (2025-01-31)';
const kernel = async ({ mount }: BenchImage): Promise<string | undefined> => readPeVersion(join(mount, 'Windows/System32/ntdll.dll'));
const health = async (bench: RuleBench, { mount }: BenchImage): Promise<unknown> =>
  (await bench.must(dism('Repair-WindowsImage', { Path: mount, CheckHealth: true })))[0]?.output[0]?.['ImageHealthState'];

/** The target with its checkpoint beside it, and more files. */
const staged = async (bench: RuleBench, ...more: string[]): Promise<string> =>
  bench.updates.beside(await bench.newFolder(), await bench.updates.combined24h2(), await bench.updates.checkpoint(), ...more);

/** A Windows PE at 26100.3775 into which the checkpoint 26100.1742 was pushed; gives its error. */
async function pushedCheckpoint(bench: RuleBench): Promise<{ image: BenchImage; code: string | undefined }> {
  const image = await bench.mounted('pe-24h2');
  await bench.must(bench.add(image, await staged(bench)));
  return { image, code: await bench.code(bench.add(image, await bench.updates.checkpoint())) };
}

/** Combined updates, those that build on a checkpoint, and what does not take them. */
export const combinedRules: readonly Rule[] = [
  {
    id: 'combined-on-pe', hresult: '0x8007007e', evidence: 'vendor', source: mediaRefresh,
    sentence: 'A combined update on Windows RE or PE may install its servicing stack and then fail with its cumulative part; the same call again can succeed.',
    run: async (bench) => {
      const image = await bench.mounted('pe');
      bench.rehearsal.configure({ faults: [{ cmdlet: 'Add-WindowsPackage', call: 1, then: 'stackOnly' }] });
      const code = await bench.code(bench.add(image, await bench.updates.combined()));
      const lcu = RuleUpdates.cumulative();
      expect(await bench.packages(image)).to.have.property('Package_for_KB4338853~31bf3856ad364e35~amd64~~17134.164.1.1', 'Installed').and.not.have.property(lcu);
      await bench.must(bench.add(image, await bench.updates.combined()));
      expect(await bench.packages(image)).to.have.property(lcu, 'Installed');
      return code;
    },
  },
  {
    id: 'combined-on-pe-without-stack', hresult: '0x8007007e', evidence: 'assumed', source: 'the code stands for any module that is not found; nothing says that the servicing stack is in by then',
    sentence: 'The same error may come before the servicing stack is installed; the code alone does not tell.',
    run: async (bench) => {
      const image = await bench.mounted('recovery-24h2');
      bench.rehearsal.configure({ faults: [{ cmdlet: 'Add-WindowsPackage', then: 'fail', hresult: '0x8007007e' }] });
      const code = await bench.code(bench.add(image, await bench.updates.combined24h2()));
      expect(await bench.packages(image)).to.not.have.any.keys(stack, cumulative);
      return code;
    },
  },
  {
    id: 'combined-on-recovery', hresult: '0x8007007e', evidence: 'user-report', source: `W10UI: no cumulative update on WinRE from build 26052 on; ${checkpointPage}: WinRE gets servicing stack and Safe OS update; the code of the sample script`,
    sentence: 'On Windows RE from build 26052 on a combined update never gets further than its servicing stack.',
    run: async (bench) => {
      const image = await bench.mounted('recovery-24h2');
      const before = await kernel(image);
      const code = await bench.code(bench.add(image, await staged(bench)));
      expect(await bench.code(bench.add(image, await staged(bench)))).to.equal(code);
      expect(await bench.packages(image)).to.have.property(stack, 'Installed').and.not.have.any.keys(cumulative, checkpoint);
      expect(await kernel(image)).to.equal(before);
      return code;
    },
  },
  {
    id: 'safe-os-permanent', hresult: '0x800f0825', evidence: 'vendor', source: 'Update Windows installation media with Dynamic Update; support pages of Safe OS Dynamic Updates: cannot be removed once applied',
    sentence: 'A Safe OS Dynamic Update goes into Windows RE after the servicing stack, and cannot be removed.',
    run: async (bench) => {
      const image = await bench.mounted('recovery-24h2');
      expect(await bench.code(bench.add(image, await bench.updates.safeOs24h2()))).to.equal('0x800f0823');
      await bench.must(bench.add(image, await bench.updates.stack24h2()), bench.add(image, await bench.updates.safeOs24h2()));
      expect(await bench.packages(image)).to.have.property(safeOs, 'Installed');
      return bench.code(dism('Remove-WindowsPackage', { Path: image.mount, PackageName: safeOs }));
    },
  },
  {
    id: 'host-too-old', hresult: '0x80070228', evidence: 'user-report', source: 'github.com/rbalsleyMSFT/FFU issues 163, 301 and 469',
    sentence: 'The DISM of a host that is older than the metadata of a combined update fails with the general text about Unattend.xml and no other code; the servicing stack taken out of the update goes in.',
    run: async (bench) => {
      const image = await bench.mounted('install-24h2');
      const hive = (): Promise<Buffer> => readFile(join(image.mount, 'Windows/System32/config/SOFTWARE'));
      const before = await hive();
      bench.rehearsal.configure({ hostVersion: '10.0.19045.2006' });
      const target = await staged(bench);
      const [answer] = await bench.rehearsal.run(bench.add(image, target));
      expect(answer?.error?.message).to.match(/Unattend\.xml/u);
      expect((await hive()).equals(before)).to.equal(true);
      await bench.must(bench.add(image, await bench.updates.stack24h2()));
      const code = await bench.code(bench.add(image, target));
      bench.rehearsal.configure({ hostVersion: '10.0.26100.1' });
      await bench.must(bench.add(image, target));
      return code;
    },
  },
  {
    id: 'checkpoint-beside-target', hresult: 'success', evidence: 'vendor', source: checkpointPage,
    sentence: 'One call on the target finds the checkpoint that the image lacks in the target\'s folder.',
    run: async (bench) => {
      const image = await bench.mounted('install-24h2');
      const code = await bench.code(bench.add(image, await staged(bench)));
      expect(await bench.packages(image)).to.include({ [checkpoint]: 'Superseded', [cumulative]: 'Installed' });
      return code;
    },
  },
  {
    id: 'checkpoint-absent', hresult: '0x800f081e', evidence: 'assumed', source: 'the code of an update whose parent is not in the image',
    sentence: 'A target whose checkpoint is neither in the image nor in its folder does not apply.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install-24h2'), await bench.updates.beside(await bench.newFolder(), await bench.updates.combined24h2()))),
  },
  {
    id: 'checkpoint-among-strangers', hresult: '0x800f081e', evidence: 'assumed', source: `${checkpointPage}: nothing but target and checkpoints in the folder; the code is not known`,
    sentence: 'Another update in the folder of a target that has a checkpoint breaks the call.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install-24h2'), await staged(bench, await bench.updates.flash()))),
  },
  {
    id: 'checkpoint-after-features', hresult: '0x800f081f', evidence: 'vendor', source: `${checkpointPage}: all checkpoints again after languages and features; github.com/abbodi1406/BatUtil issue 67`,
    sentence: 'After a language or a feature was added, a target needs its checkpoint beside it once more, although the image has it.',
    run: async (bench) => {
      const image = await bench.mounted('install-24h2');
      const target = await staged(bench);
      await bench.must(bench.add(image, target), bench.add(image, await bench.updates.onDemand24h2()));
      const code = await bench.code(bench.add(image, await bench.updates.beside(await bench.newFolder(), await bench.updates.combined24h2())));
      await bench.must(bench.add(image, target));
      return code;
    },
  },
  {
    id: 'checkpoint-into-newer', hresult: '0x80073712', evidence: 'user-report', source: 'github.com/abbodi1406/BatUtil issue 67; adavak/Win_ISO_Patching_Scripts issue 42',
    sentence: 'A checkpoint that is pushed alone into a newer image breaks on the component store.',
    run: async (bench) => (await pushedCheckpoint(bench)).code,
  },
  {
    id: 'update-on-wrong-base', hresult: 'success', evidence: 'user-report', source: 'github.com/abbodi1406/BatUtil issue 67: the update after the failed checkpoint reports success, and the media do not boot',
    sentence: 'After a checkpoint broke, a later update reports success, but its files are not in use and the image is not healthy.',
    run: async (bench) => {
      const { image } = await pushedCheckpoint(bench);
      const before = await kernel(image);
      const code = await bench.code(bench.add(image, await bench.updates.beside(await bench.newFolder(), await bench.updates.later24h2())));
      expect(await bench.packages(image)).to.have.property(later, 'Installed');
      expect([await kernel(image), await health(bench, image)]).to.deep.equal([before, 'Repairable']);
      return code;
    },
  },
];
