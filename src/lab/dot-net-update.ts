import { componentOf } from './component-rows.js';
import { dotNet4Components, dotNet4Versions, netfx3RuntimeComponents } from './modern-components.js';
import { netfx3PackageOf } from './netfx3.js';
import { packageVersion, type Release } from './release.js';
import { parentsOf, updateSpec } from './release-updates.js';
import type { UpdateSpec } from './update-file.js';

export interface DotNetRow {
  kb: string;
  /** Of the top package: `Package_for_DotNetRollup`, with `_481` where .NET 4.8.1 is part of Windows. */
  name: string;
  /** Of the top package, e.g. `10.0.9300.1`. */
  version: string;
  /** Update build revision whose number its parts of .NET 3.5 have. */
  revision: number;
  time: Date;
}

/** A .NET cumulative update: renews .NET 4 in each install image, and .NET 3.5 where that is on. */
export function dotNetSpec(release: Release, { kb, name, version, revision, time }: DotNetRow): UpdateSpec {
  const parents = parentsOf(release).edition;
  return updateSpec({
    kb, name, version, releaseType: 'Update', time, parents, minimumServicingStack: packageVersion(release),
    children: [
      { parents, components: dotNet4Components.map((row) => componentOf(row, dotNet4Versions.update, time)) },
      {
        parents: { packages: [netfx3PackageOf(release)] },
        components: netfx3RuntimeComponents.map((row) => componentOf(row, `10.0.${release.build}.${revision}`, time)),
      },
    ],
  });
}
