import { digestOf } from '../files/canonical-json.js';
import type { Step, Target, TargetId } from '../schema/plan.js';
import type { RecipeOutput } from './recipes/recipe.js';

/** A target's digest covers its source, its steps and the digests of the targets that it consumes. */
export function withDigests(output: RecipeOutput, recipe: string, version: number): Target[] {
  const byId = new Map(output.targets.map((target) => [target.id, target]));
  const steps = new Map<TargetId, Step[]>();
  for (const step of output.steps) {
    const own = steps.get(step.target);
    if (own === undefined) steps.set(step.target, [step]);
    else own.push(step);
  }
  const digests = new Map<TargetId, string>();
  const digest = (id: TargetId): string => {
    const known = digests.get(id);
    if (known !== undefined) return known;
    const target = byId.get(id);
    if (target === undefined) throw new Error(`The plan has no target ${id}`);
    const made = digestOf({
      keyVersion: 1, recipe, version, source: target.source, consumes: target.consumes.map(digest),
      steps: (steps.get(id) ?? []).map(meaning),
    });
    digests.set(id, made);
    return made;
  };
  return output.targets.map((target) => ({ ...target, digest: digest(target.id) }));
}

/** What of a step decides its result: not its title, not its estimate. */
function meaning(step: Step): unknown {
  return { do: step.do, when: step.when ?? null };
}
