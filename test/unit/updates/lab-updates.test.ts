import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeNamedUpdate, makeUpdate } from '../../../src/lab/update-file.js';
import type { UpdateDefect } from '../../../src/lab/update-file.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from '../../../src/lab/updates.js';
import type { ServicingError } from '../../../src/schema/errors.js';
import { scanUpdates } from '../../../src/updates/scan-updates.js';
import { describePosix } from '../../support/posix.js';

describePosix('updates of the lab', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-updates-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are known for what they are', async () => {
    for (const spec of [servicingStackUpdate(), cumulativeUpdate(), flashUpdate()]) await makeNamedUpdate(spec, folder);
    const { updates, ignored } = await scanUpdates([folder]);
    expect(ignored).to.deep.equal([]);
    const shown = updates.map((update) => [update.kb, update.kind, update.identity, update.targetBuild, update.nameDigest]);
    const identity = (name: string, version: string): string => `${name}~31bf3856ad364e35~amd64~~${version}`;
    expect(shown).to.deep.equal([
      ['KB4338819', 'cumulative', identity('Package_for_RollupFix', '17134.165.1.6'), 17134, 'ok'],
      ['KB4338832', 'adobeFlash', identity('Package_for_KB4338832', '10.0.1.0'), 17134, 'ok'],
      ['KB4338853', 'servicingStack', identity('Package_for_KB4338853', '17134.164.1.1'), 17134, 'ok'],
    ]);
    expect(updates[0]).to.deep.include({ minimumServicingStack: '10.0.17134.164', resultBuild: { build: 17134, ubr: 165 } });
    expect(updates[0]!.packages).to.have.length(6);
    expect(updates[2]!.servicingStackVersion).to.equal('10.0.17134.164');
  });

  const defects: [UpdateDefect, RegExp][] = [
    ['truncated', /the cabinet is truncated/u],
    ['no-update-mum', /^x\.msu, member Windows10\.0-KB4338832-x64\.cab: the payload has no update\.mum$/u],
    ['broken-mum', /member update\.mum: the package manifest is malformed/u],
  ];
  for (const [defect, message] of defects) {
    it(`are refused when they are ${defect}`, async () => {
      await makeUpdate({ ...flashUpdate(), defect }, join(folder, 'x.msu'));
      const error = await scanUpdates([folder]).catch((reason: unknown) => reason) as ServicingError;
      expect(error.code).to.equal('update-invalid');
      expect(error.message).to.match(message);
    });
  }
});
