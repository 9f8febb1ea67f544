import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { dism, type DismCall } from '../../support/rehearsal-run.js';
import { registry } from '../../support/rehearsal-fixtures.js';
import { RuleUpdates } from './rule-updates.js';
import { updated, type BenchImage } from './rule-bench.js';
import type { Rule } from './rule.js';

const page = 'Clean Up the WinSxS Folder';
const lcu = RuleUpdates.cumulative();
const newer = RuleUpdates.cumulative(167);
const stored = async ({ mount }: BenchImage): Promise<string[]> => readdir(join(mount, 'Windows/servicing/Packages'));
const versionsOf = async ({ mount }: BenchImage, component: string): Promise<number> =>
  (await readdir(join(mount, 'Windows/WinSxS'))).filter((name) => name.includes(`_${component}_`)).length;
const remove = ({ mount }: BenchImage, PackageName: string): DismCall => dism('Remove-WindowsPackage', { Path: mount, PackageName });

/** Cleaning the component store. */
export const cleanupRules: readonly Rule[] = [
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
    id: 'cleanup-removes-superseded', hresult: 'success', evidence: 'vendor', source: `${page}: StartComponentCleanup`,
    sentence: 'A cleanup removes the components of superseded packages, and leaves the way back to what the image was before its last update.',
    run: async (bench) => {
      const image = await updated(bench);
      await bench.must(bench.add(image, await bench.updates.newerCumulative()));
      expect(await versionsOf(image, 'microsoft-windows-ntdll')).to.equal(3);
      const code = await bench.code(bench.cleanup(image));
      expect(await versionsOf(image, 'microsoft-windows-ntdll')).to.equal(2);
      expect(await bench.packages(image)).to.include({ [lcu]: 'Superseded', [newer]: 'Installed' });
      await bench.must(remove(image, newer));
      // What was superseded has no content any more, so the image is as it was before both.
      expect(await bench.packages(image)).to.include({ [lcu]: 'Superseded' }).and.not.have.property(newer);
      return code;
    },
  },
  {
    id: 'reset-base-removes-superseded', hresult: 'success', evidence: 'vendor', source: `${page}: ResetBase`,
    sentence: 'ResetBase removes every superseded version of a component, and superseded packages too, which a plain cleanup leaves.',
    run: async (bench) => {
      const image = await updated(bench);
      await bench.must(bench.add(image, await bench.updates.newerCumulative()), bench.cleanup(image));
      expect(await stored(image)).to.include(`${lcu}.mum`);
      const code = await bench.code(bench.cleanup(image, { ResetBase: true }));
      expect(await versionsOf(image, 'microsoft-windows-ntdll')).to.equal(1);
      expect(await stored(image)).to.not.include(`${lcu}.mum`);
      expect(await bench.packages(image)).to.have.property(newer, 'Installed').and.not.have.property(lcu);
      return code;
    },
  },
  {
    id: 'reset-base-permanent', hresult: '0x800f0825', evidence: 'vendor', source: `${page}: existing updates cannot be uninstalled after ResetBase; CBS servicing states: 0x80 permanent`,
    sentence: 'After ResetBase the updates in the image are permanent: listed as installed, and not to be removed.',
    run: async (bench) => {
      const image = await updated(bench);
      await bench.must(bench.cleanup(image, { ResetBase: true }));
      expect(await bench.packages(image)).to.have.property(lcu, 'Installed');
      expect(await registry(image.mount, `Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\${lcu}`)).to.match(/"CurrentState"=dword:00000080/iu);
      const code = await bench.code(remove(image, lcu));
      await bench.must(bench.add(image, await bench.updates.newerCumulative()));
      expect(await bench.packages(image)).to.include({ [lcu]: 'Superseded', [newer]: 'Installed' });
      return code;
    },
  },
  {
    id: 'reset-base-alone', hresult: '0x80070057', evidence: 'vendor', source: 'Repair-WindowsImage -ResetBase: with StartComponentCleanup',
    sentence: 'ResetBase without StartComponentCleanup is a wrong parameter.',
    run: async (bench) => bench.code(dism('Repair-WindowsImage', { Path: (await bench.mounted('install')).mount, CheckHealth: true, ResetBase: true })),
  },
];
