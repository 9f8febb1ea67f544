import { walk } from '../files/walk.js';

/** What the file systems of an ISO file need beside the files: directories, and the rest of the last sector of each file. */
const overheadBytes = 8 * 1024 * 1024;

/** Bytes of the files of a folder, and with them about those of an ISO file of it. */
export async function isoBytes(root: string, signal?: AbortSignal): Promise<number> {
  let bytes = overheadBytes;
  for await (const entry of walk(root, { signal })) if (entry.kind === 'file') bytes += entry.size;
  return bytes;
}
