import { freeBytes } from '../files/disk-space.js';
import { sizeText } from '../files/size-text.js';
import { walk } from '../files/walk.js';
import { ServicingError } from '../schema/errors.js';

/** What the file systems of an ISO file need beside the files: directories, and the rest of the last sector of each file. */
const overheadBytes = 8 * 1024 * 1024;

/** Bytes of the files of a folder, and with them about those of an ISO file of it. */
export async function isoBytes(root: string, signal?: AbortSignal): Promise<number> {
  let bytes = overheadBytes;
  for await (const entry of walk(root, { signal })) if (entry.kind === 'file') bytes += entry.size;
  return bytes;
}

/**
 * Refuses an ISO file that has no room, before it is begun.
 * @throws ServicingError `disk-space`
 */
export async function requireIsoRoom(needed: number, output: string, free: (path: string) => Promise<number> = freeBytes): Promise<void> {
  const available = await free(output);
  if (needed <= available) return;
  throw new ServicingError('disk-space', `The ISO file needs about ${sizeText(needed)}, ${sizeText(available)} are free on its volume`, {
    details: [`to be written: ${output}`], advice: 'Free space there, or name another volume.',
  });
}
