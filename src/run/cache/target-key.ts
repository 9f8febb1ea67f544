import { join } from 'node:path';
import { digestOf } from '../../files/canonical-json.js';
import { sha256File } from '../../files/hash.js';
import { resolveNoCase } from '../../files/paths.js';
import { listTree, stampOf } from '../../files/tree-stamp.js';
import type { Backend } from '../../schema/common.js';
import type { Plan, Step, TargetId } from '../../schema/plan.js';

/** Raised when what an entry holds, or what makes its key, changes meaning. */
const keyVersion = 1;

export interface KeyFacts {
  readonly plan: Plan;
  /** Root of the original media. */
  readonly media: string;
  readonly backend: Backend;
  readonly dismVersion: string;
  readonly signal: AbortSignal;
}

/**
 * The key under which each target's result is kept: what the plan's digest covers (source image, steps, updates, targets
 * that it consumes), what its steps read of the media beside it, and who does the work. A rehearsed result can
 * therefore never be taken for a native one.
 */
export async function targetKeys(facts: KeyFacts): Promise<Map<TargetId, string>> {
  const { plan, backend, dismVersion } = facts;
  const keys = new Map<TargetId, string>();
  for (const target of plan.targets) {
    const steps = ownSteps(plan, target.id);
    if (!endsInWim(steps)) continue;
    const read = await mediaRead(facts, steps);
    keys.set(target.id, digestOf({ keyVersion, backend, dismVersion, recipe: plan.recipe.version, digest: target.digest, read }));
  }
  return keys;
}

/** The steps that make a target's result; putting it together with others comes after. */
export function ownSteps(plan: Plan, id: TargetId): Step[] {
  return plan.steps.filter((step) => step.target === id && step.do.action !== 'assemble-image');
}

/** Whether a target has a WIM of its own: the media has none, nor has an edition that is kept as it is. */
function endsInWim(steps: readonly Step[]): boolean {
  const last = steps.at(-1)?.do.action;
  return last === 'save' || last === 'export-target';
}

/** What the steps read of the media: by content where the image takes it in, by listing where it is compared with. */
async function mediaRead(facts: KeyFacts, steps: readonly Step[]): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const { do: action } of steps) {
    const takesIn = action.action === 'enable-feature' || action.action === 'add-capability';
    if (takesIn && action.source !== undefined) read[action.source] = await contentOf(facts, action.source);
    if (action.action === 'collect-newer') read[action.to] = await listingOf(facts, action.to);
  }
  return read;
}

async function contentOf({ media, signal }: KeyFacts, path: string): Promise<string> {
  const root = (await resolveNoCase(media, path)) ?? join(media, path);
  const { files } = await listTree(root, { signal });
  const digests: [string, string][] = [];
  for (const file of files) digests.push([file.path, await sha256File(file.hostPath, { signal })]);
  return digestOf(digests);
}

async function listingOf({ media, signal }: KeyFacts, path: string): Promise<string> {
  const root = (await resolveNoCase(media, path)) ?? join(media, path);
  const { files } = await listTree(root, { signal });
  return stampOf(files.filter((file) => !/\.(?:wim|esd|swm)$/iu.test(file.path)));
}
