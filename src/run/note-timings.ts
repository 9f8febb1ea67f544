import type { RunContext } from './context.js';
import { addTimings } from './timings.js';

/**
 * Keeps how long the steps of a run took, for the estimates and the order of later ones. What cannot be kept is no loss
 * that a run should complain of.
 */
export async function noteTimings({ plan, backend, cache, results }: RunContext): Promise<void> {
  if (cache === undefined) return;
  const samples = plan.steps.flatMap((step) => {
    const result = results.get(step.id);
    return result?.status === 'done' && result.durationMs !== undefined ? [{ step, milliseconds: result.durationMs }] : [];
  });
  await addTimings(cache.folder, backend, samples).catch(() => undefined);
}
