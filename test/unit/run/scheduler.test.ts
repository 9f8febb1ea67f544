import { expect } from 'chai';
import fc from 'fast-check';
import { createPlan } from '../../../src/plan/create-plan.js';
import { remainingSeconds } from '../../../src/run/remaining.js';
import { runSchedule } from '../../../src/run/scheduler.js';
import type { Step } from '../../../src/schema/plan.js';
import { cumulative, image, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

function planOf(editions: number): Step[] {
  const images = Array.from({ length: editions }, (_none, at) => image(at + 1, `Edition ${at + 1}`));
  return createPlan(media({}, images), scan(stack, cumulative), planOptions()).steps;
}

/** Runs steps on a clock of its own: a step takes as many seconds as it is estimated at, and no real time. */
async function simulate(steps: readonly Step[], parallel: number, fails: (step: Step) => boolean = () => false): Promise<{ ended: string[]; errors: unknown[]; most: number; seconds: number; mostOpen: number }> {
  let now = 0;
  const running: { step: Step; end: number; settle: () => void }[] = [];
  const ended: string[] = [];
  let most = 0;
  let mostOpen = 0;
  const pending = runSchedule(steps, {
    parallel,
    run: (step) => new Promise<void>((resolve, reject) => {
      for (const need of step.needs) expect(ended, `${step.id} began before ${need} was done`).to.include(need);
      const settle = (): void => {
        ended.push(step.id);
        if (fails(step)) reject(new Error(step.id));
        else resolve();
      };
      running.push({ step, end: now + step.estimateSeconds, settle });
      most = Math.max(most, running.length);
      const begun = new Set([...ended, ...running.map((one) => one.step.id)]);
      mostOpen = Math.max(mostOpen, new Set(steps.filter((one) => one.target.startsWith('install') && begun.has(one.id)
        && steps.some((other) => other.target === one.target && !ended.includes(other.id))).map((one) => one.target)).size);
    }),
  });
  let over = false;
  void pending.then(() => { over = true; });
  for (;;) {
    await new Promise((resolve) => { setImmediate(resolve); });
    if (over) break;
    running.sort((a, b) => a.end - b.end);
    const first = running.shift();
    if (first === undefined) break;
    now = first.end;
    first.settle();
  }
  return { ended, errors: await pending, most, seconds: now, mostOpen };
}

describe('runSchedule', () => {
  it('completes any plan with one session: 11 editions, one open at a time', async () => {
    const steps = planOf(11);
    const { ended, errors, most, mostOpen } = await simulate(steps, 1);
    expect(errors).to.deep.equal([]);
    expect(ended).to.have.members(steps.map((step) => step.id));
    expect(most).to.equal(1);
    expect(mostOpen).to.equal(1);
  });

  it('starts the next edition while another is exporting', async () => {
    const steps = planOf(3);
    const { ended } = await simulate(steps, 2);
    expect(ended.indexOf('install:2/mount')).to.be.lessThan(ended.indexOf('install:1/assemble'));
  });

  it('approaches the critical path', async () => {
    for (const [editions, parallel] of [[1, 2], [1, 8], [2, 4], [4, 4], [11, 4]] as const) {
      const steps = planOf(editions);
      const total = steps.reduce((sum, step) => sum + step.estimateSeconds, 0);
      const bound = Math.max(...remainingSeconds(steps).values(), total / parallel);
      const { seconds } = await simulate(steps, parallel);
      expect(seconds / bound, `${editions} editions, ${parallel} at once`).to.be.lessThan(1.25);
    }
  });

  it('after a failure starts nothing new, waits for what runs, and tells every failure', async () => {
    const steps = planOf(2);
    const failing = new Set(['winre/add-cumulative', 'boot:2/mount']);
    const { ended, errors } = await simulate(steps, 4, (step) => failing.has(step.id));
    expect(errors.length).to.be.greaterThan(0);
    expect(ended).not.to.include('winre/cleanup').and.not.to.include('media/apply-files');
    for (const error of errors) expect(failing.has((error as Error).message)).to.equal(true);
  });

  it('runs any graph: each step once, after its needs, never more at once than allowed', async () => {
    const graph = fc.array(fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), seconds: fc.integer({ min: 0, max: 9 }), target: fc.nat({ max: 4 }), opens: fc.boolean() }), { maxLength: 25 });
    await fc.assert(fc.asyncProperty(graph, fc.integer({ min: 1, max: 5 }), async (nodes, parallel) => {
      const steps = nodes.map((node, at): Step => ({
        id: String(at), target: `install:${node.target + 1}`, title: '', recipeStep: '1', estimateSeconds: node.seconds,
        needs: at === 0 ? [] : [...new Set(node.needs.map((need) => String(need % at)))],
        do: node.opens ? { action: 'export-source', wim: 'sources/install.wim', index: 1 } : { action: 'save' },
      }));
      const { ended, errors, most } = await simulate(steps, parallel);
      expect(errors).to.deep.equal([]);
      expect([...ended].sort()).to.deep.equal(steps.map((step) => step.id).sort());
      expect(most).to.be.at.most(parallel);
    }), { numRuns: 60 });
  });
});
