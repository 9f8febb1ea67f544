import type { Step } from '../schema/plan.js';

/** Seconds from the start of each step to the end of the plan along its longest path. */
export function remainingSeconds(steps: readonly Step[]): Map<string, number> {
  const remaining = new Map<string, number>();
  const after = new Map<string, number>();
  for (const step of [...steps].reverse()) {
    const own = step.estimateSeconds + (after.get(step.id) ?? 0);
    remaining.set(step.id, own);
    for (const need of step.needs) after.set(need, Math.max(after.get(need) ?? 0, own));
  }
  return remaining;
}
