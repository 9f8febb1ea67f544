import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DismClient } from '../dism/client.js';
import { throwIfCancelled } from '../files/cancel.js';
import { removeTree } from '../files/remove-tree.js';
import type { RunContext } from './context.js';
import { discardLeftMounts, listRuns, removeRemains } from './past-runs.js';

/**
 * Cleans up behind runs of this workspace that were killed: their mounts are discarded and what takes space is removed.
 * What they had finished is in the cache. The workspace's lock is held, so none of them can be alive.
 * @throws ServicingError `cleanup` when a mount cannot be discarded
 */
export async function recoverKilledRuns(context: RunContext): Promise<void> {
  const { workspace, pool, signal, timeouts, events } = context;
  const killed = (await listRuns(dirname(workspace.root))).filter((run) => run.id !== workspace.runId && run.status === 'killed' && !run.recovered);
  for (const run of killed) {
    await sessionsEnded(run.sessions, signal);
    const scratchDirectory = join(workspace.scratch, `recover-${run.id}`);
    await mkdir(scratchDirectory, { recursive: true });
    const freed = await pool.use((session) => discardLeftMounts(
      new DismClient(session, { logPath: workspace.stepLog(0, `recover-${run.id}`), scratchDirectory, signal, timeouts }), run.folder,
    ), signal);
    await removeRemains(run);
    const mounts = freed.length === 0 ? 'nothing was mounted' : `${freed.length === 1 ? 'a mount was' : `${freed.length} mounts were`} discarded`;
    events.emit({ type: 'warning', message: `Run ${run.id} had ended without a word after ${run.steps} steps; ${mounts}, and this run goes on from what it had finished.` });
  }
}

/** A session whose parent is gone ends with its cmdlet, and DISM refuses to discard a mount that is being worked on. */
const orphanPatienceMs = 120_000;

async function sessionsEnded(pids: readonly number[], signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + orphanPatienceMs;
  while (pids.some(isAlive) && Date.now() < deadline) {
    throwIfCancelled(signal);
    await sleep(100);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Removes the folders of earlier runs for an output that is there now. */
export async function removeSupersededRuns(context: RunContext, output: string): Promise<void> {
  const { workspace } = context;
  const runs = await listRuns(dirname(workspace.root));
  for (const run of runs) if (run.id !== workspace.runId && run.request?.output === output) await removeTree(run.folder);
}
