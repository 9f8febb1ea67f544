import { ServicingError } from '../schema/errors.js';
import type { ServicingResult } from '../schema/result.js';

/**
 * The bill of materials of the finished media, as JSON text of CycloneDX 1.6: images with their builds, packages with KB, release
 * type and state, WinRE, drivers, WIM and boot files with their SHA-256. The same result gives the same bytes.
 * @throws ServicingError `usage` for a result without finished media
 */
export async function billOfMaterials(result: ServicingResult): Promise<string> {
  const { after } = result;
  if (after === undefined) {
    throw new ServicingError('usage', `Run ${result.runId} finished no media, so there is nothing to list.`, {
      advice: 'Take the result of a run that has an output.',
    });
  }
  return (await load()).renderBillOfMaterials(result, after);
}

/** Loads what {@link billOfMaterials} needs beforehand. What fails is for whoever wants a bill. */
export async function loadBills(): Promise<void> {
  await load().catch(() => undefined);
}

/** The library takes longer to load than most commands take. */
async function load(): Promise<typeof import('./cyclonedx-document.js')> {
  return import('./cyclonedx-document.js');
}
