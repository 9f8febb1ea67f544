import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { execa } from 'execa';
import type { ServicingError } from '../../../src/schema/errors.js';
import { scanUpdates } from '../../../src/updates/scan-updates.js';
import { identityOf, mumText, writeCab } from '../../support/update-fixtures.js';
import { describePosix } from '../../support/posix.js';

/** An update of today: a WIM with the servicing stack, a payload that nothing here can open, and CompDBs. */
describePosix('an update in WIM format', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wim-update-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function compDb(kb: string, from: string, to: string, type = 'CumulativeUpdate'): string {
    return `<?xml version="1.0" encoding="utf-8"?>
<CompDB Type="BuildUpdate" OSVersion="${from}" TargetOSVersion="${to}" BuildArch="amd64">
  <Features><Feature Type="${type}" FeatureID="${type}_${kb}"/></Features>
  <Packages><Package ID="Package_for_RollupFix" Version="${to.replace('10.0.', '')}.1.9"/></Packages>
</CompDB>`;
  }

  async function wimMsu(kb: string, from: string, to: string): Promise<string> {
    const work = join(folder, kb);
    const content = join(work, 'content');
    await mkdir(content, { recursive: true });
    await writeCab(join(work, 'ssu.cab'), {
      'update.mum': mumText({ name: 'Package_for_ServicingStack_3764', version: '26100.3764.1.0', parents: ['Microsoft-Windows-Foundation-Package 10.0.26100.1'] }),
      'amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.26100.3764_none_0123456789abcdef.manifest': 'x',
    });
    await rename(join(work, 'ssu.cab'), join(content, 'SSU-26100.3764-x64.cab'));
    await writeCab(join(work, 'LCU.cab'), { [`LCUCompDB_${kb}.xml`]: compDb(kb, from, to) });
    await writeCab(join(work, 'model.cab'), { 'model.xml': '<CompDB Type="Build"/>' });
    await writeCab(join(work, 'meta.cab'), {
      [`LCUCompDB_${kb}.xml.cab`]: await readFile(join(work, 'LCU.cab')), 'model.xml.cab': await readFile(join(work, 'model.cab')),
    });
    await rename(join(work, 'meta.cab'), join(content, 'onepackage.AggregatedMetadata.cab'));
    await writeFile(join(content, 'wsusscan.cab'), 'not read');
    await writeFile(join(content, `Windows11.0-${kb}-x64.wim`), 'only DISM opens it');
    await writeFile(join(content, `Windows11.0-${kb}-x64.psf`), `${kb} payload `.repeat(100_000));
    const msu = join(folder, `windows11.0-${kb}-x64.msu`);
    await execa('wimlib-imagex', ['capture', content, msu, '--compress=none', '--no-acls'], { stdin: 'ignore' });
    return msu;
  }

  it('is known by its servicing stack and its CompDB', async () => {
    const { updates } = await scanUpdates([await wimMsu('KB5055523', '10.0.26100.1742', '10.0.26100.3775')]);
    expect(updates).to.have.length(1);
    expect(updates[0]).to.deep.include({
      format: 'msu-wim', kind: 'combined', kb: 'KB5055523', identity: identityOf('Package_for_RollupFix', '26100.3775.1.9'),
      architecture: 'x64', targetBuild: 26100, resultBuild: { build: 26100, ubr: 3775 }, servicingStackVersion: '10.0.26100.3764',
    });
    expect(updates[0]!.packages.map((entry) => entry.kind)).to.deep.equal(['servicingStack', 'cumulative']);
  });

  it('is a checkpoint when another update starts from the build that it leads to', async () => {
    const checkpoint = await wimMsu('KB5043080', '10.0.26100.1', '10.0.26100.1742');
    const latest = await wimMsu('KB5055523', '10.0.26100.1742', '10.0.26100.3775');
    const { updates } = await scanUpdates([checkpoint, latest]);
    expect(updates.map((update) => [update.kb, update.kind])).to.deep.equal([['KB5043080', 'checkpoint'], ['KB5055523', 'combined']]);
  });

  it('is refused when its payload is damaged or it is cut off', async () => {
    const msu = await wimMsu('KB5055523', '10.0.26100.1742', '10.0.26100.3775');
    const bytes = await readFile(msu);
    const damaged = Buffer.from(bytes);
    damaged[bytes.indexOf('KB5055523 payload') + 500_000] = 0;
    await writeFile(msu, damaged);
    const error = await scanUpdates([msu]).catch((reason: unknown) => reason) as ServicingError;
    expect(error.code).to.equal('update-invalid');
    expect(error.message).to.equal('windows11.0-KB5055523-x64.msu, member Windows11.0-KB5055523-x64.psf: checksum error in the data (SHA-1)');
    await writeFile(msu, bytes.subarray(0, bytes.length - 1000));
    const short = await scanUpdates([msu]).catch((reason: unknown) => reason) as ServicingError;
    expect(short.code).to.equal('update-invalid');
    expect(short.message).to.match(/^windows11\.0-KB5055523-x64\.msu: the WIM cannot be read: /u);
  });
});
