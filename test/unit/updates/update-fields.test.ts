import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCabinet } from '../../../src/lab/cabinet.js';
import { makePe } from '../../../src/lab/pe-file.js';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { scanUpdates } from '../../../src/updates/scan-updates.js';
import { failureOf } from '../../support/failure.js';
import { describePosix } from '../../support/posix.js';
import type { MumFixture } from '../../support/update-fixtures.js';
import { mumText, pkgProperties, writeCab } from '../../support/update-fixtures.js';

const stamps = (time: string): string => `creationTimeStamp="2018-01-01T00:00:00Z" lastUpdateTimeStamp="${time}"`;

describePosix('what an update says of itself', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fields-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function scanCab(mum: MumFixture, more: Record<string, string | Buffer> = {}, name = 'x.cab'): Promise<UpdateInfo> {
    await writeCab(join(folder, name), { 'update.mum': mumText(mum), ...more });
    const { updates, ignored } = await scanUpdates([join(folder, name)]);
    expect(ignored).to.deep.equal([]);
    return updates[0]!;
  }

  it('a Safe OS Dynamic Update: month of its manifest, WinPE only, permanent', async () => {
    const update = await scanCab({
      name: 'Package_for_SafeOSDU', version: '26100.8309.1.7', identifier: 'KB5084812', parents: ['Microsoft-Windows-WinPE-Package 10.0.26100.1'],
      ofAssembly: stamps('2026-04-03T10:00:00Z'), ofPackage: 'permanence="permanent"',
    });
    expect(update).to.deep.include({
      kind: 'safeOs', kb: 'KB5084812', targetBuild: 26100, releaseMonth: '2026-04', appliesTo: ['WinPE'], permanent: true,
    });
    expect(update).to.not.have.any.keys('resultBuild', 'stageAs', 'startsFrom');
  });

  it('a Safe OS Dynamic Update of an older build, whose identity is a plain KB: by its parents', async () => {
    const parents = ['Microsoft-Windows-WinPE-Package 10.0.19041.1', 'WinPE-SRT-Package 10.0.19041.1'];
    expect(await scanCab({ name: 'Package_for_KB5001716', version: '19041.900.1.1', parents })).to.include({ kind: 'safeOs', targetBuild: 19041 });
  });

  it('families and editions that its parents name', async () => {
    const parents = ['ProfessionalEdition', 'CoreEdition', 'ServerStandardEdition', 'Foundation-Package'].map((name) => `Microsoft-Windows-${name} 10.0.17763.1`);
    const update = await scanCab({
      name: 'Package_for_RollupFix', version: '17763.7314.1.8', parents, description: '2025-05 Cumulative Update',
      ofAssembly: stamps('2025-04-29T00:00:00Z'),
    });
    expect(update.appliesTo).to.deep.equal(['Client', 'Server', 'Core', 'Professional', 'ServerStandard']);
    expect(update.releaseMonth, 'the title wins').to.equal('2025-05');
  });

  it('.NET, enablement and the removal of Flash', async () => {
    const kinds: [string, string, Partial<UpdateInfo>][] = [
      ['Package_for_DotNetRollup_481', '10.0.9347.1', { kind: 'dotNet' }],
      ['Microsoft-Windows-Product-Data-25H2-EKB-Enablement-Package', '10.0.26100.6717', { kind: 'enablement', targetBuild: 26100 }],
      ['Package_for_KB4577586', '10.0.1.1', { kind: 'adobeFlash', removesFlash: true }],
    ];
    for (const [name, version, expected] of kinds) {
      expect(await scanCab({ name, version, parents: ['Microsoft-Windows-Foundation-Package 10.0.26100.1'] })).to.deep.include(expected);
    }
  });

  it('language packs and Features on Demand, with language and capability', async () => {
    const language = await scanCab({
      name: 'Microsoft-Windows-Client-LanguagePack-Package', version: '10.0.19041.1', language: 'de-DE', releaseType: 'Language Pack',
      parents: ['Microsoft-Windows-Client-Features-Package 10.0.19041.1'],
    });
    expect(language).to.deep.include({ kind: 'languagePack', language: 'de-DE', targetBuild: 19041, appliesTo: ['Client'] });
    const winPe = await scanCab({
      name: 'Microsoft-Windows-WinPE-LanguagePack-Package', version: '10.0.19041.1', language: 'de-DE', releaseType: 'Language Pack',
      parents: ['Microsoft-Windows-WinPE-Package 10.0.19041.1'],
    });
    expect(winPe).to.deep.include({ kind: 'languagePack', language: 'de-DE', appliesTo: ['WinPE'] });
    const identity = (name: string): string => `<capabilityIdentity name="${name}" version="1.0" language="de-DE"/>`;
    const feature = await scanCab({
      name: 'Microsoft-Windows-LanguageFeatures-OCR-de-de-Package', version: '10.0.19041.1', releaseType: 'OnDemand Pack',
      body: `<declareCapability><capability>${identity('Language.OCR')}</capability><dependency>${identity('Language.Basic')}</dependency></declareCapability>`,
    });
    expect(feature).to.include({ kind: 'featureOnDemand', capability: 'Language.OCR~~~de-DE~0.0.1.0' });
  });

  it('a Setup Dynamic Update: build, processor and month of its programs', async () => {
    const pe = (version: string): Buffer => makePe({ machine: 'amd64', version, name: 'setup.exe' });
    const time = new Date('2026-09-18T12:00:00Z');
    await makeCabinet([
      { name: 'setuphost.exe', content: pe('10.0.26100.8300'), time },
      { name: 'setup.exe', content: pe('10.0.26100.8300'), time },
      { name: 'zz.dll', content: pe('6.1.7600.1'), time },
      { name: 'readme.txt', content: Buffer.from('x'), time },
    ], join(folder, 'setup.cab'), { compress: true });
    const { updates } = await scanUpdates([join(folder, 'setup.cab')]);
    expect(updates[0]).to.include({ kind: 'setupDynamic', identity: '', targetBuild: 26100, architecture: 'x64', releaseMonth: '2026-09' });
  });

  it('what pkgProperties and the unattend file of a classic MSU say', async () => {
    await mkdir(join(folder, 'in'));
    const cab = async (name: string, mum: MumFixture): Promise<Buffer> => {
      await writeCab(join(folder, 'in', name), { 'update.mum': mumText(mum) });
      return readFile(join(folder, 'in', name));
    };
    await writeCab(join(folder, 'classic.msu'), {
      'A-KB4000001-x64.cab': await cab('a.cab', { name: 'Package_for_KB4000001', version: '10.0.1.0' }),
      'B-KB4000002-x64.cab': await cab('b.cab', { name: 'Package_for_KB4000002', version: '10.0.1.0' }),
      'Windows10.0-KB4000002-x64.xml': '<unattend xmlns="urn:schemas-microsoft-com:unattend"><servicing><package action="install">'
        + '<assemblyIdentity name="Package_for_KB4000002" version="10.0.1.0" language="neutral" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35"/>'
        + '<source location="%configsetroot%\\Windows10.0-KB4000002-x64.CAB"/></package></servicing></unattend>',
      'Windows10.0-KB4000002-x64-pkgProperties.txt': pkgProperties({
        'ApplicabilityInfo': 'Windows 10.0 Client SKUs; Windows 10.0 Server SKUs', 'Build Date': '2018/07/05', 'KB Article Number': '4000002',
      }),
    }, false);
    const { updates } = await scanUpdates([join(folder, 'classic.msu')]);
    expect(updates[0]).to.deep.include({ kb: 'KB4000002', appliesTo: ['Client', 'Server'], releaseMonth: '2018-07', format: 'msu-cab' });
    expect(updates[0]!.identity).to.match(/^Package_for_KB4000002~/u);
  });

  it('the name to be staged under, where container and extension differ', async () => {
    const update = await scanCab({ name: 'Package_for_KB1', version: '10.0.1.0' }, {}, 'wrong.msu');
    expect(update).to.include({ format: 'cab', stageAs: 'wrong.cab' });
    await writeCab(join(folder, 'bundle.cab'), { 'Windows10.0-KB1000001-x64.cab': await readFile(join(folder, 'wrong.msu')), 'WSUSSCAN.cab': 'x' });
    expect((await scanUpdates([join(folder, 'bundle.cab')])).updates[0]).to.include({ format: 'msu-cab', stageAs: 'bundle.msu' });
  });

  it('an MSU in an MSU, and a payload of deltas without the file that has them', async () => {
    await writeCab(join(folder, 'Windows10.0-KB1000001-x64.cab'), { 'update.mum': mumText({ name: 'Package_for_RollupFix', version: '19041.2965.1.8' }), 'express.psf.cix.xml': '<x/>' });
    const payload = await readFile(join(folder, 'Windows10.0-KB1000001-x64.cab'));
    const parts = { 'Windows10.0-KB1000001-x64.cab': payload, 'Windows10.0-KB1000001-x64.psf': 'deltas' };
    await writeCab(join(folder, 'inner.msu'), parts, false);
    await writeCab(join(folder, 'outer.msu'), { 'inner.msu': await readFile(join(folder, 'inner.msu')) });
    const { updates } = await scanUpdates([join(folder, 'outer.msu')]);
    expect(updates[0]).to.deep.include({ kind: 'cumulative', resultBuild: { build: 19041, ubr: 2965 } });
    await writeCab(join(folder, 'bare.msu'), { 'Windows10.0-KB1000001-x64.cab': payload, 'WSUSSCAN.cab': 'x' }, false);
    expect((await failureOf(() => scanUpdates([join(folder, 'bare.msu')]))).message).to.contain('lies in a .psf file that the update does not hold');
  });
});
