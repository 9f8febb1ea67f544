import type { Step } from '../schema/plan.js';
import { remainingSeconds } from './remaining.js';
import type { ScheduleFacts } from './schedule.js';

/** Steps by number, the most urgent one first, with the needs between them. */
export interface StepGraph {
  readonly steps: readonly Step[];
  /** By number of the step: the steps that it needs. */
  readonly needs: readonly (readonly number[])[];
  /** By number of the step: the steps that need it. */
  readonly users: readonly (readonly number[])[];
  /** By number of the step: how many needs are not met yet, those among them that no step meets. */
  readonly unmet: Int32Array;
  numberOf(step: Step): number;
}

/**
 * Numbers the steps that are to be run.
 * @param all in the order of the plan: needs come first
 */
export function stepGraph(all: readonly Step[], { done, seconds, urgency }: Pick<ScheduleFacts, 'done' | 'seconds' | 'urgency'>): StepGraph {
  const open = all.filter((step) => !done.has(step.id));
  const steps = byUrgency(open, urgency ?? remainingSeconds(open, seconds));
  const numbers = new Map(steps.map((step, at) => [step.id, at]));
  const users = steps.map((): number[] => []);
  const unmet = new Int32Array(steps.length);
  const needs = steps.map((step, at) => {
    const among: number[] = [];
    for (const need of step.needs) {
      if (done.has(need)) continue;
      unmet[at] = (unmet[at] ?? 0) + 1;
      const number = numbers.get(need);
      if (number === undefined) continue;
      among.push(number);
      users[number]?.push(at);
    }
    return among;
  });
  return {
    steps, needs, users, unmet,
    numberOf: (step) => {
      const number = numbers.get(step.id);
      if (number === undefined) throw new Error(`${step.id} is no step that is to be run`);
      return number;
    },
  };
}

/** Those that are equally urgent in the order of the plan. */
function byUrgency(steps: readonly Step[], urgency: ReadonlyMap<string, number>): Step[] {
  const numbers = Float64Array.from(steps, (step) => urgency.get(step.id) ?? 0);
  const order = Uint32Array.from(steps.keys()).sort((a, b) => (numbers[b] ?? 0) - (numbers[a] ?? 0) || a - b);
  return Array.from(order, (at) => steps[at] as Step);
}
