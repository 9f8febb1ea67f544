import { componentOf, renewed, revisionComponent, servicingStack } from './component-rows.js';
import type { Component } from './component.js';
import { netfx3PackageOf } from './netfx3.js';
import type { Package, Parents, TopPackage } from './package.js';
import { editionPackages, packagesOf, packageVersion, rowIdentity, type PackageRow, type Release } from './release.js';
import type { UpdateSpec } from './update-file.js';

/** The parents that updates of a release ask for: any edition, any boot image, either of them. */
export function parentsOf(release: Release): { edition: Parents; pe: Parents; image: Parents } {
  const editions = editionPackages(release);
  const pe = packagesOf(release, 'Microsoft-Windows-WinPE-Package');
  return { edition: { packages: editions }, pe: { packages: pe }, image: { packages: [...editions, ...pe] } };
}

export interface StackRow {
  kb: string;
  /** Name of the top package: of the KB until 2021, `Package_for_ServicingStack_<revision>` since. */
  name: string;
  /** Last field of the stack's version. */
  revision: number;
  /** Last write time of its files; even seconds. */
  time: Date;
}

/** A servicing stack update, for every image of a release. */
export function stackSpec(release: Release, { kb, name, revision, time }: StackRow): UpdateSpec {
  const parents = parentsOf(release).image;
  return updateSpec({
    kb, name, version: `${release.build}.${revision}.1.1`, releaseType: 'Update', time, parents, minimumServicingStack: packageVersion(release),
    children: [{ parents, components: [servicingStack(`10.0.${release.build}.${revision}`, time)] }],
  });
}

export interface CumulativeRow {
  kb: string;
  /** The update build revision that it brings. */
  revision: number;
  /** Last two fields of its version, e.g. `1.6`. */
  tail: string;
  /** e.g. `10.0.17134.164`. */
  minimumServicingStack: string;
  /** Last write time of its files; even seconds. */
  time: Date;
  /** Version of the earlier cumulative update on which it builds, e.g. `26100.1742.1.10`. */
  checkpoint?: string;
}

/** A cumulative update: renews what every image of a release has, each kind of image with its own content. */
export function cumulativeSpec(release: Release, row: CumulativeRow): UpdateSpec {
  const { kb, revision, tail, minimumServicingStack, time, checkpoint } = row;
  const version = `10.0.${release.build}.${revision}`;
  const parents = parentsOf(release);
  const all = [revisionComponent(version), ...release.added.map((item) => componentOf(item, version, time))];
  const child = (item: PackageRow, at: number, base: Parents): Pick<Package, 'parents' | 'components'> => {
    const components = renewed(item.rows, version, time);
    return at === 0 ? { parents: base, components: [...all, ...components] } : { parents: { packages: [rowIdentity(release, item)] }, components };
  };
  const boot = [...release.pe, ...new Map([...release.setup, ...release.recovery].map((item) => [JSON.stringify(rowIdentity(release, item)), item])).values()];
  return updateSpec({
    kb, name: 'Package_for_RollupFix', version: `${release.build}.${revision}.${tail}`, releaseType: 'Security Update', time,
    parents: parents.image, minimumServicingStack,
    ...(checkpoint === undefined ? {} : { checkpoint: { name: 'Package_for_RollupFix', version: checkpoint } }),
    children: [
      ...release.install.map((item, at) => child(item, at, parents.edition)),
      ...boot.map((item, at) => child(item, at, parents.pe)),
      ...release.offered.map((item) => ({ parents: { packages: [rowIdentity(release, item)] }, components: renewed(item.rows, version, time) })),
      { parents: { packages: [netfx3PackageOf(release)] }, components: renewed(release.netfx3, version, time) },
    ].filter((item) => item.components.length > 0),
  });
}

export interface SafeOsRow {
  kb: string;
  revision: number;
  /** Last two fields of its version, e.g. `1.2`. */
  tail: string;
  minimumServicingStack: string;
  time: Date;
}

/**
 * A Safe OS Dynamic Update: renews the recovery environment, cannot be removed, and leaves the update build revision as
 * it is (user reports).
 */
export function safeOsSpec(release: Release, { kb, revision, tail, minimumServicingStack, time }: SafeOsRow): UpdateSpec {
  const version = `10.0.${release.build}.${revision}`;
  const parents = parentsOf(release).pe;
  const children = [...release.pe, ...release.recovery].map((item, at) => ({
    parents: at === 0 ? parents : { packages: [rowIdentity(release, item)] },
    components: [...(at === 0 ? release.added.map((row) => componentOf(row, version, time)) : []), ...renewed(item.rows, version, time)],
  }));
  return updateSpec({
    kb, name: 'Package_for_SafeOSDU', version: `${release.build}.${revision}.${tail}`, releaseType: 'Security Update', time,
    parents, minimumServicingStack, permanent: true, children: children.filter((item) => item.components.length > 0),
  });
}

export interface UpdateRow extends Pick<TopPackage, 'parents' | 'minimumServicingStack' | 'checkpoint' | 'permanent'> {
  kb: string; name: string; version: string; releaseType: string; time: Date;
  children: readonly { parents?: Parents; components: readonly Component[] }[];
}

/** An update whose children are numbered `Package_<n>_for_<KB>`, as those of the catalog are. */
export function updateSpec(row: UpdateRow): UpdateSpec {
  const { kb, name, version, releaseType, time, children, ...top } = row;
  return {
    kb, time,
    top: {
      identity: { name, version }, identifier: kb, releaseType, restart: 'possible', description: `Fix for ${kb} (lab)`, ...top,
      children: children.map((child, index) => ({
        ...child, identity: { name: `Package_${index + 1}_for_${kb}`, version }, identifier: kb, releaseType, restart: 'possible' as const,
      })),
    },
  };
}
