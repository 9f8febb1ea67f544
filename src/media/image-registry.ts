import { compareVersions } from '../files/newer-rule.js';
import type { Build } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import { openHive, type RegistryHive, type RegistryKey } from './registry-hive.js';

const currentVersion = 'Microsoft\\Windows NT\\CurrentVersion';
const componentBasedServicing = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';

/** What an image's SOFTWARE hive says of its build; an optional field is absent where the hive lacks it. */
export interface ImageBuild extends Build {
  editionId?: string;
  installationType?: string;
  productName?: string;
  /** DisplayVersion, else ReleaseId, e.g. `1803`. */
  release?: string;
  buildLab?: string;
}

/** States of a package by CBS' number (CurrentState), in the names that DISM gives them. */
const packageStates: Readonly<Record<number, string>> = {
  0x00: 'NotPresent', 0x05: 'UninstallPending', 0x10: 'Resolving', 0x20: 'Removed', 0x30: 'Staging', 0x40: 'Staged',
  0x50: 'Superseded', 0x60: 'InstallPending', 0x65: 'PartiallyInstalled', 0x70: 'Installed', 0x80: 'Installed',
};

/** States of a feature by the same numbers, in DISM's names (FeatureState). */
const featureStates: Readonly<Record<number, string>> = {
  0x00: 'Disabled', 0x05: 'DisablePending', 0x20: 'DisabledWithPayloadRemoved', 0x40: 'Disabled', 0x50: 'Superseded',
  0x60: 'EnablePending', 0x65: 'PartiallyInstalled', 0x70: 'Enabled', 0x80: 'Enabled',
};

/**
 * Build, UBR (0 where there is none) and edition from a SOFTWARE hive.
 * @throws ServicingError `media-invalid` for what is no hive or a damaged one, as all functions here, and for a hive
 *   that names no build
 */
export function readImageBuild(softwareHive: Uint8Array): ImageBuild {
  const key = openHive(softwareHive).key(currentVersion);
  const build = currentBuildIn(key);
  if (key === undefined || build === undefined) {
    throw new ServicingError('media-invalid', `The SOFTWARE hive names no build (${currentVersion}\\CurrentBuild).`);
  }
  const texts = {
    editionId: key.text('EditionID'),
    installationType: key.text('InstallationType'),
    productName: key.text('ProductName'),
    release: key.text('DisplayVersion') ?? key.text('ReleaseId'),
    buildLab: key.text('BuildLabEx'),
  };
  const known = Object.entries(texts).filter(([, value]) => value !== undefined);
  return { build, ubr: key.number('UBR') ?? 0, ...Object.fromEntries(known) };
}

/** The update build revision from an open SOFTWARE hive; undefined where it has none. */
export function ubrOf(hive: RegistryHive): number | undefined {
  return hive.key(currentVersion)?.number('UBR');
}

/** The build number from an open SOFTWARE hive, e.g. 19045; undefined where it names none. */
export function currentBuildOf(hive: RegistryHive): number | undefined {
  return currentBuildIn(hive.key(currentVersion));
}

/** The servicing stack in use by an open SOFTWARE hive: the highest version that Component Based Servicing lists. */
export function servicingStackOf(hive: RegistryHive): string | undefined {
  const names = hive.key(`${componentBasedServicing}\\Version`)?.values().map((value) => value.name) ?? [];
  return names.filter((name) => /^\d+(?:\.\d+)*$/u.test(name)).sort(compareVersions).at(-1);
}

/** The servicing stack in use, e.g. `10.0.17134.164`; see {@link servicingStackOf}. */
export function readServicingStack(softwareHive: Uint8Array): string | undefined {
  return servicingStackOf(openHive(softwareHive));
}

/** The packages that an image knows, by identity, with DISM's name of their state (a number as hexadecimal when it has none). */
export function readPackageStates(softwareHive: Uint8Array): Map<string, string> {
  return packageStatesOf(openHive(softwareHive));
}

/** {@link readPackageStates} of an open hive. */
export function packageStatesOf(hive: RegistryHive): Map<string, string> {
  const states = new Map<string, string>();
  for (const key of packageKeys(hive)) {
    const state = key.number('CurrentState');
    if (state !== undefined) states.set(key.name, stateName(packageStates, state));
  }
  return states;
}

/** The features that an image's packages declare, with DISM's name of their state. Superseded packages say nothing. */
export function readFeatureStates(softwareHive: Uint8Array): Map<string, string> {
  return featureStatesOf(openHive(softwareHive));
}

/** {@link readFeatureStates} of an open hive. */
export function featureStatesOf(hive: RegistryHive): Map<string, string> {
  const states = new Map<string, string>();
  for (const key of packageKeys(hive)) {
    if (stateName(packageStates, key.number('CurrentState') ?? 0) === 'Superseded') continue;
    for (const { name, data } of key.key('Updates')?.values() ?? []) {
      if (name !== '' && typeof data === 'number') states.set(name, stateName(featureStates, data));
    }
  }
  return states;
}

/** Packages for which servicing left work for the first start (keys below PackagesPending), from an open SOFTWARE hive. */
export function pendingOf(hive: RegistryHive): string[] {
  return hive.key(`${componentBasedServicing}\\PackagesPending`)?.keys().map((key) => key.name) ?? [];
}

/** Whether servicing left work for the first start: cleanup then fails with 0x800f0806. See {@link pendingOf}. */
export function hasPendingWork(softwareHive: Uint8Array): boolean {
  return pendingOf(openHive(softwareHive)).length > 0;
}

function currentBuildIn(key: RegistryKey | undefined): number | undefined {
  return wholeNumber(key?.text('CurrentBuild') ?? key?.text('CurrentBuildNumber'));
}

function packageKeys(hive: RegistryHive): RegistryKey[] {
  return hive.key(`${componentBasedServicing}\\Packages`)?.keys() ?? [];
}

function stateName(names: Readonly<Record<number, string>>, state: number): string {
  return names[state] ?? `0x${state.toString(16)}`;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/u.test(text) ? Number(text) : undefined;
}
