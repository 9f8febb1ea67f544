import { join } from 'node:path';
import { expect } from 'chai';
import { readPeVersion } from '../../../src/files/pe-version.js';
import { dism, type DismCall } from '../../support/rehearsal-run.js';
import { updated, type BenchImage, type RuleBench } from './rule-bench.js';
import type { Rule } from './rule.js';

const frameworkVersion = async ({ mount }: BenchImage): Promise<string | undefined> =>
  readPeVersion(join(mount, 'Windows/Microsoft.NET/Framework64/v2.0.50727/mscorlib.dll'));

const enable = ({ mount }: BenchImage, name: string, more: object = {}): DismCall => dism('Enable-WindowsOptionalFeature', { Path: mount, FeatureName: [name], ...more });

/** States of the features by name. */
async function featureStates(bench: RuleBench, { mount }: BenchImage): Promise<Record<string, unknown>> {
  const [answer] = await bench.must(dism('Get-WindowsOptionalFeature', { Path: mount }));
  return Object.fromEntries((answer?.output ?? []).map((item): [string, unknown] => [String(item['FeatureName']), item['State']]));
}

/** Optional features, .NET Framework 3.5 above all. */
export const featureRules: readonly Rule[] = [
  {
    id: 'feature-without-source', hresult: '0x800f081f', evidence: 'vendor', source: 'CBS_E_SOURCE_MISSING; .NET Framework 3.5 deployment errors',
    sentence: '.NET Framework 3.5 cannot be enabled without its payload.',
    run: async (bench) => bench.code(bench.netfx3(await bench.mounted('install'), await bench.newFolder())),
  },
  {
    id: 'feature-unknown', hresult: '0x800f080c', evidence: 'vendor', source: 'CBS_E_UNKNOWN_UPDATE; text: Feature name is unknown',
    sentence: 'A feature that the image does not know cannot be enabled.',
    run: async (bench) => bench.code(enable(await bench.mounted('install'), 'NoSuchFeature')),
  },
  {
    id: 'feature-parent-disabled', hresult: '0xc004000d', evidence: 'vendor', source: 'dismapi.h DISMAPI_E_PARENT_FEATURE_DISABLED; Enable-WindowsOptionalFeature -All; github.com/microsoft/WSL issue 2832',
    sentence: 'A feature whose parent is disabled cannot be enabled without -All, and nothing is changed.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      await bench.must(bench.add(image, await bench.updates.nestedFeatures()));
      const code = await bench.code(enable(image, 'Lab-Two'));
      expect(await featureStates(bench, image)).to.include({ 'Lab-One': 'Disabled', 'Lab-Two': 'Disabled' });
      await bench.must(enable(image, 'Lab-One'), enable(image, 'Lab-Two'));
      return code;
    },
  },
  {
    id: 'feature-parent-unknown', hresult: '0xc004000d', evidence: 'user-report', source: 'github.com/microsoft/WSL issue 3333: the error comes with -All too',
    sentence: 'A feature whose parent the image does not know cannot be enabled, with -All neither.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      await bench.must(bench.add(image, await bench.updates.nestedFeatures()));
      return bench.code(enable(image, 'Lab-Orphan', { All: true }));
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
];
