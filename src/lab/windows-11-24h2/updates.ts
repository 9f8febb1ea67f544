import { cabFile, msuFile, type CatalogFile } from '../catalog-file.js';
import { combinedFile, type CombinedSpec } from '../combined-update.js';
import { dotNetSpec } from '../dot-net-update.js';
import { cumulativeSpec, safeOsSpec, stackSpec } from '../release-updates.js';
import { setupUpdateFile } from '../setup-update.js';
import type { UpdateSpec } from '../update-file.js';
import { windows11v24h2 } from './release.js';

const windows = 'Windows11.0';
const checkpointTail = '1.10';

/** A cumulative update of Windows 11 24H2 and Windows Server 2025 other than that of 2025-04. */
export interface CumulativeOptions24h2 {
  kb?: string;
  /** The update build revision that it brings; default 3775. */
  revision?: number;
  /** Revision of its servicing stack; default 3764. */
  stackRevision?: number;
  /** Revision of the checkpoint on which it builds; undefined for none; default 1742. */
  checkpoint?: number | undefined;
  /** Last write time of its files; even seconds. */
  time?: Date;
  /** Last two fields of its version; default `1.9`. */
  tail?: string;
}

/** KB5055523, unless told otherwise: servicing stack and cumulative update in a WIM. */
export function cumulative24h2(options: CumulativeOptions24h2 = {}): CombinedSpec {
  const { kb = 'KB5055523', revision = 3775, stackRevision = 3764, tail = '1.9', time = new Date('2025-04-04T05:20:00Z') } = options;
  const checkpoint = 'checkpoint' in options ? options.checkpoint : 1742;
  const stack = stackSpec(windows11v24h2, { kb, name: `Package_for_ServicingStack_${stackRevision}`, revision: stackRevision, time });
  const cumulative = cumulativeSpec(windows11v24h2, {
    kb, revision, tail, time, minimumServicingStack: `10.0.26100.${stackRevision}`,
    ...(checkpoint === undefined ? {} : { checkpoint: `26100.${checkpoint}.${checkpointTail}` }),
  });
  return { stack: { ...stack, windows }, cumulative: { ...cumulative, windows }, form: 'wim' };
}

/** KB5043080: the checkpoint of 2024-09, 26100.1742. */
export function checkpoint24h2(): CombinedSpec {
  return cumulative24h2({
    kb: 'KB5043080', revision: 1742, stackRevision: 1738, checkpoint: undefined, tail: checkpointTail, time: new Date('2024-09-06T03:30:00Z'),
  });
}

/** A Dynamic Update other than that of 2025-04. */
export interface DynamicOptions24h2 {
  kb?: string;
  revision?: number;
  /** Last write time of its files; even seconds. */
  time?: Date;
}

/** The Safe OS Dynamic Update of 2025-04, unless told otherwise. */
export function safeOs24h2(options: DynamicOptions24h2 = {}): UpdateSpec {
  const { kb = 'KB5057780', revision = 3770, time = new Date('2025-04-03T22:10:00Z') } = options;
  const spec = safeOsSpec(windows11v24h2, { kb, revision, tail: '1.4', minimumServicingStack: '10.0.26100.3764', time });
  return { ...spec, windows };
}

/** The Setup Dynamic Update of 2025-04, unless told otherwise. */
export function setup24h2(options: DynamicOptions24h2 = {}): CatalogFile {
  const { kb = 'KB5057781', revision = 3772, time = new Date('2025-04-03T23:40:00Z') } = options;
  return setupUpdateFile({ kb, windows, version: `10.0.26100.${revision}`, time });
}

/** KB5054979: .NET Framework 3.5 and 4.8.1 of 2025-04. */
export function dotNet24h2(): UpdateSpec {
  const spec = dotNetSpec(windows11v24h2, {
    kb: 'KB5054979', name: 'Package_for_DotNetRollup_481', version: '10.0.9300.1', revision: 3770, time: new Date('2025-03-28T18:00:00Z'),
  });
  return { ...spec, windows, suffix: '-NDP481' };
}

/** What the catalog has for 2025-04, with the checkpoint before it. */
export function updates24h2(): CatalogFile[] {
  return [
    combinedFile(checkpoint24h2(), 'checkpoint'), combinedFile(cumulative24h2()), cabFile('safeOs', safeOs24h2()), setup24h2(),
    msuFile('dotNet', dotNet24h2()),
  ];
}
