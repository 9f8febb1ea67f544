import { compareVersions } from '../files/newer-rule.js';
import { buildFamily } from '../schema/build-family.js';
import { formatBuild } from '../schema/common.js';
import type { Build } from '../schema/common.js';
import type { ImageInfo } from '../schema/media.js';
import type { Plan, Step, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';

export interface PackageFindings {
  /** Identities that the plan promises for a target. */
  readonly wanted: string[];
  /** Those of them that the image has in no acceptable form. */
  readonly missing: string[];
}

/**
 * The packages of a target against those recorded in its finished image. Where the plan left it to the mount whether an
 * update is needed, a later one is as good.
 */
export function findPackages(plan: Plan, target: string, image: ImageInfo | undefined): PackageFindings {
  const wanted: string[] = [];
  const missing: string[] = [];
  for (const step of plan.steps.filter((one) => one.target === target)) {
    for (const { identity } of step.expects?.packages ?? []) {
      if (!isPromised(step)) continue;
      wanted.push(identity);
      if (image === undefined || !(has(image, identity) || hasLater(image, identity, step))) missing.push(identity);
    }
  }
  return { wanted: [...new Set(wanted)], missing: [...new Set(missing)] };
}

/** Whether an image is at the build of its target; a later one will do where the plan asked on the mount. */
export function isAtBuild(plan: Plan, target: string, image: ImageInfo | undefined, wanted: Build): boolean {
  const asked = plan.steps.some((step) => step.target === target && step.when?.kind === 'build-below');
  const build = image?.currentBuild;
  if (image?.ubr === undefined || build === undefined || buildFamily(build) !== buildFamily(wanted.build)) return false;
  return image.ubr === wanted.ubr || (asked && image.ubr > wanted.ubr);
}

/** The build check of an image: its own hive counts, and what the WIM's XML says of it is told. */
export function buildCheck(plan: Plan, { id, title }: Target, image: ImageInfo | undefined, wanted: Build): Check {
  const { build, spBuild } = image?.version ?? {};
  return {
    id: `build-${id}`, title: `${title}: build`, ok: isAtBuild(plan, id, image, wanted),
    evidence: `hive ${image?.currentBuild ?? 'unreadable'}.${image?.ubr ?? 'unreadable'}, WIM XML ${build ?? '?'}.${spBuild ?? '?'}, expected ${formatBuild(wanted)}`,
  };
}

/** Conditions on the state of an image decide who brings something, not whether it is there in the end. */
export function isPromised({ when }: Step): boolean {
  return when === undefined || when.kind === 'servicing-stack-below' || when.kind === 'build-below' || when.kind === 'package-below';
}

function has({ packages = [] }: ImageInfo, identity: string): boolean {
  return packages.some((present) => present.toLowerCase() === identity.toLowerCase());
}

function hasLater(image: ImageInfo, identity: string, { when }: Step): boolean {
  if (when?.kind === 'servicing-stack-below') return image.servicingStack !== undefined && compareVersions(image.servicingStack, when.version) >= 0;
  if (when?.kind === 'build-below') return image.ubr !== undefined && image.ubr >= when.build.ubr;
  if (when?.kind !== 'package-below') return false;
  const [name = '', , , , version = ''] = identity.toLowerCase().split('~');
  return (image.packages ?? []).some((present) => {
    const parts = present.toLowerCase().split('~');
    return parts[0] === name && compareVersions(parts[4] ?? '', version) >= 0;
  });
}
