import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What tells a `result.json` of this tool from anybody else's. */
const markSchema = z.object({ schemaVersion: z.number(), runId: z.string(), toolVersion: z.string(), plan: z.object({}), finishedAt: z.string().optional() });

/** Whether a folder is an output that an earlier run has published. */
export async function isOwnOutput(folder: string): Promise<boolean> {
  return (await ownOutput(folder)) !== undefined;
}

/** The run that has published a folder, and when it was finished (ISO 8601, UTC); undefined for anybody else's folder. */
export async function ownOutput(folder: string): Promise<{ runId: string; finishedAt?: string | undefined } | undefined> {
  try {
    return markSchema.parse(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whether a new output may take the place of what is there: an earlier one, or an empty folder. Never a link. */
export async function isReplaceable(path: string): Promise<boolean> {
  const facts = await lstat(path);
  if (!facts.isDirectory()) return false;
  return (await readdir(path)).length === 0 || isOwnOutput(path);
}
