import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { driverFiles } from '../../../src/lab/extras.js';
import { generationOf, generations } from '../../../src/lab/generations.js';
import { packageIdentity } from '../../../src/lab/identity.js';
import { bootImage, installImage } from '../../../src/lab/images.js';
import type { ImageTree } from '../../../src/lab/image-tree.js';
import { topMum } from '../../../src/lab/package.js';
import { rowIdentity, type Product } from '../../../src/lab/release.js';
import { cumulativeSpec, safeOsSpec } from '../../../src/lab/release-updates.js';
import { repositoryCabinets, languageAndFeatureMedia, oneMedium } from '../../../src/lab/repository.js';
import { labTimes } from '../../../src/lab/times.js';
import { combinedForArchitecture } from '../../../src/lab/update-variants.js';
import { safeOs22h2 } from '../../../src/lab/windows-10-22h2/updates.js';
import { windows11v24h2 } from '../../../src/lab/windows-11-24h2/release.js';
import { checkpoint24h2, cumulative24h2 } from '../../../src/lab/windows-11-24h2/updates.js';

/** Identities of the packages of an image, by the names of their manifests. */
const packagesIn = (tree: ImageTree): string[] =>
  [...tree.files.keys()].flatMap((path) => /^Windows\/servicing\/Packages\/(.+)\.mum$/u.exec(path)?.[1] ?? []);

describe('lab: generations', () => {
  it('make every edition of every product, each with a package of its own', () => {
    for (const { release } of generations) {
      for (const [name, edition] of Object.entries(release.editions)) {
        const packages = packagesIn(installImage(name, undefined, 0, release));
        expect(packages.filter((identity) => identity.startsWith(`${edition.package}~`)), name).to.have.length(1);
        expect(new Set(packages).size).to.equal(packages.length);
      }
    }
  });

  it('have no update whose parts fit neither an image nor what an image can be given', () => {
    for (const { release } of generations) {
      const known = new Set([
        ...Object.keys(release.editions).flatMap((edition) => packagesIn(installImage(edition, undefined, 0, release))),
        ...(['pe', 'setup', 'recovery'] as const).flatMap((kind) => packagesIn(bootImage(kind, release))),
        ...release.offered.map((row) => packageIdentity(rowIdentity(release, row))),
        `Microsoft-Windows-NetFx3-OnDemand-Package~31bf3856ad364e35~amd64~~10.0.${release.build}.1`,
      ]);
      const row = { kb: 'KB5000000', revision: release.month, tail: '1.1', minimumServicingStack: `10.0.${release.build}.1`, time: labTimes.cumulative };
      for (const child of [...cumulativeSpec(release, row).top.children, ...safeOsSpec(release, row).top.children]) {
        expect(child.components.length).to.be.greaterThan(0);
        expect(child.parents?.packages.every((parent) => known.has(packageIdentity(parent))), child.identity.name).to.equal(true);
      }
    }
  });

  it('hold on refreshed media the cumulative update that refreshed them, and keep its manifests since build 20231', () => {
    const identity = packageIdentity(checkpoint24h2().cumulative.top.identity);
    const refreshed = bootImage('pe', { ...windows11v24h2, revision: 1742 });
    expect(packagesIn(refreshed)).to.include(identity);
    expect([...refreshed.files.keys()]).to.include(`Windows/servicing/LCU/${identity}/update.mum`);
    expect(packagesIn(bootImage('pe', windows11v24h2)).filter((name) => name.includes('RollupFix'))).to.deep.equal([]);
    const older = [...bootImage('pe', generationOf(19045).release).files.keys()];
    expect(older.some((path) => path.includes('Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.2006.'))).to.equal(true);
    expect(older.some((path) => path.startsWith('Windows/servicing/LCU'))).to.equal(false);
  });
});

describe('lab: updates of later generations', () => {
  it('name the checkpoint as a parent beside the image', () => {
    const mum = topMum(cumulative24h2().cumulative.top).toString('utf8');
    expect(mum.match(/<parent /gu)).to.have.length(2);
    expect(mum).to.contain('name="Package_for_RollupFix" version="26100.1742.1.10"');
    expect(topMum(checkpoint24h2().cumulative.top).toString('utf8').match(/<parent /gu)).to.have.length(1);
  });

  it('can be made for another processor, checkpoint and stack too', () => {
    const { stack, cumulative } = combinedForArchitecture(cumulative24h2(), 'arm64');
    expect([stack.architecture, cumulative.architecture]).to.deep.equal(['arm64', 'arm64']);
    expect(cumulative.top.checkpoint?.architecture).to.equal('arm64');
    expect(packageIdentity(stack.top.identity)).to.equal('Package_for_ServicingStack_3764~31bf3856ad364e35~arm64~~26100.3764.1.1');
  });

  it('can be of another month', () => {
    const time = new Date('2025-03-07T05:00:00Z');
    const { stack, cumulative } = cumulative24h2({ kb: 'KB5053598', revision: 3476, stackRevision: 3467, time });
    expect(cumulative.top.minimumServicingStack).to.equal('10.0.26100.3467');
    expect([stack.time, cumulative.time]).to.deep.equal([time, time]);
    expect(packageIdentity(safeOs22h2({ revision: 5600 }).top.identity)).to.contain('~~19041.5600.1.4');
  });

  it('say that a Safe OS update stays', () => {
    expect(topMum(safeOs22h2().top).toString('utf8')).to.contain('permanence="permanent"');
  });
});

describe('lab: what else images can be given', () => {
  const paths = (product: Product, layout: typeof oneMedium): string[] => repositoryCabinets(windows11v24h2, product, layout).map((cabinet) => cabinet.path);

  it('lies where the media of its time have it', () => {
    const one = paths('client', oneMedium);
    const folder = 'LanguagesAndOptionalFeatures';
    expect(one).to.include.members([
      `${folder}/Microsoft-Windows-Client-Language-Pack_x64_de-de.cab`, `${folder}/Microsoft-Windows-LanguageFeatures-Fonts-Jpan-Package~31bf3856ad364e35~amd64~~.cab`,
      'Windows Preinstallation Environment/x64/WinPE_OCs/de-de/WinPE-HTA_de-de.cab', 'Windows Preinstallation Environment/x64/WinPE_OCs/WinPE-FontSupport-JA-JP.cab',
    ]);
    expect(new Set(one).size).to.equal(one.length);
    expect(paths('client', languageAndFeatureMedia)).to.include.members([
      'x64/langpacks/Microsoft-Windows-Client-Language-Pack_x64_ja-jp.cab', 'OpenSSH-Server-Package~31bf3856ad364e35~amd64~~.cab',
    ]);
    expect(paths('server', oneMedium)).to.include(`${folder}/Microsoft-Windows-Server-Language-Pack_x64_de-de.cab`)
      .and.not.include(`${folder}/Microsoft-Windows-Client-Language-Pack_x64_de-de.cab`);
  });

  it('has texts for every optional component of WinPE, which need it and the language', () => {
    const cabinets = repositoryCabinets(windows11v24h2, 'client', oneMedium);
    const components = [...packagesIn(bootImage('setup', windows11v24h2)), ...packagesIn(bootImage('recovery', windows11v24h2))]
      .flatMap((identity) => /^(WinPE-[^~]+)-Package~[^~]+~amd64~~/u.exec(identity)?.[1] ?? []);
    expect(components).to.include.members(['WinPE-HTA', 'WinPE-Setup', 'WinPE-Rejuv', 'WinPE-StorageWMI']);
    for (const name of components) {
      const { top } = cabinets.find(({ path }) => path.endsWith(`/de-de/${name}_de-de.cab`))?.spec ?? { top: undefined };
      expect(top?.parents.packages[0]?.name, name).to.equal(`${name}-Package`);
      expect(top?.needs?.map((identity) => packageIdentity(identity))).to.deep.equal(['Microsoft-Windows-WinPE-LanguagePack-Package~31bf3856ad364e35~amd64~de-DE~10.0.26100.1']);
    }
  });

  it('has drivers whose catalogs hold the hash of the INF', () => {
    const drivers = driverFiles(labTimes.release);
    for (const name of ['storage/labstor', 'network/labnet']) {
      const digest = createHash('sha256').update(drivers.get(`${name}.inf`).content).digest();
      expect(drivers.get(`${name}.cat`).content.includes(digest), name).to.equal(true);
    }
  });
});
