import type { ImageInfo, MediaInfo } from '../schema/media.js';
import type { Plan, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { findPackages } from './expected-packages.js';
import type { VerifyInput } from './verify-media.js';

/** Index order, names and boot index kept; packages recorded; build raised, in each image as the plan promised. */
export function checkImages({ original, plan }: Pick<VerifyInput, 'original' | 'plan'>, after: MediaInfo): Check[] {
  return [
    orderCheck('install.wim', plan, 'install', original.install.images, after.install.images),
    orderCheck('boot.wim', plan, 'boot', original.boot.images, after.boot.images),
    {
      id: 'boot-index', title: 'boot.wim: boot index', ok: after.boot.bootIndex === original.boot.bootIndex,
      evidence: `was ${original.boot.bootIndex}, is ${after.boot.bootIndex}`,
    },
    ...plan.targets.flatMap((target) => imageChecks(plan, target, original, after)),
  ];
}

function orderCheck(file: string, plan: Plan, kind: 'install' | 'boot', before: readonly ImageInfo[], after: readonly ImageInfo[]): Check {
  const kept = before.filter((image) => plan.targets.some((target) => target.id === `${kind}:${image.index}`));
  const text = (images: readonly ImageInfo[]): string => images
    .map((image, at) => `${at + 1}: ${[image.name, image.description, image.displayName, image.flags].filter((part) => part !== undefined).join(' / ')}`).join('; ');
  return { id: `order-${kind}`, title: `${file}: order, names and descriptions`, ok: text(kept) === text(after), evidence: text(after) };
}

function imageChecks(plan: Plan, target: Target, original: MediaInfo, after: MediaInfo): Check[] {
  const found = finishedImage(plan, target, original, after);
  if (found === undefined) return [];
  return [packageCheck(plan, target, found, imageBefore(target, original)), ...(target.expectedBuild === undefined ? [] : [buildCheck(target, found)])];
}

/** The image of a target in the finished media: chosen editions move up when others are left out. */
export function finishedImage(plan: Plan, target: Target, original: MediaInfo, after: MediaInfo): ImageInfo | undefined {
  if (target.source.kind !== 'wim') return undefined;
  const { wim, index } = target.source;
  const kind = wim === original.install.path ? 'install' : 'boot';
  const place = original[kind].images.filter((image) => plan.targets.some((other) => other.id === `${kind}:${image.index}`)).findIndex((image) => image.index === index);
  return after[kind].images[place];
}

function imageBefore({ source }: Target, original: MediaInfo): ImageInfo | undefined {
  if (source.kind !== 'wim') return undefined;
  return original[source.wim === original.install.path ? 'install' : 'boot'].images.find((image) => image.index === source.index);
}

function packageCheck(plan: Plan, target: Target, image: ImageInfo, before: ImageInfo | undefined): Check {
  const present = new Set(image.packages?.map((identity) => identity.toLowerCase()));
  const { wanted, missing } = findPackages(plan, target.id, image);
  // An update may rightly bring others with it, so that these are told and not refused.
  const known = new Set([...wanted, ...(before?.packages ?? [])].map((identity) => identity.toLowerCase()));
  const extra = (image.packages ?? []).filter((identity) => /^Package_for_/iu.test(identity) && !known.has(identity.toLowerCase()));
  return {
    id: `packages-${target.id}`, title: `${target.title}: packages recorded`, ok: missing.length === 0 && image.packages !== undefined,
    evidence: missing.length === 0 ? `${wanted.join(', ')} (of ${present.size})${extra.length === 0 ? '' : `; also new: ${extra.join(', ')}`}` : `missing: ${missing.join(', ')}`,
  };
}

function buildCheck(target: Target, image: ImageInfo): Check {
  const wanted = target.expectedBuild;
  return {
    id: `build-${target.id}`, title: `${target.title}: build`, ok: image.ubr === wanted?.ubr,
    evidence: `hive ${image.version?.build ?? '?'}.${image.ubr ?? 'unreadable'}, WIM XML ${image.version?.build ?? '?'}.${image.version?.spBuild ?? '?'}, expected ${wanted?.build}.${wanted?.ubr}`,
  };
}
