import type { Build } from '../schema/common.js';
import { versionNumbers } from './package-identity.js';
import type { PackageIdentity } from './package-identity.js';

/** The first build of Windows 10; lower numbers in a package version are no builds. */
const firstBuild = 10240;

/**
 * Build that a package is made for: from its own version (`17134.165.1.6`, `10.0.17134.1`), else from the versions of
 * its parents where they agree. Undefined where neither tells.
 */
export function targetBuildOf(identity: PackageIdentity, parents: readonly PackageIdentity[]): number | undefined {
  const own = buildIn(identity.version);
  if (own !== undefined) return own;
  const builds = new Set(parents.map((parent) => buildIn(parent.version)).filter((build) => build !== undefined));
  return builds.size === 1 ? [...builds][0] : undefined;
}

function buildIn(version: string): number | undefined {
  const [first = 0, , third = 0] = versionNumbers(version);
  if (first >= firstBuild) return first;
  return first === 10 && third >= firstBuild ? third : undefined;
}

/** Build and UBR that a cumulative update brings: the first two numbers of its RollupFix version. */
export function resultBuildOf(version: string): Build | undefined {
  const [build = 0, ubr = 0] = versionNumbers(version);
  return build >= firstBuild ? { build, ubr } : undefined;
}

/** Build and UBR of an OS version as CompDBs write it, e.g. `10.0.26100.1742`. */
export function buildOfOsVersion(version: string | undefined): Build | undefined {
  const [, , build = 0, ubr = 0] = versionNumbers(version ?? '');
  return build >= firstBuild ? { build, ubr } : undefined;
}

/** The build that most of the programs of a Setup Dynamic Update are of; undefined where they have no version of Windows. */
export function buildOfPrograms(versions: readonly (string | undefined)[]): number | undefined {
  const counts = new Map<number, number>();
  for (const version of versions) {
    const build = version === undefined ? undefined : buildIn(version);
    if (build !== undefined) counts.set(build, (counts.get(build) ?? 0) + 1);
  }
  return [...counts].sort(([a, many], [b, few]) => few - many || b - a)[0]?.[0];
}
