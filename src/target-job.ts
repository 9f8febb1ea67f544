import { ownSteps } from './run/cache/target-key.js';
import { ServicingError } from './schema/errors.js';
import type { InputInfo } from './schema/inputs.js';
import type { Plan, TargetId } from './schema/plan.js';
import type { TargetJob, TargetJobInput } from './schema/target-job.js';
import type { UpdateInfo } from './schema/update.js';

/** Where a job finds what the plan knows by content, and how it is to be done. */
export interface JobSources extends Pick<TargetJobInput, 'backend' | 'media' | 'workspace' | 'powershell' | 'dismPath' | 'timeouts'> {
  readonly updates: readonly UpdateInfo[];
  readonly inputs?: readonly InputInfo[];
  readonly images?: TargetJob['images'];
}

/**
 * One target of a plan as a job: its own steps, and of updates and inputs those that the steps name.
 * @throws ServicingError `usage` for a target that the plan does not have or that has no image of its own
 */
export function targetJob(plan: Plan, id: TargetId, sources: JobSources): TargetJobInput {
  const { updates, inputs = [], images = [], ...rest } = sources;
  const target = plan.targets.find((candidate) => candidate.id === id);
  const steps = ownSteps(plan, id);
  if (target === undefined || target.source.kind === 'media' || steps.length === 0) {
    throw new ServicingError('usage', `The plan has no image ${id} to be serviced by itself`, { details: [`images: ${plan.targets.map((candidate) => candidate.id).filter((name) => name !== 'media').join(', ')}`] });
  }
  const named = hashesIn(steps);
  return {
    schemaVersion: 1, target, steps, recipe: plan.recipe, windows: plan.media, ...rest,
    updates: updates.filter((update) => named.has(update.sha256)), inputs: inputs.filter((input) => named.has(input.sha256)),
    images: images.filter((image) => image.target === id || target.consumes.includes(image.target)),
  };
}

/** Every SHA-256 in some data: steps name what they take by nothing else. */
function hashesIn(data: unknown): Set<string> {
  return new Set([...JSON.stringify(data).matchAll(/"([0-9a-f]{64})"/gu)].map(([, hash]) => hash ?? ''));
}
