import { createPlan } from '../../src/plan/create-plan.js';
import type { MediaInfo } from '../../src/schema/media.js';
import type { Plan, Step } from '../../src/schema/plan.js';
import { parseRequest } from '../../src/parse-request.js';
import { prepare } from '../../src/prepare.js';
import type { Preparation } from '../../src/prepare.js';
import type { ServicingRequestInput } from '../../src/schema/request.js';

/** What real images unpack to, and real media hold: the lab's are thousands of times smaller, and a plan estimates by size. */
const realBytes = { install: 15e9, boot: 2e9, winre: 5e8, media: 5e9 };

/** Inspected lab media, and what a request for them is planned with. */
export interface LabPlan {
  readonly prepared: Preparation;
  readonly input: ServicingRequestInput;
}

export async function prepareLab(input: ServicingRequestInput): Promise<LabPlan> {
  return { prepared: await prepare(parseRequest(input), undefined), input };
}

/**
 * The tool's own plan for media with so many editions: the lab's editions again and again, with the sizes of real media. Of the steps that
 * are asked for on the mount those are left out that images of the lab do not need.
 */
export function planFor({ prepared, input }: LabPlan, editions: number): Plan {
  const media = withEditions(prepared.media, editions);
  const plan = createPlan(media, prepared.scan, parseRequest(input), prepared.inputs);
  return { ...plan, steps: ranSteps(plan.steps, input.netfx3 === true, media) };
}

function withEditions(media: MediaInfo, editions: number): MediaInfo {
  const images = Array.from({ length: editions }, (_none, at) => {
    const image = media.install.images[at % media.install.images.length];
    if (image === undefined) throw new Error('The media has no install image');
    const name = `${image.name} ${at + 1}`;
    return {
      ...image, index: at + 1, name, identity: `${image.identity}-${at + 1}`, size: realBytes.install,
      ...(image.winre === undefined ? {} : { winre: { ...image.winre, size: realBytes.winre } }),
    };
  });
  return {
    ...media, totalBytes: realBytes.media, install: { ...media.install, images },
    boot: { ...media.boot, images: media.boot.images.map((image) => ({ ...image, size: realBytes.boot })) },
  };
}

/** First build whose images keep the manifests of the cumulative update: it is not added again there. */
const keepsManifests = 20231;

/** Steps that would do something; what needed one that would not needs what that one needed. */
function ranSteps(steps: readonly Step[], netfx3: boolean, media: MediaInfo): Step[] {
  const skipped = new Map<string, readonly string[]>();
  const isSkipped = ({ when }: Step): boolean => {
    switch (when?.kind) {
      case 'feature-enabled': return !netfx3;
      case 'step-ran': return skipped.has(when.step);
      case 'reapply-needed': return skipped.has(when.step) || media.build >= keepsManifests;
      case 'too-large-for-iso': return true;
      default: return false;
    }
  };
  const needsOf = (needs: readonly string[]): string[] => [...new Set(needs.flatMap((need) => skipped.get(need) ?? [need]))];
  return steps.flatMap((step) => {
    const needs = needsOf(step.needs);
    if (!isSkipped(step)) return [{ ...step, needs }];
    skipped.set(step.id, needs);
    return [];
  });
}
