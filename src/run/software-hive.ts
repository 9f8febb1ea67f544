import { readFile } from 'node:fs/promises';
import { longPatienceMs, retryHeldOpen } from '../files/atomic.js';
import { resolveNoCase } from '../files/paths.js';
import { softwareHivePath } from '../media/image-details.js';

/** The SOFTWARE hive of a mounted image; undefined where it has none. On Windows one that DISM still holds is waited for. */
export async function readSoftwareHive(mount: string): Promise<Buffer | undefined> {
  const path = await resolveNoCase(mount, softwareHivePath);
  return path === undefined ? undefined : retryHeldOpen(() => readFile(path), { patienceMs: longPatienceMs });
}
