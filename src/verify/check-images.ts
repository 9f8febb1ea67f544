import type { ImageInfo, MediaInfo, WimInfo } from '../schema/media.js';
import type { Action, Plan, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { packageCheck } from './check-packages.js';
import { pendingCheck } from './check-pending.js';
import { buildCheck } from './expected-packages.js';
import type { VerifyInput } from './verify-media.js';

/** Index order, names, form and boot index as planned; packages recorded; build raised, in each image as the plan promised. */
export function checkImages({ original, plan }: Pick<VerifyInput, 'original' | 'plan'>, after: MediaInfo): Check[] {
  return [
    ...(['install', 'boot'] as const).flatMap((kind) => {
      const assembled = assembledImages(plan, kind);
      const file = after[kind].path.slice(after[kind].path.lastIndexOf('/') + 1);
      return assembled.length === 0 ? [] : [
        orderCheck(file, kind, keptImages(plan, kind, original[kind].images), after[kind].images), formCheck(file, kind, assembled, after[kind], kind === 'install' && isSplitInstall(plan)),
      ];
    }),
    ...plan.targets.flatMap((target) => imageChecks(plan, target, original, after)),
  ];
}

type Assembled = Extract<Action, { action: 'assemble-image' | 'keep-image' }>;

/** How the plan puts the images of one file together. */
function assembledImages(plan: Plan, kind: 'install' | 'boot'): Assembled[] {
  return plan.steps.filter((step) => step.target.startsWith(`${kind}:`)).map((step) => step.do)
    .filter((action) => action.action === 'assemble-image' || action.action === 'keep-image');
}

/** The images of the original that the plan takes into the output. */
function keptImages(plan: Plan, kind: 'install' | 'boot', images: readonly ImageInfo[]): ImageInfo[] {
  return images.filter((image) => plan.targets.some((target) => target.id === `${kind}:${image.index}`));
}

function orderCheck(file: string, kind: 'install' | 'boot', before: readonly ImageInfo[], after: readonly ImageInfo[]): Check {
  const text = (images: readonly ImageInfo[]): string => images
    .map((image, at) => `${at + 1}: ${[image.name, image.description, image.displayName, image.displayDescription, image.flags].filter((part) => part !== undefined).join(' / ')}`).join('; ');
  return { id: `order-${kind}`, title: `${file}: order, names and descriptions`, ok: text(before) === text(after), evidence: text(after) };
}

function isSplitInstall(plan: Plan): boolean {
  return plan.steps.some((step) => step.do.action === 'split-image' && step.do.into === 'media');
}

/** One WIM or ESD in the planned form, which boots what the original booted. */
function formCheck(file: string, kind: 'install' | 'boot', assembled: readonly Assembled[], wim: WimInfo, isSplit: boolean): Check {
  const form = isSplit ? 'swm' : assembled.every((action) => action.compression === 'recovery') ? 'esd' : 'wim';
  // The parts of a split WIM have no boot index.
  const bootIndex = isSplit ? 0 : assembled.find((action) => action.bootable)?.position ?? 0;
  // What fits into one part is one part, which is a whole WIM by its header.
  const isForm = wim.format === form || (isSplit && wim.format === 'wim' && /\.swm$/iu.test(file));
  return {
    id: `form-${kind}`, title: `${file}: form and boot index`, ok: isForm && wim.bootIndex === bootIndex,
    evidence: `${wim.format} with ${wim.compression}, boot index ${wim.bootIndex}; planned: ${form}, boot index ${bootIndex}`,
  };
}

function imageChecks(plan: Plan, target: Target, original: MediaInfo, after: MediaInfo): Check[] {
  const found = finishedImage(plan, target, original, after);
  if (found === undefined || isKept(plan, target)) return [];
  const before = imageBefore(target, original);
  return [
    packageCheck(plan, target, found, before), pendingCheck(plan, target, found, before),
    ...(target.expectedBuild === undefined ? [] : [buildCheck(plan, target, found, target.expectedBuild)]),
  ];
}

/** Whether an edition is in the output as it was: none of its packages or its build is promised. */
export function isKept(plan: Plan, target: Target): boolean {
  return plan.steps.some((step) => step.target === target.id && step.do.action === 'keep-image');
}

/** The image of a target in the finished media: chosen editions move up when others are left out. */
export function finishedImage(plan: Plan, target: Target, original: MediaInfo, after: MediaInfo): ImageInfo | undefined {
  if (target.source.kind !== 'wim') return undefined;
  const { wim, index } = target.source;
  const kind = wim === original.install.path ? 'install' : 'boot';
  const place = keptImages(plan, kind, original[kind].images).findIndex((image) => image.index === index);
  return after[kind].images[place];
}

function imageBefore({ source }: Target, original: MediaInfo): ImageInfo | undefined {
  if (source.kind !== 'wim') return undefined;
  return original[source.wim === original.install.path ? 'install' : 'boot'].images.find((image) => image.index === source.index);
}
