import { join } from 'node:path';
import { writeFileAtomic } from './files/atomic.js';
import { writeReport } from './report-run.js';
import { renderResultJson } from './report/result-json.js';
import type { ServicingResult } from './schema/result.js';
import { writeManifests } from './write-manifests.js';

// What a run needs when its steps are done. It is large (checks, page, charts), so the main job loads it beside them.
export { verifyMedia } from './verify/verify-media.js';
export { loadBills } from './report/bill-of-materials.js';
export { finishedFiles, smallFiles } from './write-manifests.js';

/** Writes `result.json` and `report.html` into a folder, and of finished media its bill of materials and checksums. */
export async function writeResult(folder: string, result: ServicingResult, signal?: AbortSignal): Promise<void> {
  const text = renderResultJson(result);
  await writeFileAtomic(join(folder, 'result.json'), text);
  if (result.status === 'done' && result.files !== undefined) await writeManifests(folder, result, text, signal);
  await writeReport(join(folder, 'report.html'), result, folder);
}
