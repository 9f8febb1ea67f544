import { cabFile, msuFile, type CatalogFile } from '../catalog-file.js';
import { combinedFile, type CombinedSpec } from '../combined-update.js';
import { dotNetSpec } from '../dot-net-update.js';
import { cumulativeSpec, safeOsSpec, stackSpec } from '../release-updates.js';
import { setupUpdateFile } from '../setup-update.js';
import type { UpdateSpec } from '../update-file.js';
import { windows10v22h2 } from './release.js';

/** A cumulative update of Windows 10 22H2 other than that of 2025-04. */
export interface CumulativeOptions22h2 {
  kb?: string;
  /** The update build revision that it brings; default 5737. */
  revision?: number;
  /** Revision of its servicing stack; default 5728. */
  stackRevision?: number;
  /** Last write time of its files; even seconds. */
  time?: Date;
}

/** KB5055518, unless told otherwise: servicing stack and cumulative update in a cabinet. */
export function cumulative22h2(options: CumulativeOptions22h2 = {}): CombinedSpec {
  const { kb = 'KB5055518', revision = 5737, stackRevision = 5728, time = new Date('2025-04-03T06:10:00Z') } = options;
  return {
    stack: stackSpec(windows10v22h2, { kb, name: `Package_for_ServicingStack_${stackRevision}`, revision: stackRevision, time }),
    cumulative: cumulativeSpec(windows10v22h2, { kb, revision, tail: '1.7', time, minimumServicingStack: `10.0.19041.${stackRevision}` }),
    form: 'cab',
  };
}

/** A Dynamic Update other than that of 2025-04. */
export interface DynamicOptions22h2 {
  kb?: string;
  revision?: number;
  /** Last write time of its files; even seconds. */
  time?: Date;
}

/** The Safe OS Dynamic Update of 2025-04, unless told otherwise. */
export function safeOs22h2(options: DynamicOptions22h2 = {}): UpdateSpec {
  const { kb = 'KB5057589', revision = 5731, time = new Date('2025-04-02T21:30:00Z') } = options;
  return safeOsSpec(windows10v22h2, { kb, revision, tail: '1.3', minimumServicingStack: '10.0.19041.5728', time });
}

/** The Setup Dynamic Update of 2025-04, unless told otherwise. */
export function setup22h2(options: DynamicOptions22h2 = {}): CatalogFile {
  const { kb = 'KB5057590', revision = 5734, time = new Date('2025-04-02T23:00:00Z') } = options;
  return setupUpdateFile({ kb, windows: 'Windows10.0', version: `10.0.19041.${revision}`, time });
}

/** .NET Framework 3.5, 4.8 and 4.8.1 of 2025-04. */
export function dotNet22h2(): UpdateSpec {
  const spec = dotNetSpec(windows10v22h2, {
    kb: 'KB5055688', name: 'Package_for_DotNetRollup_481', version: '10.0.9300.2', revision: 5730, time: new Date('2025-03-28T18:00:00Z'),
  });
  return { ...spec, suffix: '-NDP481' };
}

/** What the catalog has for 2025-04. */
export function updates22h2(): CatalogFile[] {
  return [combinedFile(cumulative22h2()), ...otherUpdates()];
}

/** The same in the shape that the catalog had before 2021-02: the servicing stack in a file and under a KB of its own. */
export function separateUpdates22h2(): CatalogFile[] {
  const { cumulative } = cumulative22h2();
  const { stack } = cumulative22h2({ kb: 'KB5055521' });
  return [msuFile('servicingStack', stack), msuFile('cumulative', cumulative), ...otherUpdates()];
}

function otherUpdates(): CatalogFile[] {
  return [cabFile('safeOs', safeOs22h2()), setup22h2(), msuFile('dotNet', dotNet22h2())];
}
