import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResultJson } from './report/result-json.js';
import { listRuns, removeRunFolder } from './run/past-runs.js';
import type { PastRun } from './run/past-runs.js';
import type { ServicingResult } from './schema/result.js';

/** An output that is whole, whose run was killed between its publication and its own end. */
export interface KilledPublish {
  readonly run: PastRun;
  readonly result: ServicingResult;
}

/**
 * Looks whether what is at the output is the work of a run that was killed right after it had published: its folder, which
 * goes last, is still in the workspace. One that was to keep its folder has ended when its journal says so.
 */
export async function findKilledPublish(output: string, workspace: string): Promise<KilledPublish | undefined> {
  const result = await readResult(join(output, 'result.json'));
  if (result?.status !== 'done') return undefined;
  const run = (await listRuns(workspace)).find((past) => past.id === result.runId);
  if (run === undefined || (run.status !== 'killed' && result.request.keepWorkspace)) return undefined;
  return { run, result };
}

async function readResult(path: string): Promise<ServicingResult | undefined> {
  try {
    return parseResultJson(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Ends in the killed run's place. A run publishes when its mounts are closed and its sessions gone, so that its folder is
 * all that it can have left.
 */
export async function endKilledPublish({ run, result }: KilledPublish): Promise<ServicingResult> {
  await removeRunFolder(run.folder);
  return result;
}
