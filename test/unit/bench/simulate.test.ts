import { expect } from 'chai';
import fc from 'fast-check';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { Step } from '../../../src/schema/plan.js';
import { costOf, readDurations } from '../../bench/durations.js';
import type { Durations, StepCost } from '../../bench/durations.js';
import { boundsOf, necessaryGraph, ownGraph } from '../../bench/makespan-bounds.js';
import { makespanOf, simulate, VirtualClock } from '../../bench/simulate.js';
import { cumulative, flash, image, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

function planOf(editions: number): Step[] {
  return createPlan(media({}, Array.from({ length: editions }, (_none, at) => image(at + 1, `Edition ${at + 1}`))), scan(stack, cumulative, flash), planOptions()).steps;
}

/** When each piece of work is over, in seconds. */
async function ends(work: readonly Pick<StepCost, 'seconds' | 'uses'>[], capacity: Record<string, number>): Promise<number[]> {
  const clock = new VirtualClock(capacity);
  return clock.until(Promise.all(work.map(async (one) => {
    await clock.spend(one);
    return Number(clock.now.toFixed(6));
  })));
}

describe('bench/simulate', () => {
  let durations: Durations;
  before(async () => { durations = await readDurations(); });

  it('slows down what shares a resource, in the measure in which it is short, and nothing else', async () => {
    // Two that take the disk whole need twice as long; once the short one is over, the long one has it alone.
    expect(await ends([{ seconds: 10, uses: { disk: 1 } }, { seconds: 4, uses: { disk: 1 } }, { seconds: 5, uses: {} }], { disk: 1 })).to.deep.equal([14, 8, 5]);
    // The lowest of the speeds counts: cpu 4/6, disk 1/2.
    expect(await ends([{ seconds: 6, uses: { cpu: 3, disk: 1 } }, { seconds: 6, uses: { cpu: 3, disk: 1 } }], { cpu: 4, disk: 1 })).to.deep.equal([12, 12]);
    expect(await ends([{ seconds: 6, uses: { cpu: 2 } }, { seconds: 6, uses: { cpu: 2 } }], { cpu: 4 })).to.deep.equal([6, 6]);
    // Without a capacity nothing is short.
    expect(await ends([{ seconds: 3, uses: { tape: 9 } }, { seconds: 3, uses: { tape: 9 } }], {})).to.deep.equal([3, 3]);
  });

  it('never beats a bound, ideal or contended, and gives the same spans for the same plan', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), fc.boolean(), async (editions, parallel, contended) => {
      const steps = planOf(editions);
      const cost = (step: Step): StepCost => costOf(durations, step);
      const options = { budgets: { parallel, heavy: Math.ceil(parallel / 2) }, cost, ...(contended ? { capacity: durations.capacity } : {}) };
      const spans = await simulate(steps, options);
      expect(await simulate(steps, options)).to.deep.equal(spans);
      const capacity = contended ? durations.capacity : {};
      for (const graph of [ownGraph(steps, cost), necessaryGraph(steps, cost)]) expect(makespanOf(spans)).to.be.at.least(boundsOf(graph, parallel, capacity).lowest - 1e-6);
    }), { numRuns: 15 });
  });
});

describe('bench/makespan-bounds', () => {
  const step = (id: string, seconds: number, needs: string[] = [], more: { uses?: Record<string, number>; excludes?: string } = {}): Parameters<typeof boundsOf>[0][number] => ({
    id, needs, cost: { seconds, uses: more.uses ?? {} }, ...(more.excludes === undefined ? {} : { excludes: more.excludes }),
  });

  it('is the highest of the longest chain, shared work, the scarcest resource, and what excludes itself', () => {
    const steps = [step('a', 4), step('b', 6, ['a'], { excludes: 'wim', uses: { disk: 1 } }), step('c', 5, ['a'], { excludes: 'wim', uses: { disk: 1 } }), step('d', 9)];
    expect(boundsOf(steps, 2, { disk: 0.5 })).to.deep.equal({ criticalPath: 10, work: 12, resources: 22, exclusive: 15, lowest: 22 });
    expect(boundsOf(steps, 2).lowest).to.equal(15);
    expect(boundsOf([], 4).lowest).to.equal(0);
  });

  it('asks of others only what nobody can do without', () => {
    const steps = planOf(3);
    const graph = necessaryGraph(steps, () => ({ seconds: 1, uses: {} }));
    const needs = new Map(graph.map((one) => [one.id, one.needs]));
    expect(needs.has('install:1/export-source')).to.equal(false);
    expect(needs.get('install:2/mount')).to.deep.equal([]);
    expect(needs.get('winre/mount')).to.deep.equal(['install:1/take-winre']);
    expect(needs.get('install:2/put-winre')).to.deep.equal(['install:2/mount', 'winre/export']);
    expect(needs.get('install:2/save')).to.include('install:2/put-winre');
    expect(needs.get('install:3/assemble')).to.deep.equal(['install:3/save']);
    const seen = new Set<string>();
    for (const { id, needs: before } of graph) {
      for (const need of before) expect(seen.has(need), `${id} needs ${need}`).to.equal(true);
      seen.add(id);
    }
    expect(graph).to.have.lengthOf(steps.length - steps.filter(({ do: action }) => action.action === 'export-source').length);
  });
});
