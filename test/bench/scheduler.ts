import { createStyle } from '../../src/cli/render/style.js';
import { planText } from '../../src/cli/render/plan-text.js';
import { freeBytesOf } from '../../src/files/disk-space.js';
import { createPlan } from '../../src/plan/create-plan.js';
import { isHeavy } from '../../src/run/budgets.js';
import { runSchedule } from '../../src/run/scheduler.js';
import type { Step } from '../../src/schema/plan.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { figure, median } from './figure.js';
import { editionCount, largePlans } from './large-plans.js';
import { stepGraphs } from './step-graphs.js';

/** What scheduling and planning cost beside the work itself. */
export const schedulerGroup: BenchGroup = {
  id: 'i',
  title: 'Scheduling of 100,000 steps; a plan of 12 editions and 1,000 updates',
  measure: async (context) => [...await scheduling(context), ...planning(context)],
};

interface Timed { readonly what: string; readonly value: number }

function worst(timed: readonly Timed[]): Timed {
  return timed.reduce((most, one) => (one.value > most.value ? one : most));
}

function slug(what: string): string {
  return what.toLowerCase().replace(/[^a-z]+/gu, '-');
}

async function scheduling({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  const count = quick ? 10_000 : 100_000;
  const full: Timed[] = [];
  const growth: Timed[] = [];
  for (const [what, make] of Object.entries(stepGraphs)) {
    const value = await microsecondsPerStep(make(count), folder, 5);
    const small = await microsecondsPerStep(make(count / 10), folder, 15);
    full.push({ what, value });
    growth.push({ what, value: value / small });
    say(`${what}: ${value.toFixed(2)} us a step, ${small.toFixed(2)} with a tenth of the steps`);
  }
  const failing = await microsecondsPerStep(stepGraphs['as many targets, each with a private WIM']?.(count) ?? [], folder, 5, (at) => at % 2 === 0);
  say(`every first step of a target fails: ${failing.toFixed(2)} us a step`);
  const steps = `${count.toLocaleString('en')} steps`;
  return [
    figure({ id: 'i.step', name: `Scheduling, a step of ${steps}, worst shape`, value: worst(full).value, target: 20, unit: 'us', higherIsBetter: false, note: `${worst(full).what}; the steps themselves take no time` }),
    ...full.map(({ what, value }) => figure({ id: `i.step.${slug(what)}`, name: `… ${what}`, value, unit: 'us', higherIsBetter: false })),
    figure({ id: 'i.step.failures', name: '… every first step of a target fails', value: failing, target: 20, unit: 'us', higherIsBetter: false }),
    figure({ id: 'i.growth', name: 'A step of 100,000 ÷ a step of 10,000, worst shape', value: worst(growth).value, unit: '×', higherIsBetter: false, note: `${worst(growth).what}; what grows beyond O(log n) is memory that the processor's caches do not hold` }),
  ];
}

async function microsecondsPerStep(steps: readonly Step[], folder: string, rounds: number, fails: (at: number) => boolean = () => false): Promise<number> {
  const samples: number[] = [];
  const positions = new Map(steps.map((step, at) => [step, at]));
  const failing = new Error('as it should');
  const free = freeBytesOf(folder);
  for (let round = 0; round < rounds; round += 1) {
    let settled = 0;
    const started = performance.now();
    const errors = await runSchedule(steps, {
      budgets: { parallel: 4, heavy: 2, disk: { free, bytesOf: () => 1, reserve: 1 } }, isHeavy,
      release: () => Promise.resolve(),
      run: (step) => { settled += 1; return fails(positions.get(step) ?? 0) ? Promise.reject(failing) : Promise.resolve(); },
    });
    samples.push((performance.now() - started) * 1000 / steps.length);
    const expected = steps.filter((_step, at) => fails(at)).length;
    if (errors.length !== expected || settled < steps.length - expected) throw new Error(`${settled} of ${steps.length} steps ran, ${errors.length} failed`);
  }
  return median(samples);
}

function planning({ quick, say }: BenchContext): Figure[] {
  const count = quick ? 100 : 1_000;
  const plans: Timed[] = [];
  const texts: Timed[] = [];
  for (const [what, make] of Object.entries(largePlans)) {
    const samples: number[] = [];
    const shown: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      // Made anew, so that nothing is remembered from the round before.
      const { media, scan, options, inputs } = make(count);
      const started = performance.now();
      const plan = createPlan(media, scan, options, inputs);
      const planned = performance.now();
      planText(plan, createStyle(true), 100, { explain: true });
      samples.push(planned - started);
      shown.push(performance.now() - planned);
      if (round === 0) say(`${what}: ${plan.updates.filter((one) => one.taken).length} of ${plan.updates.length} updates taken, ${plan.steps.length} steps, first time ${(planned - started).toFixed(0)} ms`);
    }
    // A plan is made once in a process: the slowest round is the first one.
    plans.push({ what, value: Math.max(...samples) / 1000 });
    texts.push({ what, value: Math.max(...shown) / 1000 });
  }
  const size = `${editionCount} editions × ${count.toLocaleString('en')} updates`;
  return [
    figure({ id: 'i.plan', name: `Plan of ${size}, worst kind`, value: worst(plans).value, target: 1, unit: 's', higherIsBetter: false, note: `${worst(plans).what}; the first one in a process, nothing compiled yet` }),
    ...plans.map(({ what, value }) => figure({ id: `i.plan.${slug(what)}`, name: `… ${what}`, value, unit: 's', higherIsBetter: false })),
    figure({ id: 'i.plan.text', name: 'Such a plan as text for a terminal, worst kind', value: worst(texts).value, target: 1, unit: 's', higherIsBetter: false, note: worst(texts).what }),
  ];
}
