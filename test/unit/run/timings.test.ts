import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import { estimateOf } from '../../../src/run/estimate-run.js';
import { addTimings, medianSeconds, readTimings } from '../../../src/run/timings.js';
import type { Plan, Step } from '../../../src/schema/plan.js';
import { cumulative, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';
import { temporaryFolder } from '../../support/temp.js';

const plan: Plan = createPlan(media(), scan(stack, cumulative), planOptions());

function step(id: string): Step {
  const found = plan.steps.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`The plan has no ${id}`);
  return found;
}

describe('how long steps took', () => {
  const cache = temporaryFolder();

  it('is known by backend, action, kind of update and kind of image, as the median of the last runs', async () => {
    const [home, pro, boot] = [step('install:1/mount'), step('install:2/mount'), step('boot:1/mount')];
    await addTimings(cache(), 'native', [[home, 30_000], [home, 90_000], [pro, 40_000]].map(([one, milliseconds]) => ({ step: one as Step, milliseconds: milliseconds as number })));
    const timings = await readTimings(cache());
    expect(medianSeconds(timings, 'native', pro)).to.equal(40);
    expect(medianSeconds(timings, 'native', boot)).to.equal(undefined);
    expect(medianSeconds(timings, 'rehearsal', pro)).to.equal(undefined);
    await addTimings(cache(), 'native', Array.from({ length: 40 }, () => ({ step: boot, milliseconds: 1_000 })));
    const kept = JSON.parse(readFileSync(join(cache(), 'timings.json'), 'utf8')) as { samples: Record<string, number[]> };
    expect(Object.values(kept.samples).map((samples) => samples.length)).to.deep.equal([3, 15]);
    expect(kept.samples).to.have.property('native mount install');
  });

  it('is kept whole by several writers at once', async () => {
    await Promise.all([1, 2, 3, 4].map((milliseconds) => addTimings(cache(), 'rehearsal', [{ step: step('install:1/save'), milliseconds }])));
    expect([...(await readTimings(cache())).get('rehearsal save install') ?? []].sort()).to.deep.equal([1, 2, 3, 4]);
  });

  it('is unknown where the file is damaged or missing, and then written anew', async () => {
    writeFileSync(join(cache(), 'timings.json'), '{ "v": 1, "samples": ');
    expect(await readTimings(cache())).to.have.property('size', 0);
    expect(await readTimings(join(cache(), 'nowhere'))).to.have.property('size', 0);
    await addTimings(cache(), 'native', [{ step: step('boot:1/save'), milliseconds: 5 }]);
    expect([...(await readTimings(cache())).keys()]).to.deep.equal(['native save boot']);
  });
});

describe('the estimate of a run', () => {
  const everything = new Map(plan.steps.map((one) => [one.do.action === 'add-package' ? `native add-package ${one.do.kind} ${one.target.replace(/:.*/u, '')}` : `native ${one.do.action} ${one.target.replace(/:.*/u, '')}`, [2_000]]));

  it('is the plan\'s own where nothing was measured', () => {
    for (const backend of ['native', undefined] as const) {
      expect(estimateOf(plan, new Map(), { backend, parallel: 2 })).to.deep.include({ seconds: plan.estimate.seconds, measured: 0 });
    }
    expect(estimateOf(plan, everything, { backend: 'rehearsal', parallel: 2 }).measured).to.equal(0);
  });

  it('counts what was measured, and as many steps at once as the run may do', () => {
    const one = estimateOf(plan, everything, { backend: 'native', parallel: 1 });
    expect(one).to.include({ measured: 1, seconds: plan.steps.length * 2 });
    const four = estimateOf(plan, everything, { backend: 'native', parallel: 4 });
    expect(four.seconds).to.be.lessThan(one.seconds).and.at.least(one.seconds / 4);
  });

  it('of small images is short before anything was measured', () => {
    const small = media({ totalBytes: 60e6 });
    const shrunk = [...small.install.images, ...small.boot.images].map((image) => ({
      ...image, size: 30e6, ...(image.winre === undefined ? {} : { winre: { ...image.winre, size: 5e6 } }),
    }));
    const lab = { ...small, install: { ...small.install, images: shrunk.slice(0, 2) }, boot: { ...small.boot, images: shrunk.slice(2) } };
    const { estimate, steps } = createPlan(lab, scan(stack, cumulative), planOptions());
    expect(estimate.seconds).to.be.lessThan(3 * steps.length);
    expect(plan.estimate.seconds).to.be.greaterThan(3000);
  });
});
