import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomic } from '../files/atomic.js';
import { toFileError } from '../files/file-error.js';
import { toolVersion } from '../files/package-root.js';
import { renderDifference } from '../report/difference-html.js';
import type { MediaDifference } from '../schema/difference.js';

/** Writes a comparison as a page; a file that is there is replaced at once. @throws ServicingError `permission`, `disk-space`, `usage` where a folder is */
export async function writeDifferencePage(file: string, difference: MediaDifference): Promise<void> {
  const page = renderDifference(difference, { toolVersion: toolVersion(), now: new Date() });
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, page);
  } catch (error) {
    throw toFileError(error, 'write', file);
  }
}
