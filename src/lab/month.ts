import { cabFile, msuFile, type CatalogFile } from './catalog-file.js';
import { combinedFile, type CombinedSpec } from './combined-update.js';
import { dotNetSpec, type DotNetRow } from './dot-net-update.js';
import { checkpointTail, type Release } from './release.js';
import { cumulativeSpec, safeOsSpec, stackSpec } from './release-updates.js';
import { setupUpdateFile } from './setup-update.js';
import type { UpdateSpec } from './update-file.js';

/** The updates of one month for a generation since servicing stacks come with cumulative updates. */
export interface Month {
  release: Release;
  /** How file names begin. */
  windows: 'Windows10.0' | 'Windows11.0';
  /** Container of the combined update. */
  form: CombinedSpec['form'];
  cumulative: Required<Omit<CombinedOptions, 'checkpoint'>> & Pick<CombinedOptions, 'checkpoint'>;
  safeOs: Required<DynamicOptions>;
  setup: Required<DynamicOptions>;
  /** `suffix` is what the catalog puts at the end of the name. */
  dotNet: DotNetRow & { suffix: string };
}

/** A combined update other than that of the month. */
export interface CombinedOptions {
  kb?: string;
  /** The update build revision that it brings. */
  revision?: number;
  /** Last field of the version of its servicing stack, which its package asks for. */
  stackRevision?: number;
  /** Revision of the checkpoint on which it builds; undefined for none. */
  checkpoint?: number | undefined;
  /** Last two fields of its version, e.g. `1.9`. */
  tail?: string;
  /** Last write time of its files; even seconds. */
  time?: Date;
}

/** A Dynamic Update other than that of the month. */
export interface DynamicOptions {
  kb?: string;
  revision?: number;
  /** Last write time of its files; even seconds. */
  time?: Date;
}

/** The combined update of a month, or another one like it. */
export function combinedOf({ release, windows, form, cumulative: usual }: Month, options: CombinedOptions = {}): CombinedSpec {
  const { kb, revision, stackRevision, checkpoint, tail, time } = { ...usual, ...options };
  const stack = stackSpec(release, { kb, name: `Package_for_ServicingStack_${stackRevision}`, revision: stackRevision, time });
  const cumulative = cumulativeSpec(release, {
    kb, revision, tail, time, minimumServicingStack: `10.0.${release.build}.${stackRevision}`,
    ...(checkpoint === undefined ? {} : { checkpoint: `${release.build}.${checkpoint}.${checkpointTail}` }),
  });
  return { stack: { ...stack, windows }, cumulative: { ...cumulative, windows }, form };
}

/** The Safe OS Dynamic Update of a month, or another one like it; it asks for the month's servicing stack. */
export function safeOsOf({ release, windows, cumulative, safeOs }: Month, options: DynamicOptions = {}): UpdateSpec {
  const minimumServicingStack = `10.0.${release.build}.${cumulative.stackRevision}`;
  return { ...safeOsSpec(release, { ...safeOs, ...options, tail: '1.4', minimumServicingStack }), windows };
}

/** The Setup Dynamic Update of a month, or another one like it. */
export function setupOf({ release, windows, setup }: Month, options: DynamicOptions = {}): CatalogFile {
  const { kb, revision, time } = { ...setup, ...options };
  return setupUpdateFile({ kb, windows, version: `10.0.${release.build}.${revision}`, time });
}

/** The .NET update of a month. */
export function dotNetOf({ release, windows, dotNet }: Month): UpdateSpec {
  return { ...dotNetSpec(release, dotNet), windows, suffix: dotNet.suffix };
}

/** Everything of a month but the cumulative update. */
export function otherUpdatesOf(month: Month): CatalogFile[] {
  return [cabFile('safeOs', safeOsOf(month)), setupOf(month), msuFile('dotNet', dotNetOf(month))];
}

/** Everything of a month. */
export function updatesOf(month: Month): CatalogFile[] {
  return [combinedFile(combinedOf(month)), ...otherUpdatesOf(month)];
}
