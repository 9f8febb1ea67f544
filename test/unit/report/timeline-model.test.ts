import { expect } from 'chai';
import fc from 'fast-check';
import { timelineOf } from '../../../src/report/charts/timeline-model.js';
import { rowsFor } from '../../../src/report/charts/lanes.js';
import type { Step } from '../../../src/schema/plan.js';
import type { StepResult } from '../../../src/schema/result.js';
import { samplePlan } from '../../support/sample-result.js';

const start = Date.UTC(2026, 10, 24, 9);

interface Ran { id: string; from: number; to: number; needs?: string[]; pid?: number }

/** Steps that ran from one second to another. */
function timeline(...ran: Ran[]): NonNullable<ReturnType<typeof timelineOf>> {
  const at = (second: number): string => new Date(start + second * 1000).toISOString();
  const steps = ran.map(({ id, from, to, pid }): StepResult => ({
    id, target: id.split('/')[0] ?? id, title: id, recipeStep: '1', status: 'done', facts: [], startedAt: at(from), durationMs: (to - from) * 1000,
    ...(pid === undefined ? {} : { sessions: [{ pid, startedAt: at(from), durationMs: (to - from) * 1000 }] }),
  }));
  const planned = ran.map(({ id, needs = [] }): Step => ({ id, target: 'media', title: id, recipeStep: '1', needs, estimateSeconds: 1, do: { action: 'mount' } }));
  const found = timelineOf({ steps, plan: { ...samplePlan(), steps: planned }, startedAt: at(0), finishedAt: at(100) });
  if (found === undefined) throw new Error('nothing ran');
  return found;
}

describe('the timeline of a run', () => {
  it('knows when a step was ready, how long it waited, and how much was done at once', () => {
    const found = timeline({ id: 'a/1', from: 0, to: 10 }, { id: 'b/1', from: 0, to: 4 }, { id: 'a/2', from: 12, to: 20, needs: ['a/1', 'b/1'] });
    const last = found.steps.find(({ step }) => step.id === 'a/2');
    expect(last).to.include({ ready: 10_000, start: 12_000, end: 20_000 });
    expect(found).to.include({ total: 20_000, waited: 2000, worked: 22_000 });
  });

  it('marks the way that decided the length, over needs and over places that came free', () => {
    const found = timeline(
      { id: 'a/1', from: 0, to: 10 }, { id: 'b/1', from: 0, to: 3 },
      // It was ready from the beginning and got the place of a/1.
      { id: 'c/1', from: 10, to: 20 }, { id: 'c/2', from: 20, to: 30, needs: ['c/1', 'b/1'] },
    );
    expect(found.criticalPath.map(({ step, after }) => [step.id, after?.why])).to.deep.equal([['a/1', undefined], ['c/1', 'place'], ['c/2', 'need']]);
    expect(found.steps.filter(({ critical }) => critical)).to.have.length(3);
  });

  it('gives each session a line in the order of its first use', () => {
    const found = timeline({ id: 'a/1', from: 5, to: 6, pid: 7 }, { id: 'a/2', from: 0, to: 4, pid: 9 }, { id: 'a/3', from: 7, to: 9, pid: 9 });
    expect(found.sessions.map(({ pid, times }) => [pid, times.map(({ step }) => step.step.id)])).to.deep.equal([[9, ['a/2', 'a/3']], [7, ['a/1']]]);
  });

  it('is nothing where nothing ran, and passes over times that are none', () => {
    const plan = samplePlan();
    const steps: StepResult[] = [{ id: 'x', target: 'media', title: 'x', recipeStep: '1', status: 'done', facts: [], startedAt: 'noon', durationMs: 1 }];
    expect(timelineOf({ steps, plan, startedAt: '', finishedAt: '' })).to.equal(undefined);
  });

  it('holds for any times: the path goes forward, and no step waits less than nothing', () => {
    const run = fc.array(fc.record({ from: fc.nat(50), long: fc.integer({ min: 1, max: 20 }), needs: fc.array(fc.nat(7), { maxLength: 3 }) }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(run, (steps) => {
      const found = timeline(...steps.map(({ from, long, needs }, at) => ({ id: `t/${at}`, from, to: from + long, needs: needs.map((need) => `t/${need}`).filter((id) => id !== `t/${at}`) })));
      for (const { ready, start: began } of found.steps) expect(ready).to.be.within(0, began);
      const ids = found.criticalPath.map(({ step }) => step.id);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(found.criticalPath.at(-1)?.end).to.equal(found.total);
    }));
  });
});

describe('the rows of a chart', () => {
  it('put what happens at once below each other and nothing over another', () => {
    const items = fc.array(fc.record({ start: fc.nat(100), end: fc.nat(30) }).map(({ start: from, end }) => ({ start: from, end: from + end + 1 })), { maxLength: 30 });
    fc.assert(fc.property(items, (all) => {
      const { rows, rowOf } = rowsFor(all);
      for (const one of all) {
        expect(rowOf.get(one)).to.be.within(0, rows - 1);
        for (const other of all) if (one !== other && rowOf.get(one) === rowOf.get(other)) expect(one.end <= other.start || other.end <= one.start).to.equal(true);
      }
    }));
  });
});
