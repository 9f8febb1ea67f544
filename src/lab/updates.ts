import type { Component } from './component.js';
import type { Identity } from './identity.js';
import { labEditions } from './images.js';
import { netfx3Package } from './netfx3.js';
import type { Package, Parents } from './package.js';
import { labTimes } from './times.js';
import type { UpdateSpec } from './update-file.js';
import {
  componentOf, coreComponents, flashComponents, flashVersion, installComponents, netfx3Components,
  peComponents, recoveryComponents, releaseVersion, revisionComponent, servicingStack, servicingStackVersion, setupComponents,
  type ComponentRow,
} from './windows-components.js';

const packagesOf = (...names: string[]): Identity[] => names.map((name) => ({ name, version: releaseVersion }));

const editionPackages = packagesOf(...labEditions.map((edition) => `Microsoft-Windows-${edition}Edition`));
const anyEdition: Parents = { packages: editionPackages };
const anyPe: Parents = { packages: packagesOf('Microsoft-Windows-WinPE-Package') };
const anyImage: Parents = { packages: [...editionPackages, ...anyPe.packages] };

/** KB4338853: brings servicing stack 17134.164 to every image. */
export function servicingStackUpdate(): UpdateSpec {
  const stack = servicingStack(servicingStackVersion, labTimes.servicingStack);
  return update({
    kb: 'KB4338853', name: 'Package_for_KB4338853', version: '17134.164.1.1', releaseType: 'Update', time: labTimes.servicingStack,
    parents: anyImage, minimumServicingStack: releaseVersion,
    children: [{ parents: anyImage, components: [stack] }],
  });
}

/** Another cumulative update than the one of 2018-07-06. */
export interface CumulativeOptions {
  kb?: string;
  /** The update build revision that it brings; default 165. */
  revision?: number;
  /** Default 10.0.17134.164. */
  minimumServicingStack?: string;
  /** Last write time of its files; even seconds. */
  time?: Date;
}

/** KB4338819, unless told otherwise: brings every image to 17134.165, each kind of image with its own content. */
export function cumulativeUpdate(options: CumulativeOptions = {}): UpdateSpec {
  const { kb = 'KB4338819', revision = 165, minimumServicingStack = servicingStackVersion, time = labTimes.cumulative } = options;
  const version = `10.0.17134.${revision}`;
  const renewed = (...tables: (readonly ComponentRow[])[]): Component[] => tables.flat().filter((row) => row.renewed === true)
    .map((row) => componentOf(row, version, time));
  const common = revisionComponent(version);
  return update({
    kb, name: 'Package_for_RollupFix', version: `17134.${revision}.1.6`, releaseType: 'Security Update', time,
    parents: anyImage, minimumServicingStack,
    children: [
      { parents: anyEdition, components: [common, ...renewed(coreComponents, installComponents)] },
      { parents: anyPe, components: [common, ...renewed(coreComponents, peComponents)] },
      { parents: { packages: packagesOf('WinPE-Setup-Package') }, components: renewed(setupComponents) },
      { parents: { packages: packagesOf('WinPE-Rejuv-Package') }, components: renewed(recoveryComponents) },
      { parents: { packages: [netfx3Package] }, components: renewed(netfx3Components) },
    ],
  });
}

/** KB4338832: the Flash player of install images. */
export function flashUpdate(): UpdateSpec {
  return update({
    kb: 'KB4338832', name: 'Package_for_KB4338832', version: '10.0.1.0', releaseType: 'Security Update', time: labTimes.flash,
    parents: anyEdition, minimumServicingStack: releaseVersion,
    children: [{ parents: anyEdition, components: flashComponents.map((row) => componentOf(row, flashVersion, labTimes.flash)) }],
  });
}

interface UpdateRow {
  kb: string; name: string; version: string; releaseType: string; time: Date;
  parents: Parents; minimumServicingStack: string; children: readonly Pick<Package, 'parents' | 'components'>[];
}

function update(row: UpdateRow): UpdateSpec {
  const { kb, version, releaseType, parents, minimumServicingStack } = row;
  return {
    kb, time: row.time,
    top: {
      identity: { name: row.name, version }, identifier: kb, releaseType, restart: 'possible', description: `Fix for ${kb} (lab)`,
      parents, minimumServicingStack,
      children: row.children.map((child, index) => ({
        ...child, identity: { name: `Package_${index + 1}_for_${kb}`, version }, identifier: kb, releaseType, restart: 'possible' as const,
      })),
    },
  };
}
