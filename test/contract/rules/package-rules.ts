import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { dism, type DismCall } from '../../support/rehearsal-run.js';
import type { BenchImage, RuleBench } from './rule-bench.js';
import { RuleUpdates } from './rule-updates.js';
import type { Rule } from './rule.js';

const hive = ({ mount }: { mount: string }): Promise<Buffer> => readFile(join(mount, 'Windows/System32/config/SOFTWARE'));
/** The HRESULT of a call after which the hive is what it was before. */
const unchanged = async (bench: RuleBench, image: BenchImage, call: DismCall): Promise<string | undefined> => {
  const before = await hive(image);
  const code = await bench.code(call);
  expect((await hive(image)).equals(before)).to.equal(true);
  return code;
};
const lcu = RuleUpdates.cumulative();
const notApplicable = 'CBS_E_NOT_APPLICABLE; github.com/OSDeploy/OSBuilder.Public issue 1, OSDeploy/OSD issue 29';

/** What an update needs, and what it meets when it does not fit. */
export const packageRules: readonly Rule[] = [
  {
    id: 'update-without-stack', hresult: '0x800f0823', evidence: 'vendor', source: 'Customize boot images, step 7 (CBS_E_NEW_SERVICING_STACK_REQUIRED)',
    sentence: 'A cumulative update is refused while the image lacks its servicing stack; the exception of the .msu hides the code, the warning tells it.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      const [answer] = await bench.rehearsal.run(bench.add(image, await bench.updates.cumulative()));
      expect(answer?.error).to.include({ hresult: '0x80070228', type: 'System.Runtime.InteropServices.COMException', category: 'NotSpecified: (:) [Add-WindowsPackage], COMException' });
      expect(answer?.error?.message).to.match(/Unattend\.xml.*\r\n$/u);
      return unchanged(bench, image, bench.add(image, await bench.updates.cumulative()));
    },
  },
  {
    id: 'update-pretends', hresult: 'success', evidence: 'user-report', source: 'osbuilder.osdeploy.com, Offline Servicing: "may not actually install at all"',
    sentence: 'A cumulative update without its servicing stack may also report success and change nothing.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      bench.rehearsal.configure({ faults: [{ cmdlet: 'Add-WindowsPackage', match: 'lcu', then: 'pretend' }] });
      return unchanged(bench, image, bench.add(image, await bench.updates.cumulative()));
    },
  },
  {
    id: 'update-other-architecture', hresult: '0x800f081e', evidence: 'user-report', source: notApplicable,
    sentence: 'An update for another architecture does not apply.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install'), await bench.updates.otherArchitecture())),
  },
  {
    id: 'update-other-family', hresult: '0x800f081e', evidence: 'user-report', source: notApplicable,
    sentence: 'An update for another family of builds does not apply.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install'), await bench.updates.otherBuild())),
  },
  {
    id: 'update-other-edition', hresult: '0x800f081e', evidence: 'user-report', source: notApplicable,
    sentence: 'An update for editions that the image does not have does not apply.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install'), await bench.updates.otherEdition())),
  },
  {
    id: 'update-other-product', hresult: '0x800f081e', evidence: 'user-report', source: 'Flash updates on images without Flash: OSDBuilder, W10UI',
    sentence: 'An update for a product that the image does not hold does not apply: Flash on Windows PE.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('pe'), await bench.updates.flash())),
  },
  {
    id: 'bundle-named-cab', hresult: '0x800f081e', evidence: 'user-report', source: 'github.com/jmclaren7/windows-setup-helper issue 1',
    sentence: 'A bundle of packages that was renamed to .cab does not apply.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install'), await bench.updates.renamedBundle())),
  },
  {
    id: 'update-truncated', hresult: '0x8007000d', evidence: 'assumed', source: 'Win32 ERROR_INVALID_DATA for a cabinet that ends early',
    sentence: 'An update that is cut off has invalid data and changes nothing.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      return unchanged(bench, image, bench.add(image, await bench.updates.truncated()));
    },
  },
  {
    id: 'update-no-archive', hresult: '0x8007000d', evidence: 'assumed', source: 'Win32 ERROR_INVALID_DATA',
    sentence: 'A file that is no cabinet and no WIM is no update.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install'), await bench.updates.notAnUpdate())),
  },
  {
    id: 'update-manifest-broken', hresult: '0x800f0900', evidence: 'vendor', source: 'CBS_E_XML_PARSER_FAILURE',
    sentence: 'A package manifest that is no XML is a parser failure.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install'), await bench.updates.brokenManifest())),
  },
  {
    id: 'update-absent', hresult: '0x80070002', evidence: 'vendor', source: 'Win32 ERROR_FILE_NOT_FOUND',
    sentence: 'An update file that is not there is not found.',
    run: async (bench) => bench.code(bench.add(await bench.mounted('install'), join(await bench.newFolder(), 'none.msu'))),
  },
  {
    id: 'package-unknown', hresult: '0x800f0805', evidence: 'user-report', source: 'CBS_E_INVALID_PACKAGE; github.com/ntdevlabs/tiny11builder issue 478',
    sentence: 'An identity that the image does not have is no valid package.',
    run: async (bench) => bench.code(dism('Get-WindowsPackage', { Path: (await bench.mounted('install')).mount, PackageName: lcu })),
  },
  {
    id: 'reapply-same', hresult: 'success', evidence: 'user-report', source: 'OSDBuilder issue 20 and its update code; order rule: same identity again',
    sentence: 'Adding an update again, with nothing added since, succeeds and changes nothing.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.cumulative()));
      return unchanged(bench, image, bench.add(image, await bench.updates.cumulative()));
    },
  },
  {
    id: 'update-superseded', hresult: '0x800f081e', evidence: 'user-report', source: `${notApplicable}; tolerated by OSDBuilder when the newer is present`,
    sentence: 'An update that a newer one in the image supersedes does not apply.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.newerCumulative()));
      return bench.code(bench.add(image, await bench.updates.cumulative()));
    },
  },
  {
    id: 'update-supersedes', hresult: 'success', evidence: 'recorded', source: 'Get-WindowsPackage of serviced images: PackageState Superseded',
    sentence: 'A newer cumulative update supersedes the older one, which stays listed.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.cumulative()));
      const code = await bench.code(bench.add(image, await bench.updates.newerCumulative()));
      expect(await bench.packages(image)).to.include({ [lcu]: 'Superseded', [RuleUpdates.cumulative(167)]: 'Installed' });
      return code;
    },
  },
];
