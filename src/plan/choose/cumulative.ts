import { formatBuild } from '../../schema/common.js';
import { ServicingError } from '../../schema/errors.js';
import type { ImageInfo, MediaInfo } from '../../schema/media.js';
import { updateKindNames } from '../../schema/update.js';
import type { UpdateInfo } from '../../schema/update.js';
import { isAtLeast } from '../../schema/build-family.js';
import { compareVersions } from '../versions.js';
import { newest } from './newest.js';
import { updateName, updateNames } from './update-choice.js';

/**
 * The newest cumulative update, combined or not, with the warnings that the choice calls for. Checkpoints compete too:
 * one that no later update builds on is a cumulative update like any other.
 * @throws ServicingError `update-missing`, `update-not-applicable`
 */
export function chooseCumulative(
  media: MediaInfo, images: readonly ImageInfo[], all: readonly UpdateInfo[], fitting: readonly UpdateInfo[], reasons: Map<UpdateInfo, string>,
): { cumulative: UpdateInfo; warnings: string[] } {
  const candidates = fitting.filter(({ kind }) => kind === 'cumulative' || kind === 'combined' || kind === 'checkpoint');
  const cumulative = newest(candidates, reasons);
  if (cumulative === undefined) throw noCumulative(media, all, reasons);
  refuseDowngrade(images, cumulative);
  const month = cumulative.releaseMonth;
  const rivals = candidates.filter((other) => other !== cumulative && other.kind !== 'checkpoint' && month !== undefined && other.releaseMonth === month);
  const warnings = rivals.length === 0 ? [] : [
    `There are several cumulative updates of ${month ?? ''}: ${updateNames([cumulative, ...rivals])}. ${updateName(cumulative)} is the newest and is taken; if it is a preview that you do not want, leave its file out.`,
  ];
  return { cumulative, warnings };
}

function noCumulative(media: MediaInfo, updates: readonly UpdateInfo[], reasons: ReadonlyMap<UpdateInfo, string>): ServicingError {
  const wanted = `${media.architecture} and build ${media.build}`;
  const details = updates.map((update) => `${update.file}: ${reasons.get(update) ?? `is a ${updateKindNames[update.kind]}`}`);
  if (!updates.some(({ kind }) => kind === 'cumulative' || kind === 'combined' || kind === 'checkpoint')) {
    return new ServicingError('update-missing', `There is no cumulative update among the ${updates.length} updates given`, {
      details, advice: `Add the latest cumulative update for ${wanted} to the updates folder.`,
    });
  }
  return new ServicingError('update-not-applicable', `No cumulative update fits the media (${wanted})`, {
    hresult: '0x800f081e', symbol: 'CBS_E_NOT_APPLICABLE', details, advice: `Download the cumulative update for ${wanted}.`,
  });
}

function refuseDowngrade(images: readonly ImageInfo[], cumulative: UpdateInfo): void {
  const brings = cumulative.resultBuild;
  if (brings === undefined) return;
  const newer = images.filter((image) => image.ubr !== undefined && image.ubr > brings.ubr);
  if (newer.length === 0) return;
  throw new ServicingError('update-not-applicable', `The media is newer than ${updateName(cumulative)} (${formatBuild(brings)})`, {
    hresult: '0x800f081e', symbol: 'CBS_E_NOT_APPLICABLE',
    details: newer.map((image) => `index ${image.index}, ${image.name}: ${image.version?.build ?? '?'}.${image.ubr ?? '?'}`),
    advice: 'Download a later cumulative update, or leave the media as it is.',
  });
}

/**
 * Foretells 0x800f0823: the stack in each image or the one to be added must be new enough.
 * @returns warnings
 * @throws ServicingError `update-missing`
 */
export function checkServicingStack(images: readonly ImageInfo[], cumulative: UpdateInfo, stack: UpdateInfo | undefined): string[] {
  if (cumulative.servicingStackVersion !== undefined) return [];
  refuseOldStack(images, cumulative, stack);
  const current = images.every((image) => image.ubr !== undefined && cumulative.resultBuild !== undefined && image.version !== undefined
    && isAtLeast({ build: image.version.build, ubr: image.ubr }, cumulative.resultBuild));
  return stack !== undefined || current ? [] : [
    `There is no servicing stack update beside ${updateName(cumulative)}. A cumulative update without its servicing stack can report success and change nothing; each step is checked, so the run will stop if it does.`,
  ];
}

function refuseOldStack(images: readonly ImageInfo[], cumulative: UpdateInfo, stack: UpdateInfo | undefined): void {
  const minimum = cumulative.minimumServicingStack;
  if (minimum === undefined) return;
  const brought = stack?.servicingStackVersion;
  if (brought !== undefined && compareVersions(brought, minimum) >= 0) return;
  const known = images.map((image) => image.servicingStack);
  if (known.length > 0 && known.every((version) => version !== undefined && compareVersions(version, minimum) >= 0)) return;
  if (stack !== undefined && brought === undefined) return;
  throw new ServicingError('update-missing', `${updateName(cumulative)} needs servicing stack ${minimum} or later, and ${stack === undefined
    ? 'no servicing stack update was given' : `${updateName(stack)} brings ${brought ?? 'an unknown version'}`}`, {
    hresult: '0x800f0823', symbol: 'CBS_E_NEW_SERVICING_STACK_REQUIRED',
    details: images.map((image) => `index ${image.index}, ${image.name}: servicing stack ${image.servicingStack ?? 'unknown'}`),
    advice: 'Download the servicing stack update that the page of the cumulative update names, and put it beside it.',
  });
}
