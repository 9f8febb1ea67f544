import { expect } from 'chai';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { componentManifest, projectedPath } from '../../../src/lab/component.js';
import { componentFolder, packageIdentity } from '../../../src/lab/identity.js';
import { packageMum, topMum } from '../../../src/lab/package.js';
import { forArchitecture, forBuild, forParents } from '../../../src/lab/update-variants.js';
import { cumulativeUpdate, servicingStackUpdate } from '../../../src/lab/updates.js';
import { componentOf, revisionComponent, servicingStack } from '../../../src/lab/component-rows.js';
import { coreComponents, releaseVersion } from '../../../src/lab/windows-components.js';
import { labTimes } from '../../../src/lab/times.js';
import { element } from '../../../src/lab/xml.js';

type Node = Record<string, unknown>;
const parse = (xml: Buffer): Node => {
  expect(XMLValidator.validate(xml.toString('utf8'))).to.equal(true);
  return (new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray: (name) => ['parent', 'update', 'file', 'registryValue'].includes(name) })
    .parse(xml.toString('utf8')) as { assembly: Node }).assembly;
};

describe('lab: identities', () => {
  it('are written as DISM and WinSxS write them', () => {
    expect(packageIdentity({ name: 'Package_for_RollupFix', version: '17134.165.1.6' }))
      .to.equal('Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.6');
    expect(packageIdentity({ name: 'P', version: '1.0.0.0', language: 'en-US', architecture: 'arm64' })).to.equal('P~31bf3856ad364e35~arm64~en-US~1.0.0.0');
    expect(componentFolder({ name: 'Microsoft-Windows-ServicingStack', version: '10.0.17134.164' }))
      .to.match(/^amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10\.0\.17134\.164_none_[0-9a-f]{16}$/u);
    expect(componentFolder({ name: 'A', version: '1.0.0.0', language: 'en-US' })).to.match(/_en-us_[0-9a-f]{16}$/u);
  });

  it('put the variables of destinations where an image has them', () => {
    const at = (destination: string, name: string): string => projectedPath({ destination, name, content: Buffer.alloc(0), time: labTimes.release });
    expect(at('$(runtime.system32)\\', 'a.dll')).to.equal('Windows/System32/a.dll');
    expect(at('$(runtime.windows)\\Boot\\EFI\\', 'a.efi')).to.equal('Windows/Boot/EFI/a.efi');
    expect(at('$(runtime.bootDrive)\\sources\\', 'setup.exe')).to.equal('sources/setup.exe');
    expect(at('$(runtime.bootDrive)\\', 'setup.exe')).to.equal('setup.exe');
  });
});

describe('lab: manifests', () => {
  it('escape what XML does not take as it is', () => {
    expect(element('a', { b: '<&">', c: undefined })).to.equal('<a b="&#60;&#38;&#34;&#62;" />');
  });

  it('of every component are well-formed and name every file', () => {
    for (const row of coreComponents) {
      const manifest = parse(componentManifest(componentOf(row, releaseVersion, labTimes.release)));
      expect((manifest['file'] as Node[]).map((file) => file['name'])).to.deep.equal(row.files.map((file) => file.name));
    }
  });

  it('of the servicing stack write its version, of the revision the UBR', () => {
    const stack = servicingStack('10.0.17134.164', labTimes.servicingStack);
    expect(stack.registry[0]).to.include({ name: '10.0.17134.164', type: 'REG_EXPAND_SZ', value: `%SystemRoot%\\WinSxS\\${componentFolder(stack.identity)}` });
    const manifest = parse(componentManifest(revisionComponent('10.0.17134.165')));
    const key = (manifest['registryKeys'] as Node)['registryKey'] as Node;
    expect(key['keyName']).to.equal('HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion');
    expect((key['registryValue'] as Node[])[0]).to.include({ name: 'UBR', valueType: 'REG_DWORD', value: '0x000000a5' });
  });

  it('of the cumulative update ask for the servicing stack and list their children and parents', () => {
    const { top } = cumulativeUpdate();
    const item = parse(topMum(top))['package'] as Node;
    expect(item['installerAssembly']).to.include({ name: 'Microsoft-Windows-ServicingStack', version: '10.0.17134.164' });
    expect(item['update']).to.have.length(top.children.length);
    expect((item['parent'] as Node[])[0]).to.include({ revisionCompare: 'GE' });
    const parents = top.children.map((child) => child.parents?.packages.map((parent) => parent.name));
    expect(parents).to.deep.equal([
      ['Core', 'Professional', 'Enterprise', 'Education'].map((edition) => `Microsoft-Windows-${edition}Edition`),
      ['Microsoft-Windows-WinPE-Package'], ['WinPE-Setup-Package'], ['WinPE-Rejuv-Package'], ['Microsoft-Windows-NetFx3-OnDemand-Package'],
    ]);
    for (const child of top.children) {
      const updates = (parse(packageMum(child))['package'] as Node)['update'] as Node[];
      expect(updates).to.have.length(child.components.length);
    }
  });
});

describe('lab: variants of updates', () => {
  it('change the processor of everything', () => {
    const text = JSON.stringify(forArchitecture(servicingStackUpdate(), 'arm64').top, (key, value: unknown) => (key === 'files' ? undefined : value));
    expect(text.match(/"architecture":"arm64"/gu)).to.have.length(1 + 5 + 1 + 5 + 1);
  });

  it('change the build of everything that names it', () => {
    const { top } = forBuild(cumulativeUpdate(), 17763);
    expect(packageIdentity(top.identity)).to.equal('Package_for_RollupFix~31bf3856ad364e35~amd64~~17763.165.1.6');
    expect(top.minimumServicingStack).to.equal('10.0.17763.164');
    expect(top.parents.packages.every((parent) => parent.version === '10.0.17763.1')).to.equal(true);
  });

  it('change the parents, and make another cumulative update', () => {
    const parents = { packages: [{ name: 'Somewhere', version: '1.0.0.0' }] };
    expect(forParents(servicingStackUpdate(), parents).top.children[0]?.parents).to.equal(parents);
    const later = cumulativeUpdate({ kb: 'KB4345421', revision: 167, minimumServicingStack: '10.0.17134.137' });
    expect(packageIdentity(later.top.identity)).to.contain('17134.167.1.6');
    expect(later.top.children[0]?.components[0]?.registry[0]?.value).to.equal('0x000000a7');
  });
});
