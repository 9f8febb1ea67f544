import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { possibleKinds } from '../faults/bench.js';
import { describeTried, runCampaign } from '../faults/campaign.js';
import { caseOf, seedsCovering } from '../faults/fault-case.js';
import type { FaultCase } from '../faults/fault-case.js';
import { makeWorld } from '../faults/lab-world.js';
import type { LabWorld } from '../faults/lab-world.js';

/** The short form of `npm run test:faults` (docs/faults.md): the same cases each time, one of every kind. */
describe('whatever goes wrong, originals stay, nothing is left, and the next run ends well', function () {
  this.timeout(600_000);
  const firstSeed = 20;
  let root = '';
  let world: LabWorld;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'offline-servicing-faults-'));
    world = await makeWorld(17134, join(root, 'world'));
  });
  after(() => { rmSync(root, { recursive: true, force: true }); });

  it('faults of every kind', async () => {
    const kinds = possibleKinds();
    const cases = seedsCovering(firstSeed, 1, [world], kinds).map((seed) => caseOf(seed, [world], kinds));
    const all = await runCampaign({ root, worlds: [world], cases, workers: 2 });
    expect(all.filter(({ wrong }) => wrong.length > 0).map(describeTried)).to.deep.equal([]);
    expect(all).to.have.length(kinds.length);
    expect(new Set(all.map(({ tried }) => tried.fault.kind))).to.deep.equal(new Set(kinds));
  });

  it('damage that only the last check sees is not kept for the next run', async () => {
    const cases: FaultCase[] = [{ seed: 0, build: world.build, fault: { kind: 'damage-image', step: 'install:1/export-source', place: 0.786 }, parallel: 1, after: 'again' }];
    const all = await runCampaign({ root, worlds: [world], cases, workers: 1 });
    expect(all.map(({ wrong, ended }) => ({ wrong, ended }))).to.deep.equal([{ wrong: [], ended: 'verification' }]);
  });
});
