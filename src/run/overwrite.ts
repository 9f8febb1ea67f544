import { createReadStream } from 'node:fs';
import { chmod, open, stat } from 'node:fs/promises';
import { longPatienceMs, retryHeldOpen } from '../files/atomic.js';

/**
 * Replaces the content of an existing file and keeps the file: its attributes, security and short name stay.
 * Windows refuses to create over a hidden or system file (winre.wim is both), so it is opened, written and cut.
 */
export async function overwriteInPlace(from: string, to: string, signal: AbortSignal): Promise<void> {
  const before = await stat(to);
  const readOnly = (before.mode & 0o200) === 0;
  if (readOnly) await chmod(to, before.mode | 0o200);
  const target = await retryHeldOpen(() => open(to, 'r+'), { patienceMs: longPatienceMs });
  try {
    let position = 0;
    for await (const chunk of createReadStream(from, { highWaterMark: 4 * 2 ** 20, signal }) as AsyncIterable<Buffer>) {
      await target.write(chunk, 0, chunk.length, position);
      position += chunk.length;
    }
    await target.truncate(position);
  } finally {
    await target.close();
  }
  if (readOnly) await chmod(to, before.mode);
}
