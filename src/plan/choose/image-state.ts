import { isAtLeast } from '../../schema/build-family.js';
import type { ImageInfo } from '../../schema/media.js';
import type { UpdateInfo } from '../../schema/update.js';
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
  if (image.packages === undefined) return 'unknown';
  const wanted = splitIdentity(identity);
  return image.packages.map(splitIdentity).some((seen) => seen.name === wanted.name && compareVersions(seen.version, wanted.version) >= 0)
    ? 'present' : 'absent';
}

/**
 * Whether none of the packages that an update asks for is in the image, by name: no Adobe Flash on Server Core, no
 * .NET Framework 4.8 where an update is for it.
 */
export function lacksParents(image: ImageInfo, update: UpdateInfo): boolean {
  const parents = update.packages.find((item) => item.identity === update.identity)?.parents ?? [];
  if (image.packages === undefined || parents.length === 0) return false;
  const present = new Set(image.packages.map((identity) => splitIdentity(identity).name));
  return !parents.some((parent) => present.has(splitIdentity(parent).name));
}

/** Name and version of `Name~token~architecture~language~version`, the name in lower case. */
function splitIdentity(identity: string): { name: string; version: string } {
  const parts = identity.split('~');
  return { name: (parts[0] ?? '').toLowerCase(), version: parts.at(-1) ?? '' };
}
