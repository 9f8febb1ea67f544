import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What tells a `result.json` of this tool from anybody else's. */
const markSchema = z.object({ schemaVersion: z.number(), runId: z.string(), toolVersion: z.string(), plan: z.object({}) });

/** Whether a folder is an output that an earlier run has published. */
export async function isOwnOutput(folder: string): Promise<boolean> {
  try {
    return markSchema.safeParse(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).success;
  } catch {
    return false;
  }
}

/** Whether a new output may take the place of what is there: an earlier one, or an empty folder. Never a link. */
export async function isReplaceable(path: string): Promise<boolean> {
  const facts = await lstat(path);
  if (!facts.isDirectory()) return false;
  return (await readdir(path)).length === 0 || isOwnOutput(path);
}
