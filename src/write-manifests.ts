import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { writeFileAtomic } from './files/atomic.js';
import { sha256File } from './files/hash.js';
import { mapLimit } from './files/map-limit.js';
import { renderSums } from './files/sha256sums.js';
import type { Sum } from './files/sha256sums.js';
import { walk } from './files/walk.js';
import type { WalkEntry } from './files/walk.js';
import { billOfMaterials } from './report/bill-of-materials.js';
import type { FinishedFile, ServicingResult } from './schema/result.js';

/** The bill of materials and the checksums beside the finished media. */
export const manifestNames = { bill: 'media.cdx.json', sums: 'SHA256SUMS' } as const;

const hashedAtOnce = 4;

/**
 * Every file of finished media with its SHA-256.
 * @param known SHA-256 of files that were read already, by path: the WIMs, which are most of it
 * @throws ServicingError `cancelled`, `permission`
 */
export async function finishedFiles(media: string, known: ReadonlyMap<string, string>, signal?: AbortSignal): Promise<FinishedFile[]> {
  const entries: WalkEntry[] = [];
  for await (const entry of walk(media, { signal })) if (entry.kind === 'file') entries.push(entry);
  const files = await mapLimit(entries, hashedAtOnce, async ({ path, hostPath, size }) => ({
    path, size, sha256: known.get(path) ?? await sha256File(hostPath, { signal }),
  }), signal);
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/**
 * SHA-256 of the files of finished media by path, but of those with images: verification reads these, and says what they are.
 * What {@link finishedFiles} would hash, beside verification.
 * @throws as {@link finishedFiles}
 */
export async function smallFiles(media: string, signal?: AbortSignal): Promise<Map<string, string>> {
  const entries: WalkEntry[] = [];
  for await (const entry of walk(media, { signal })) if (entry.kind === 'file' && !/\.(?:wim|esd|swm)$/iu.test(entry.path)) entries.push(entry);
  return new Map(await mapLimit(entries, hashedAtOnce, async ({ path, hostPath }) => [path, await sha256File(hostPath, { signal })] as const, signal));
}

/**
 * Writes `media.cdx.json` and `SHA256SUMS` into the folder of an output that is not published yet. The sums are of the media, the
 * ISO file, `result.json` and the bill: what is handed on, and does not change any more.
 * @param folder has `media` and the ISO file, as far as they were asked for
 * @param resultText what `result.json` has
 */
export async function writeManifests(folder: string, result: ServicingResult, resultText: string, signal?: AbortSignal): Promise<void> {
  const bill = await billOfMaterials(result);
  await writeFileAtomic(join(folder, manifestNames.bill), bill);
  const { output, files = [] } = result;
  const sums: Sum[] = [
    { path: 'result.json', sha256: sha256Of(resultText) }, { path: manifestNames.bill, sha256: sha256Of(bill) },
    ...(output?.media === undefined ? [] : files.map(({ path, sha256 }) => ({ path: `media/${path}`, sha256 }))),
  ];
  if (output?.iso !== undefined) {
    const path = output.iso.slice(output.root.length).replace(/^[\\/]+/u, '').replaceAll('\\', '/');
    sums.push({ path, sha256: await sha256File(join(folder, path), { signal }) });
  }
  await writeFileAtomic(join(folder, manifestNames.sums), renderSums(sums));
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
