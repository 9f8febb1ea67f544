import type { CatalogFile } from '../catalog-file.js';
import { combinedFile, type CombinedSpec } from '../combined-update.js';
import { combinedOf, dotNetOf, safeOsOf, setupOf, updatesOf, type CombinedOptions, type DynamicOptions, type Month } from '../month.js';
import { checkpointTail } from '../release.js';
import type { UpdateSpec } from '../update-file.js';
import { windows11v24h2 } from './release.js';

/** 2025-04 of Windows 11 24H2 and Windows Server 2025. */
const month: Month = {
  release: windows11v24h2, windows: 'Windows11.0', form: 'wim',
  cumulative: { kb: 'KB5055523', revision: 3775, stackRevision: 3764, checkpoint: 1742, tail: '1.9', time: new Date('2025-04-04T05:20:00Z') },
  safeOs: { kb: 'KB5057780', revision: 3770, time: new Date('2025-04-03T22:10:00Z') },
  setup: { kb: 'KB5057781', revision: 3772, time: new Date('2025-04-03T23:40:00Z') },
  dotNet: {
    kb: 'KB5054979', name: 'Package_for_DotNetRollup_481', version: '10.0.9300.1', revision: 3770, suffix: '-NDP481', time: new Date('2025-03-28T18:00:00Z'),
  },
};

/** KB5055523, unless told otherwise: servicing stack and cumulative update in a WIM. */
export function cumulative24h2(options: CombinedOptions = {}): CombinedSpec {
  return combinedOf(month, options);
}

/** KB5043080: the checkpoint of 2024-09, 26100.1742. */
export function checkpoint24h2(): CombinedSpec {
  return combinedOf(month, {
    kb: 'KB5043080', revision: 1742, stackRevision: 1738, checkpoint: undefined, tail: checkpointTail, time: new Date('2024-09-06T03:30:00Z'),
  });
}

/** The Safe OS Dynamic Update, unless told otherwise. */
export function safeOs24h2(options: DynamicOptions = {}): UpdateSpec {
  return safeOsOf(month, options);
}

/** The Setup Dynamic Update, unless told otherwise. */
export function setup24h2(options: DynamicOptions = {}): CatalogFile {
  return setupOf(month, options);
}

/** KB5054979: .NET Framework 3.5 and 4.8.1. */
export function dotNet24h2(): UpdateSpec {
  return dotNetOf(month);
}

/** What the catalog has for the month, with the checkpoint before it. */
export function updates24h2(): CatalogFile[] {
  return [combinedFile(checkpoint24h2(), 'checkpoint'), ...updatesOf(month)];
}
