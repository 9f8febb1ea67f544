import { digestOf } from '../../files/canonical-json.js';
import type { Backend } from '../../schema/common.js';
import type { Plan, Step, Target, TargetId } from '../../schema/plan.js';
import { readByStep } from './media-read.js';

/** Raised when what an entry holds, or what makes its key, changes meaning. */
const keyVersion = 2;

export interface KeyFacts {
  readonly plan: Plan;
  /** The original media: a folder or an ISO file. */
  readonly media: string;
  readonly backend: Backend;
  readonly dismVersion: string;
  readonly signal: AbortSignal;
}

export interface TargetKeys {
  /** Under which the target's result is kept. */
  readonly key: string;
  /**
   * The same without the WinRE that is put in last. Results with one base differ in that file alone, so that putting another one
   * in makes the one out of the other.
   */
  readonly base?: string;
}

/**
 * The keys of each target's result: its source image, its steps with their updates and options, the results that it takes in, what
 * its steps read of the media beside it, and who does the work. A rehearsed result can therefore never be taken for a native
 * one. Where an image stands in its WIM, and which edition a WinRE was taken from, makes no difference to its result.
 */
export async function targetKeys(facts: KeyFacts): Promise<Map<TargetId, TargetKeys>> {
  const keys = new Map<TargetId, TargetKeys>();
  for (const target of inOrderOfUse(facts.plan)) {
    const steps = ownSteps(facts.plan, target.id);
    if (!endsInWim(steps)) continue;
    const read: Record<string, string> = {};
    for (const step of steps) Object.assign(read, await readByStep(facts, step));
    const work = { ...madeBy(facts), source: contentOf(target), read };
    const put = steps.find((step) => step.do.action === 'put-winre');
    keys.set(target.id, {
      key: digestOf({ ...work, steps: meanings(steps, keys) }),
      ...(put === undefined ? {} : { base: digestOf({ ...work, steps: meanings(steps.filter((step) => step !== put), keys), without: 'winre' }) }),
    });
  }
  return keys;
}

/** What every key begins with. */
export function madeBy({ plan, backend, dismVersion }: Pick<KeyFacts, 'plan' | 'backend' | 'dismVersion'>): Record<string, unknown> {
  return { keyVersion, backend, dismVersion, recipe: plan.recipe.name, recipeVersion: plan.recipe.version };
}

/** The steps that make a target's result; putting it together with others comes after. */
export function ownSteps(plan: Plan, id: TargetId): Step[] {
  return plan.steps.filter((step) => step.target === id && isOwn(step));
}

/** Whether a step makes its target's result, and does not put it together with others. */
export function isOwn({ do: { action } }: Step): boolean {
  return action !== 'assemble-image';
}

/** What others consume comes first. */
export function inOrderOfUse(plan: Plan): Target[] {
  const images = plan.targets.filter((target) => target.source.kind !== 'media');
  return [...images].sort((a, b) => Number(b.source.kind === 'image-file') - Number(a.source.kind === 'image-file'));
}

/** Whether a target has a WIM of its own: the media has none, nor has an edition that is kept as it is. */
function endsInWim(steps: readonly Step[]): boolean {
  const last = steps.at(-1)?.do.action;
  return last === 'save' || last === 'export-target';
}

/** The image that a target begins with, by content. */
function contentOf({ source }: Target): unknown {
  return source.kind === 'wim' ? { kind: source.kind, identity: source.identity } : source.kind === 'image-file' ? { kind: source.kind, sha1: source.sha1 } : source;
}

/** What of steps decides their target's result: not titles and estimates; of what they take in its key, of where they begin nothing. */
function meanings(steps: readonly Step[], keys: ReadonlyMap<TargetId, TargetKeys>): unknown[] {
  return steps.flatMap(({ do: action, when }) => {
    if (action.action === 'take-winre') return [];
    const what = action.action === 'put-winre' ? { ...action, winre: keys.get(action.winre)?.key } : action.action === 'export-source' ? { action: action.action } : action;
    return [{ do: what, when: when ?? null }];
  });
}
