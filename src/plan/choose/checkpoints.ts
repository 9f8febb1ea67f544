import { isAtLeast } from '../../schema/build-family.js';
import { formatBuild } from '../../schema/common.js';
import type { Build } from '../../schema/common.js';
import { ServicingError } from '../../schema/errors.js';
import type { ImageInfo } from '../../schema/media.js';
import type { UpdateInfo } from '../../schema/update.js';
import { updateName } from './update-choice.js';

/** UBR of a release as it comes from the factory: what starts from there needs no checkpoint. */
const releaseUbr = 1;

export interface CheckpointChoice {
  /** The earliest first. */
  readonly checkpoints: UpdateInfo[];
  readonly warnings: string[];
}

/**
 * The checkpoints on which a cumulative update builds: the update that leads to the build from which it starts, and so on
 * down to one that starts from the release itself (Microsoft's page on checkpoint cumulative updates).
 * @param addsContent languages, features or .NET Framework 3.5 are added: then every checkpoint is needed again
 * @param reasons filled in for the checkpoints that are taken
 * @throws ServicingError `update-missing` when a link of the chain is neither given nor in every image
 */
export function chooseCheckpoints(
  images: readonly ImageInfo[], cumulative: UpdateInfo, fitting: readonly UpdateInfo[], addsContent: boolean, reasons: Map<UpdateInfo, string>,
): CheckpointChoice {
  const checkpoints: UpdateInfo[] = [];
  for (let next: UpdateInfo = cumulative; next.startsFrom !== undefined && next.startsFrom.ubr > releaseUbr && !isSelf(next);) {
    const base: Build = next.startsFrom;
    const found = fitting.find((update) => update !== next && update.resultBuild?.build === base.build && update.resultBuild.ubr === base.ubr);
    if (found === undefined) return { checkpoints, warnings: lacking(images, next, base, addsContent) };
    checkpoints.unshift(found);
    reasons.set(found, `${updateName(next)} builds on it: it lies beside it when that is added, and DISM takes of it what an image lacks`);
    next = found;
  }
  return { checkpoints, warnings: [] };
}

/** The first checkpoint of a release starts from itself. */
function isSelf({ startsFrom, resultBuild }: UpdateInfo): boolean {
  return startsFrom?.build === resultBuild?.build && startsFrom?.ubr === resultBuild?.ubr;
}

function lacking(images: readonly ImageInfo[], update: UpdateInfo, base: Build, addsContent: boolean): string[] {
  const behind = images.filter((image) => image.version === undefined || image.ubr === undefined
    || !isAtLeast({ build: image.version.build, ubr: image.ubr }, base));
  const what = `The checkpoint ${formatBuild(base)}, on which ${updateName(update)} builds, is not among the updates`;
  if (behind.length === 0 && !addsContent) {
    return [`${what}; every image has it already. Windows asks for it again when .NET Framework 3.5, languages or features are in an image.`];
  }
  throw new ServicingError('update-missing', what, {
    hresult: '0x800f081f', symbol: 'CBS_E_SOURCE_MISSING',
    details: addsContent && behind.length === 0 ? ['languages, features or .NET Framework 3.5 are to be added: then every checkpoint is needed again, also one that is installed']
      : behind.map((image) => `index ${image.index}, ${image.name}: ${image.version?.build ?? '?'}.${image.ubr ?? 'unknown'}`),
    advice: `Download every checkpoint cumulative update that the catalog lists with ${updateName(update)} and put it into the folder of updates.`,
  });
}
