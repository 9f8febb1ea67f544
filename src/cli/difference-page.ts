import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from '../files/atomic.js';
import { toolVersion } from '../files/package-root.js';
import { renderDifference } from '../report/difference-html.js';
import type { MediaDifference } from '../schema/difference.js';

/** Writes a comparison as a page; a file that is there is replaced at once. Errors as of writing files. */
export async function writeDifferencePage(file: string, difference: MediaDifference): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, renderDifference(difference, { toolVersion: toolVersion(), now: new Date() }));
}
