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

/** Compares dotted versions field by field as numbers; missing fields count as 0. */
export function compareVersions(left: string, right: string): number {
  const a = left.split('.').map(Number);
  const b = right.split('.').map(Number);
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
