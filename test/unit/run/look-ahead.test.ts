import { expect } from 'chai';
import { createPlan } from '../../../src/plan/create-plan.js';
import { isHeavy } from '../../../src/run/budgets.js';
import { lookAhead } from '../../../src/run/look-ahead.js';
import type { ScheduleFacts } from '../../../src/run/schedule.js';
import type { Step } from '../../../src/schema/plan.js';
import { cumulative, image, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';

function planOf(editions: number): Step[] {
  return createPlan(media({}, Array.from({ length: editions }, (_none, at) => image(at + 1, `Edition ${at + 1}`))), scan(stack, cumulative), planOptions()).steps;
}

function factsOf(parallel: number, fields: Partial<ScheduleFacts> = {}): ScheduleFacts {
  return { budgets: { parallel, heavy: Math.ceil(parallel / 2) }, isHeavy, isKept: () => true, done: new Set(), seconds: new Map(), ...fields };
}

const plenty = (): Promise<number> => Promise.resolve(Infinity);

describe('lookAhead', () => {
  it('lets four editions share three sessions, which the usual order gives one after the others', async () => {
    const { ahead, urgency } = await lookAhead(planOf(4), factsOf(3), plenty);
    expect(ahead).to.be.greaterThan(0);
    expect(urgency).to.be.an.instanceOf(Map);
  });

  it('gives the same order for the same steps', async () => {
    const steps = planOf(7);
    const first = await lookAhead(steps, factsOf(4), plenty);
    expect(await lookAhead(steps, factsOf(4), plenty)).to.deep.equal(first);
  });

  it('leaves things as they are, and asks for no space, where the usual order is as good as any', async () => {
    let asked = 0;
    const free = (): Promise<number> => { asked += 1; return plenty(); };
    expect(await lookAhead(planOf(1), factsOf(4), free)).to.deep.equal({ ahead: 0 });
    expect(await lookAhead(planOf(11), factsOf(1), free)).to.deep.equal({ ahead: 0 });
    expect(await lookAhead([], factsOf(4), free)).to.deep.equal({ ahead: 0 });
    const steps = planOf(4);
    expect(await lookAhead(steps, factsOf(3, { done: new Set(steps.map(({ id }) => id)) }), free)).to.deep.equal({ ahead: 0 });
    expect(asked).to.equal(0);
  });

  it('leaves plans of many thousands of steps alone', async () => {
    const steps = Array.from({ length: 5_000 }, (_none, at): Step => ({ id: `${at}`, target: `boot:${at}`, title: '', recipeStep: '1', estimateSeconds: at % 7, needs: [], do: { action: 'mount' } }));
    expect(await lookAhead(steps, factsOf(4), plenty)).to.deep.equal({ ahead: 0 });
  });
});
