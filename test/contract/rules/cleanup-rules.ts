import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readPeVersion } from '../../../src/files/pe-version.js';
import { dism } from '../../support/rehearsal-run.js';
import { RuleUpdates } from './rule-updates.js';
import type { BenchImage, RuleBench } from './rule-bench.js';
import type { Rule } from './rule.js';

const lcu = RuleUpdates.cumulative();
const stored = async ({ mount }: BenchImage): Promise<string[]> => readdir(join(mount, 'Windows/servicing/Packages'));
const versionsOf = async ({ mount }: BenchImage, component: string): Promise<number> =>
  (await readdir(join(mount, 'Windows/WinSxS'))).filter((name) => name.includes(`_${component}_`)).length;
const frameworkVersion = async ({ mount }: BenchImage): Promise<string | undefined> =>
  readPeVersion(join(mount, 'Windows/Microsoft.NET/Framework64/v2.0.50727/mscorlib.dll'));

async function updated(bench: RuleBench): Promise<BenchImage> {
  const image = await bench.mounted('install');
  await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.cumulative()));
  return image;
}

/** Cleaning the component store, and .NET Framework 3.5, which must come after it. */
export const cleanupRules: readonly Rule[] = [
  {
    id: 'feature-without-source', hresult: '0x800f081f', evidence: 'vendor', source: 'CBS_E_SOURCE_MISSING; .NET Framework 3.5 deployment errors',
    sentence: '.NET Framework 3.5 cannot be enabled without its payload.',
    run: async (bench) => bench.code(bench.netfx3(await bench.mounted('install'), await bench.newFolder())),
  },
  {
    id: 'feature-unknown', hresult: '0x800f080c', evidence: 'vendor', source: 'CBS_E_UNKNOWN_UPDATE; text: Feature name is unknown',
    sentence: 'A feature that the image does not know cannot be enabled.',
    run: async (bench) => bench.code(dism('Enable-WindowsOptionalFeature', { Path: (await bench.mounted('install')).mount, FeatureName: ['NoSuchFeature'] })),
  },
  {
    id: 'pending-blocks-cleanup', hresult: '0x800f0806', evidence: 'vendor', source: 'Update Windows installation media with Dynamic Update: clean up before optional components',
    sentence: 'Pending operations, such as those of .NET Framework 3.5, block the cleanup.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      await bench.must(bench.netfx3(image, await bench.updates.netfx3Source()));
      return bench.code(bench.cleanup(image));
    },
  },
  {
    id: 'feature-after-update', hresult: 'success', evidence: 'vendor', source: 'Update Windows installation media with Dynamic Update: the update again after features; OSDBuilder issue 20',
    sentence: '.NET Framework 3.5 added after the cumulative update has older files until that is added again.',
    run: async (bench) => {
      const image = await updated(bench);
      await bench.must(bench.netfx3(image, await bench.updates.netfx3Source()));
      expect(await frameworkVersion(image)).to.equal('2.0.50727.8922');
      const code = await bench.code(bench.add(image, await bench.updates.cumulative()));
      expect(await frameworkVersion(image)).to.equal('2.0.50727.8940');
      return code;
    },
  },
  {
    id: 'cleanup-removes-old-versions', hresult: 'success', evidence: 'vendor', source: 'Clean Up the WinSxS Folder: StartComponentCleanup',
    sentence: 'A cleanup removes superseded component versions and leaves the packages.',
    run: async (bench) => {
      const image = await updated(bench);
      expect(await versionsOf(image, 'microsoft-windows-ntdll')).to.equal(2);
      const code = await bench.code(bench.cleanup(image));
      expect(await versionsOf(image, 'microsoft-windows-ntdll')).to.equal(1);
      expect(await bench.packages(image)).to.have.property(lcu, 'Installed');
      return code;
    },
  },
  {
    id: 'reset-base-removes-superseded', hresult: 'success', evidence: 'vendor', source: 'Clean Up the WinSxS Folder: ResetBase',
    sentence: 'ResetBase removes superseded packages too, which a plain cleanup leaves.',
    run: async (bench) => {
      const image = await updated(bench);
      await bench.must(bench.add(image, await bench.updates.newerCumulative()), bench.cleanup(image));
      expect(await stored(image)).to.include(`${lcu}.mum`);
      const code = await bench.code(bench.cleanup(image, { ResetBase: true }));
      expect(await stored(image)).to.not.include(`${lcu}.mum`);
      expect(await bench.packages(image)).to.have.property(RuleUpdates.cumulative(167), 'Installed').and.not.have.property(lcu);
      return code;
    },
  },
  {
    id: 'reset-base-alone', hresult: '0x80070057', evidence: 'vendor', source: 'Repair-WindowsImage -ResetBase: with StartComponentCleanup',
    sentence: 'ResetBase without StartComponentCleanup is a wrong parameter.',
    run: async (bench) => bench.code(dism('Repair-WindowsImage', { Path: (await bench.mounted('install')).mount, CheckHealth: true, ResetBase: true })),
  },
];
