import { msuFile, type CatalogFile } from '../catalog-file.js';
import type { CombinedSpec } from '../combined-update.js';
import { combinedOf, dotNetOf, otherUpdatesOf, safeOsOf, setupOf, updatesOf, type CombinedOptions, type DynamicOptions, type Month } from '../month.js';
import type { UpdateSpec } from '../update-file.js';
import { windows10v22h2 } from './release.js';

/** 2025-04 of Windows 10 22H2. */
const month: Month = {
  release: windows10v22h2, windows: 'Windows10.0', form: 'cab',
  cumulative: { kb: 'KB5055518', revision: 5737, stackRevision: 5728, tail: '1.7', time: new Date('2025-04-03T06:10:00Z') },
  safeOs: { kb: 'KB5057589', revision: 5731, time: new Date('2025-04-02T21:30:00Z') },
  setup: { kb: 'KB5057590', revision: 5734, time: new Date('2025-04-02T23:00:00Z') },
  dotNet: {
    kb: 'KB5055688', name: 'Package_for_DotNetRollup_481', version: '10.0.9300.2', revision: 5730, suffix: '-NDP481', time: new Date('2025-03-28T18:00:00Z'),
  },
};

/** KB5055518, unless told otherwise: servicing stack and cumulative update in a cabinet. */
export function cumulative22h2(options: CombinedOptions = {}): CombinedSpec {
  return combinedOf(month, options);
}

/** The Safe OS Dynamic Update, unless told otherwise. */
export function safeOs22h2(options: DynamicOptions = {}): UpdateSpec {
  return safeOsOf(month, options);
}

/** The Setup Dynamic Update, unless told otherwise. */
export function setup22h2(options: DynamicOptions = {}): CatalogFile {
  return setupOf(month, options);
}

/** .NET Framework 3.5, 4.8 and 4.8.1. */
export function dotNet22h2(): UpdateSpec {
  return dotNetOf(month);
}

/** What the catalog has for the month. */
export function updates22h2(): CatalogFile[] {
  return updatesOf(month);
}

/** The same in the shape that the catalog had before 2021-02: the servicing stack in a file and under a KB of its own. */
export function separateUpdates22h2(): CatalogFile[] {
  const { stack } = combinedOf(month, { kb: 'KB5055521' });
  return [msuFile('servicingStack', stack), msuFile('cumulative', combinedOf(month).cumulative), ...otherUpdatesOf(month)];
}
