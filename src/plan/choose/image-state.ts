import { isAtLeast } from '../../schema/build-family.js';
import type { ImageInfo } from '../../schema/media.js';
import type { UpdateInfo } from '../../schema/update.js';
import { nameAndVersion, packagesOf } from '../image-packages.js';
import { compareVersions } from '../versions.js';

/** What an image is known to have, without a mount; `unknown` where its metadata could not be read. */
export type Presence = 'present' | 'absent' | 'unknown';

/** Whether an image has what a cumulative update brings, by the UBR of its hive. */
export function hasCumulative(image: ImageInfo, update: UpdateInfo): Presence {
  if (image.ubr === undefined || image.version === undefined || update.resultBuild === undefined) return 'unknown';
  return isAtLeast({ build: image.version.build, ubr: image.ubr }, update.resultBuild) ? 'present' : 'absent';
}

/** Whether an image has this servicing stack or a later one. */
export function hasServicingStack(image: ImageInfo, version: string | undefined): Presence {
  if (image.servicingStack === undefined || version === undefined) return 'unknown';
  return compareVersions(image.servicingStack, version) >= 0 ? 'present' : 'absent';
}

/** Whether an image has the package of an update, or a later version of it. */
export function hasPackage(image: ImageInfo, identity: string): Presence {
  const packages = packagesOf(image);
  if (packages === undefined) return 'unknown';
  const wanted = nameAndVersion(identity);
  return packages.versions.get(wanted.name)?.some((version) => compareVersions(version, wanted.version) >= 0) === true ? 'present' : 'absent';
}

/**
 * Whether none of the packages that an update asks for is in the image, by name: no Adobe Flash on Server Core, no
 * .NET Framework 4.8 where an update is for it.
 */
export function lacksParents(image: ImageInfo, update: UpdateInfo): boolean {
  const parents = update.packages.find((item) => item.identity === update.identity)?.parents ?? [];
  const packages = packagesOf(image);
  if (packages === undefined || parents.length === 0) return false;
  return !parents.some((parent) => packages.versions.has(nameAndVersion(parent).name));
}
