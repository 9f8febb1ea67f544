import type { Step } from '../schema/plan.js';

/**
 * Checks that the steps form a graph that can be run in their own order: ids are unique, and every step
 * comes after what it needs. A recipe that breaks this is a bug, so it throws a plain Error.
 */
export function assertRunnable(steps: readonly Step[]): void {
  const seen = new Set<string>();
  for (const step of steps) {
    if (seen.has(step.id)) throw new Error(`Two steps of the plan are called ${step.id}`);
    for (const need of step.needs) {
      if (!seen.has(need)) throw new Error(`Step ${step.id} needs ${need}, which does not come before it`);
    }
    seen.add(step.id);
  }
}
