import type { Backend } from '../schema/common.js';
import type { Plan } from '../schema/plan.js';
import { remainingSeconds } from './remaining.js';
import type { Timings } from './timings.js';
import { medianSeconds } from './timings.js';

/** How long a plan will take on this computer. The plan itself knows nothing of computers. */
export interface RunEstimate {
  /** From start to end, with as many steps at once as the run may do. Without any measurement the plan's own sum. */
  readonly seconds: number;
  /** Share of the plan's steps, 0 to 1, whose kind was measured here. */
  readonly measured: number;
  /** Measured seconds of steps by id. */
  readonly steps: ReadonlyMap<string, number>;
}

/** Estimates a run by what steps of the same kind took before; where nothing was measured, by the plan's own estimates. */
export function estimateOf(plan: Plan, timings: Timings, { backend, parallel }: { backend: Backend | undefined; parallel: number }): RunEstimate {
  const steps = new Map<string, number>();
  for (const step of plan.steps) {
    const seconds = backend === undefined ? undefined : medianSeconds(timings, backend, step);
    if (seconds !== undefined) steps.set(step.id, seconds);
  }
  if (steps.size === 0) return { seconds: plan.estimate.seconds, measured: 0, steps };
  const total = plan.steps.reduce((sum, step) => sum + (steps.get(step.id) ?? step.estimateSeconds), 0);
  const longest = [...remainingSeconds(plan.steps, steps).values()].reduce((most, way) => Math.max(most, way), 0);
  return { seconds: Math.max(longest, total / parallel), measured: steps.size / plan.steps.length, steps };
}
