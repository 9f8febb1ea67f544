import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { FrameError } from './protocol.js';
import type { SpoolFrame } from './protocol.js';

/**
 * Reads the output that a session put in a file (a JSON object a line) and removes the file.
 * @throws FrameError when the file is not what the frame announced.
 */
export async function readSpool(frame: SpoolFrame): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(frame.path);
  await rm(frame.path, { force: true });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length !== frame.bytes || sha256 !== frame.sha256) {
    throw new FrameError(`The answer in ${frame.path} is not the one announced (${bytes.length} of ${frame.bytes} bytes)`);
  }
  const items: Record<string, unknown>[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(10, from);
    const end = newline === -1 ? bytes.length : newline;
    items.push(JSON.parse(bytes.toString('latin1', from, end)) as Record<string, unknown>);
    from = end + 1;
  }
  return items;
}
