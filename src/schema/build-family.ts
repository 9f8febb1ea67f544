import type { Build } from './common.js';

/**
 * Builds that share one cumulative update: an enablement package raises the number, the servicing family stays.
 * Source: Windows release information; 18363 on 18362, 19042-19045 on 19041, 22631 on 22621, 26200 on 26100.
 */
const families: readonly (readonly number[])[] = [
  [18362, 18363],
  [19041, 19042, 19043, 19044, 19045],
  [22621, 22631],
  [26100, 26200],
];

/** The build that names the family of `build`, e.g. 19041 for 19045. */
export function buildFamily(build: number): number {
  return families.find((family) => family.includes(build))?.[0] ?? build;
}

/**
 * Whether an image at `seen` has what an update to `wanted` brings: the hive of an edition may say 19045 where its WIM
 * and the update say 19041.
 */
export function isAtLeast(seen: Build, wanted: Build): boolean {
  return buildFamily(seen.build) === buildFamily(wanted.build) && seen.ubr >= wanted.ubr;
}
