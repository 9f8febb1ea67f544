import { ServicingError } from '../schema/errors.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';
import { updateKindNames } from '../schema/update.js';
import type { UpdateInfo, UpdateKind } from '../schema/update.js';
import { formatBuild } from '../schema/common.js';
import { buildFamily, compareVersions } from './versions.js';

/** The updates that the recipe works with, and one sentence for every file that it does not. */
export interface UpdateChoice {
  readonly servicingStack: UpdateInfo | undefined;
  /** A cumulative update, or a combined one that brings its own servicing stack. */
  readonly cumulative: UpdateInfo;
  readonly flash: UpdateInfo | undefined;
  readonly left: ReadonlyMap<UpdateInfo, string>;
  readonly warnings: readonly string[];
}

/** An update in words, e.g. `KB4338819`; the file name where it has no KB. */
export function updateName(update: UpdateInfo): string {
  return update.kb ?? update.file;
}

/**
 * Chooses for the classic recipe: newest servicing stack, newest cumulative and newest Flash update that fit the media.
 * @throws ServicingError `update-invalid` for a file whose name promises another SHA-1, `update-not-applicable` when
 *   no cumulative update fits, `update-missing` when there is none, or when the servicing stack that it needs is missing.
 */
export function chooseClassicUpdates(media: MediaInfo, images: readonly ImageInfo[], updates: readonly UpdateInfo[]): UpdateChoice {
  refuseWrongDigest(updates);
  const left = new Map<UpdateInfo, string>();
  const fitting = updates.filter((update, at) => {
    const reason = misfit(media, update) ?? duplicateOf(updates, at);
    if (reason !== undefined) left.set(update, reason);
    return reason === undefined;
  });
  const cumulative = newest(fitting, ['cumulative', 'combined'], left);
  if (cumulative === undefined) throw noCumulative(media, updates, left);
  refuseDowngrade(images, cumulative);
  const servicingStack = newest(fitting, ['servicingStack'], left);
  checkServicingStack(images, cumulative, servicingStack);
  const flash = newest(fitting, ['adobeFlash'], left);
  const warnings = cumulative.kind === 'cumulative' && servicingStack === undefined
    ? [`There is no servicing stack update beside ${updateName(cumulative)}. A cumulative update without its servicing stack can report success and change nothing; each step is checked, so the run will stop if it does.`]
    : [];
  return { servicingStack, cumulative, flash, left, warnings };
}

function refuseWrongDigest(updates: readonly UpdateInfo[]): void {
  const wrong = updates.filter((update) => update.nameDigest === 'mismatch');
  if (wrong.length === 0) return;
  throw new ServicingError('update-invalid', `The content of ${wrong.map((u) => u.file).join(', ')} is not what the name promises`, {
    details: wrong.map((u) => `${u.path}: the SHA-1 in the name differs from the SHA-1 of the file`),
    advice: 'The catalog puts the SHA-1 of an update into its name: download the file again.',
  });
}

function misfit(media: MediaInfo, update: UpdateInfo): string | undefined {
  if (update.architecture !== 'neutral' && update.architecture !== media.architecture) {
    return `is for ${update.architecture}, the media is ${media.architecture}`;
  }
  if (update.targetBuild !== undefined && buildFamily(update.targetBuild) !== buildFamily(media.build)) {
    return `is for build ${update.targetBuild}, the media is build ${media.build}`;
  }
  if (!['servicingStack', 'cumulative', 'combined', 'adobeFlash'].includes(update.kind)) {
    return `is a ${updateKindNames[update.kind]}; the classic recipe takes servicing stack, cumulative and Adobe Flash updates`;
  }
  return undefined;
}

function duplicateOf(updates: readonly UpdateInfo[], at: number): string | undefined {
  const update = updates[at];
  const twin = updates.slice(0, at).find((other) => other.sha256 === update?.sha256
    || (other.identity !== '' && other.identity === update?.identity && other.kind === update.kind));
  return twin === undefined ? undefined : `is the same update as ${twin.file}`;
}

function newest(updates: readonly UpdateInfo[], kinds: readonly UpdateKind[], left: Map<UpdateInfo, string>): UpdateInfo | undefined {
  const sorted = updates.filter((update) => kinds.includes(update.kind)).sort((a, b) => byAge(b, a));
  const [first, ...rest] = sorted;
  for (const older of rest) if (first !== undefined) left.set(older, `is superseded by ${updateName(first)} (${first.file})`);
  return first;
}

/** Package versions tell within one package name; across names (each Flash update has its own) the KB number does. */
function byAge(a: UpdateInfo, b: UpdateInfo): number {
  const version = compareVersions(ageVersion(a), ageVersion(b));
  return version !== 0 ? version : kbNumber(a) - kbNumber(b);
}

/** A combined update brings a servicing stack too, but competes with cumulative updates by its own version. */
function ageVersion(update: UpdateInfo): string {
  return (update.kind === 'servicingStack' ? update.servicingStackVersion : undefined) ?? update.version;
}

function kbNumber(update: UpdateInfo): number {
  return Number(update.kb?.replace(/\D/gu, '') ?? 0);
}

function noCumulative(media: MediaInfo, updates: readonly UpdateInfo[], left: ReadonlyMap<UpdateInfo, string>): ServicingError {
  const candidates = updates.filter((update) => update.kind === 'cumulative' || update.kind === 'combined');
  const wanted = `${media.architecture} and build ${media.build}`;
  const details = updates.map((update) => `${update.file}: ${left.get(update) ?? `is a ${updateKindNames[update.kind]}`}`);
  if (candidates.length === 0) {
    return new ServicingError('update-missing', `There is no cumulative update among the ${updates.length} updates given`, {
      details, advice: `Add the latest cumulative update for ${wanted} to the updates folder.`,
    });
  }
  return new ServicingError('update-not-applicable', `No cumulative update fits the media (${wanted})`, {
    hresult: '0x800f081e', symbol: 'CBS_E_NOT_APPLICABLE', details,
    advice: `Download the cumulative update for ${wanted}.`,
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

/** 0x800f0823, foretold instead of met: the stack in each image or the one to be added must be new enough. */
function checkServicingStack(images: readonly ImageInfo[], cumulative: UpdateInfo, stack: UpdateInfo | undefined): void {
  const minimum = cumulative.minimumServicingStack;
  if (minimum === undefined || cumulative.kind === 'combined') return;
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
