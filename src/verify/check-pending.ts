import type { ImageInfo } from '../schema/media.js';
import type { Plan, Step, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';

/**
 * Work that waits for a start of Windows: none but what the plan announces, and in a boot image or WinRE none of an
 * update, because they never keep what they do.
 * @param before the image of the original; what waited in it is not of this run
 */
export function pendingCheck(plan: Plan, target: Target, image: ImageInfo | undefined, before: ImageInfo | undefined): Check {
  const old = new Set((before?.pending ?? []).map(lower));
  const waiting = image?.pending ?? [];
  const steps = plan.steps.filter((step) => step.target === target.id);
  const canFinish = target.id.startsWith('install:');
  const unexplained = waiting.filter((identity) => !old.has(lower(identity)) && !((canFinish || !isOfUpdate(identity)) && isAnnounced(identity, steps)));
  const known = waiting.filter((identity) => !unexplained.includes(identity));
  return {
    id: `pending-${target.id}`, title: `${target.title}: nothing waits for the first start but what the plan announces`,
    ok: image !== undefined && unexplained.length === 0,
    evidence: unexplained.length > 0 ? `waits, and was not announced: ${unexplained.join(', ')}`
      : known.length === 0 ? 'no pending operations' : `as announced: ${known.join(', ')}`,
  };
}

/** By name where a step promises it as pending; a package of Windows itself where the plan adds or removes such. */
function isAnnounced(identity: string, steps: readonly Step[]): boolean {
  const byName = steps.some(({ expects }) => (expects?.packages ?? []).some((entry) => lower(entry.identity) === lower(identity) && entry.states.includes('InstallPending')));
  return byName || (!isOfUpdate(identity) && steps.some(changesContent));
}

const contentKinds = new Set<string>(['languagePack', 'featureOnDemand']);

function changesContent({ do: action, expects }: Step): boolean {
  if (action.action === 'add-source-package' || action.action === 'add-localized-components') return true;
  if (action.action === 'add-package') return contentKinds.has(action.kind);
  return expects?.feature !== undefined || expects?.featureOff !== undefined || expects?.capability !== undefined || expects?.absent !== undefined;
}

/** Packages of updates are named so; those of Windows itself are not. */
function isOfUpdate(identity: string): boolean {
  return /^Package_for_/iu.test(identity);
}

function lower(text: string): string {
  return text.toLowerCase();
}
