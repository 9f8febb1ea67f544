import type { CatalogFile } from '../catalog-file.js';
import { combinedFile, type CombinedSpec } from '../combined-update.js';
import { cumulativeSpec, stackSpec } from '../release-updates.js';
import { windowsServer2019 } from './release.js';

/** KB5058392 of 2025-05: servicing stack 17763.7313 and 17763.7314 in a cabinet. */
export function cumulative2019(): CombinedSpec {
  const kb = 'KB5058392';
  const time = new Date('2025-05-08T05:00:00Z');
  return {
    stack: stackSpec(windowsServer2019, { kb, name: 'Package_for_ServicingStack_7313', revision: 7313, time }),
    cumulative: cumulativeSpec(windowsServer2019, { kb, revision: 7314, tail: '1.5', time, minimumServicingStack: '10.0.17763.7313' }),
    form: 'cab',
  };
}

/** What the catalog has for 2025-05. */
export function updates2019(): CatalogFile[] {
  return [combinedFile(cumulative2019())];
}
