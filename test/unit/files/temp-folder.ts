import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export { temporaryFolder } from '../../support/temp.js';

/** Writes a file with its parents; `time` is whole seconds since 1970. */
export function put(root: string, path: string, content: string | Uint8Array, time?: number): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  if (time !== undefined) utimesSync(full, time, time);
  return full;
}

/** Runs `work` and returns what it threw. */
export async function failureOf(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown');
}
