import type { ImageInfo } from '../schema/media.js';
import type { Plan, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { findPackages } from './expected-packages.js';

/**
 * Expected packages are recorded in an image. An update may rightly bring packages of its own (a combined one does), so
 * what is new and unexplained is told and not refused; an update that the plan keeps out of the image is refused.
 * @param before the image of the original; without it new packages cannot be told from old ones, and none is refused
 */
export function packageCheck(plan: Plan, target: Target, image: ImageInfo | undefined, before: ImageInfo | undefined): Check {
  const { wanted, missing } = findPackages(plan, target.id, image);
  const brought = plan.updates.filter((update) => update.targets.includes(target.id)).map((update) => update.identity);
  const known = new Set([...wanted, ...brought, ...(before?.packages ?? [])].map(lower));
  const extra = (image?.packages ?? []).filter((identity) => /^Package_for_/iu.test(identity) && !known.has(lower(identity)));
  const keptOut = new Set(before === undefined ? [] : plan.updates.filter((update) => !update.targets.includes(target.id)).map((update) => lower(update.identity)));
  const refused = extra.filter((identity) => keptOut.has(lower(identity)));
  const others = extra.filter((identity) => !refused.includes(identity));
  const evidence = [
    missing.length === 0 ? `${wanted.join(', ')} (of ${image?.packages?.length ?? 0})` : `missing: ${missing.join(', ')}`,
    ...(refused.length === 0 ? [] : [`there, but kept out by the plan: ${refused.join(', ')}`]),
    ...(others.length === 0 ? [] : [`${before === undefined ? 'there beside them' : 'not expected'}: ${others.join(', ')}`]),
  ];
  return {
    id: `packages-${target.id}`, title: `${target.title}: packages recorded`,
    ok: missing.length === 0 && refused.length === 0 && image?.packages !== undefined, evidence: evidence.join('; '),
  };
}

function lower(text: string): string {
  return text.toLowerCase();
}
