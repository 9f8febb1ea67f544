import { buildFamily } from '../../schema/build-family.js';
import type { MediaInfo } from '../../schema/media.js';
import { updateKindNames } from '../../schema/update.js';
import type { UpdateInfo, UpdateKind } from '../../schema/update.js';

/** What is no update of images, with the door through which it comes in. */
const otherDoors: Readonly<Partial<Record<UpdateKind, string>>> = {
  languagePack: 'name its folder with --source and the language with --language',
  featureOnDemand: 'name its folder with --source and the feature with --capability',
  driver: 'name its folder with --driver',
  other: 'only servicing stack, cumulative, .NET Framework, Flash, enablement and Dynamic Updates are taken out of a folder of updates',
};

/** Why an update is nothing for this media; undefined where it may be. */
export function misfit(media: MediaInfo, update: UpdateInfo): string | undefined {
  if (update.architecture !== 'neutral' && update.architecture !== media.architecture) {
    return `is for ${update.architecture}, the media is ${media.architecture}`;
  }
  if (update.targetBuild !== undefined && buildFamily(update.targetBuild) !== buildFamily(media.build)) {
    return `is for build ${update.targetBuild}, the media is build ${media.build}`;
  }
  if (update.kind === 'setupDynamic' && update.format !== 'cab') return 'is a Setup Dynamic Update in another form than the .cab of the catalog';
  const door = update.removesFlash === true ? undefined : otherDoors[update.kind];
  return door === undefined ? undefined : `is a ${updateKindNames[update.kind]}: ${door}`;
}

/** Of each update why it adds nothing to those before it; undefined where it does. */
export function duplicatesAmong(updates: readonly UpdateInfo[]): (string | undefined)[] {
  const first = new Map<string, number>();
  return updates.map((update, at) => {
    const marks = [`content ${update.sha256}`, ...(update.identity === '' ? [] : [`${update.kind} ${update.identity}`])];
    const twin = Math.min(...marks.map((mark) => first.get(mark) ?? at));
    for (const mark of marks) if (!first.has(mark)) first.set(mark, at);
    return twin === at ? undefined : `is the same update as ${updates[twin]?.file ?? ''}`;
  });
}
