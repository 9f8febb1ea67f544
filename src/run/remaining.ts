import type { Step } from '../schema/plan.js';

/**
 * Seconds from the start of each step to the end of the plan along its longest path.
 * @param measured seconds of steps by id, in place of the plan's estimates
 */
export function remainingSeconds(steps: readonly Step[], measured: ReadonlyMap<string, number> = new Map()): Map<string, number> {
  const remaining = new Map<string, number>();
  const after = new Map<string, number>();
  for (const step of [...steps].reverse()) {
    const own = (measured.get(step.id) ?? step.estimateSeconds) + (after.get(step.id) ?? 0);
    remaining.set(step.id, own);
    for (const need of step.needs) after.set(need, Math.max(after.get(need) ?? 0, own));
  }
  return remaining;
}
