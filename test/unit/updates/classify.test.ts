import { expect } from 'chai';
import { classifyPackage, servicingStackVersion } from '../../../src/updates/classify.js';
import type { PackageFacts } from '../../../src/updates/classify.js';
import { targetBuildOf } from '../../../src/updates/build-of.js';
import type { Mum } from '../../../src/updates/mum.js';
import { parseMum } from '../../../src/updates/mum.js';
import { versionNumbers } from '../../../src/updates/package-identity.js';
import { mumText } from '../../support/update-fixtures.js';

const mum = (name: string, releaseType = 'Update', version = '26100.1.1.1'): Mum => parseMum(Buffer.from(mumText({ name, version, releaseType })));
const outcome = (facts: Partial<PackageFacts>): string => {
  const result = classifyPackage({ file: 'x.cab', members: ['update.mum'], mum: undefined, standalone: true, ...facts });
  return 'kind' in result ? result.kind : `refused: ${result.refused}`;
};

describe('kind of a package', () => {
  const cases: [string, string, Partial<PackageFacts>][] = [
    ['a RollupFix, whatever else it holds', 'cumulative', {
      mum: mum('Package_for_RollupFix'),
      members: ['amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.1.1_none_0.manifest', 'winre-tools', 'hotpatch-component.manifest'],
    }],
    ['a servicing stack by its identity', 'servicingStack', { mum: mum('Package_for_ServicingStack_280') }],
    ['a servicing stack by its component', 'servicingStack', {
      mum: mum('Package_for_KB4470788'), members: ['x86_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.17763.164_none_0.manifest'],
    }],
    ['a servicing stack by its file name', 'servicingStack', { mum: mum('Package_for_KB1'), file: 'SSU-17763.7313-x64.cab' }],
    ['Flash by its component', 'adobeFlash', {
      mum: mum('Package_for_KB4338832'), members: ['amd64_adobe-flash-for-windows_31bf3856ad364e35_10.0.17134.165_none_0.manifest'],
    }],
    ['a Safe OS Dynamic Update by its identity', 'safeOs', { mum: mum('Package_for_SafeOSDU') }],
    ['a Safe OS Dynamic Update by its files', 'safeOs', { mum: mum('Package_for_KB1'), members: ['amd64_microsoft-windows-winre-tools_1.manifest'] }],
    ['a .NET update', 'dotNet', { mum: mum('Package_for_DotNetRollup_481') }],
    ['an enablement package', 'enablement', { mum: mum('Microsoft-Windows-UpdateTargeting-Enablement-Package') }],
    ['a language pack', 'languagePack', { mum: mum('Microsoft-Windows-Client-LanguagePack-Package', 'Language Pack') }],
    ['a feature on demand', 'featureOnDemand', { mum: mum('Microsoft-Windows-NetFx3-OnDemand-Package', 'OnDemand Pack') }],
    ['the removal of Flash', 'adobeFlash', { mum: mum('Package_for_KB4577586') }],
    ['a Secure Boot database update', 'other', {
      mum: mum('Package_for_KB4535680'), members: ['update.mum', 'amd64_microsoft-windows-s..boot-firmwareupdate_31bf3856ad364e35_10.0.17763.1_none_0.manifest'],
    }],
    ['any other hotfix', 'other', { mum: mum('Package_for_KB5001716') }],
    ['a Setup Dynamic Update', 'setupDynamic', { members: ['setup.exe', 'appraiser.dll', 'x.inf'] }],
    ['a driver', 'driver', { members: ['net.inf', 'net.sys', 'net.cat'] }],
    ['a payload whose .psf lies beside it in the MSU', 'cumulative', {
      mum: mum('Package_for_RollupFix'), members: ['express.psf.cix.xml'], standalone: false,
    }],
    ['an express cabinet alone', 'refused: an express cabinet: its content lies in a .psf file that only a complete .msu can use', {
      mum: mum('Package_for_RollupFix'), members: ['_manifest_.cix.xml'],
    }],
    ['a complete package that has a list of deltas too', 'cumulative', {
      mum: mum('Package_for_RollupFix'), members: ['update.mum', 'express.psf.cix.xml', 'amd64_component/file.dll'],
    }],
    ['a cabinet of anything', 'refused: a cabinet with neither update.mum nor programs of Windows Setup', { members: ['holiday.jpg'] }],
  ];
  for (const [title, expected, facts] of cases) {
    it(`knows ${title}`, () => {
      expect(outcome(facts)).to.equal(expected);
    });
  }

  it('takes the highest servicing stack version, as numbers', () => {
    const manifest = (version: string): string => `amd64_microsoft-windows-servicingstack_31bf3856ad364e35_${version}_none_0123456789abcdef.manifest`;
    expect(servicingStackVersion(['update.mum', manifest('10.0.17134.164'), manifest('10.0.17134.1000')])).to.equal('10.0.17134.1000');
    expect(servicingStackVersion(['update.mum'])).to.equal(undefined);
  });
});

describe('build of a package', () => {
  const of = (version: string, ...parents: string[]): number | undefined => targetBuildOf(
    mum('A', 'Update', version).identity, parents.map((parent) => mum('P', 'Update', parent).identity),
  );
  it('comes from the version, then from parents that agree', () => {
    expect(of('17134.165.1.6')).to.equal(17134);
    expect(of('10.0.17134.1')).to.equal(17134);
    expect(of('10.0.1.0', '10.0.17134.1', '10.0.17134.2')).to.equal(17134);
    expect(of('10.0.4440.1', '10.0.17134.1', '10.0.17763.1')).to.equal(undefined);
    expect(of('1.0.0.0')).to.equal(undefined);
    expect(versionNumbers('1.x.3')).to.deep.equal([1, 0, 3]);
  });
});
