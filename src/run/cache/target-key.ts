import { digestOf } from '../../files/canonical-json.js';
import type { FileTree, TreeEntry } from '../../files/file-tree.js';
import { sha256In } from '../../files/hash.js';
import { stampOf } from '../../files/tree-stamp.js';
import { withMedia } from '../../media/open-media.js';
import type { Backend } from '../../schema/common.js';
import { ServicingError } from '../../schema/errors.js';
import type { Plan, Step, TargetId } from '../../schema/plan.js';

/** Raised when what an entry holds, or what makes its key, changes meaning. */
const keyVersion = 1;

export interface KeyFacts {
  readonly plan: Plan;
  /** The original media: a folder or an ISO file. */
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
async function mediaRead({ media, signal }: KeyFacts, steps: readonly Step[]): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const { do: action } of steps) {
    const takesIn = action.action === 'enable-feature' || action.action === 'add-capability' ? action.source : undefined;
    if (takesIn !== undefined) read[takesIn] = await withMedia(media, { signal }, (tree) => contentOf(tree, takesIn, signal));
    if (action.action === 'collect-newer') read[action.to] = await withMedia(media, { signal }, (tree) => listingOf(tree, action.to, signal));
  }
  return read;
}

async function contentOf(tree: FileTree, folder: string, signal: AbortSignal): Promise<string> {
  const digests: [string, string][] = [];
  for (const { below, entry } of await filesBelow(tree, folder, signal)) digests.push([below, await sha256In(tree, entry.path, { signal })]);
  return digestOf(digests);
}

async function listingOf(tree: FileTree, folder: string, signal: AbortSignal): Promise<string> {
  const files: { path: string; size: number; time: bigint }[] = [];
  for (const { below, entry } of await filesBelow(tree, folder, signal)) {
    if (!/\.(?:wim|esd|swm)$/iu.test(below)) files.push({ path: below, size: entry.size, time: await tree.modifiedTime(entry.path) });
  }
  return stampOf(files);
}

/** Sorted by path: an ISO file and the folder that it was made of give the same. */
async function filesBelow(tree: FileTree, folder: string, signal: AbortSignal): Promise<{ below: string; entry: TreeEntry }[]> {
  const root = await tree.find(folder);
  if (root === undefined) throw new ServicingError('media-invalid', `${tree.nameOf(folder)} is not there any more.`);
  const files: { below: string; entry: TreeEntry }[] = [];
  const isApart = (path: string): boolean => path !== root && !path.startsWith(`${root}/`) && !root.startsWith(`${path}/`);
  for await (const entry of tree.walk({ signal, skip: isApart })) {
    if (entry.kind === 'file') files.push({ below: entry.path.slice(root.length + 1), entry });
  }
  return files.sort((a, b) => (a.below < b.below ? -1 : 1));
}
