import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DismClient } from '../dism/client.js';
import { throwIfCancelled } from '../files/cancel.js';
import { isRunning } from '../files/is-running.js';
import type { RunContext } from './context.js';
import { discardLeftMounts, listRuns, removeRemains, removeRunFolder } from './past-runs.js';
import type { PastRun } from './past-runs.js';
import { ifEnded, removeStrayLocks } from './run-lock.js';

/**
 * Cleans up behind earlier runs of this workspace: the mounts that one has left are discarded, whether it was killed or
 * ended with mounts that it could not discard, and what takes space is removed. What they had finished is in the cache. A
 * run that is under way holds the lock of its folder and is left alone.
 * @throws ServicingError `cleanup` when a mount cannot be discarded
 */
export async function recoverEarlierRuns(context: RunContext): Promise<void> {
  const { workspace } = context;
  const base = dirname(workspace.root);
  const earlier = (await listRuns(base)).filter((run) => run.id !== workspace.runId && run.status !== 'done' && !run.recovered);
  for (const run of earlier) await ifEnded(run.folder, `cleaning up behind run ${run.id}`, () => recover(context, run));
  await removeStrayLocks(base);
}

async function recover(context: RunContext, run: PastRun): Promise<void> {
  // Killed before its first event: it has done nothing, and tells nothing.
  if (run.startedAt === undefined && run.request === undefined) {
    await removeRunFolder(run.folder);
    return;
  }
  await sessionsEnded(run.sessions, context.signal);
  const freed = await discardMountsOf(context, run);
  // The folder of a run that ended by itself, with nothing mounted, is kept for a look.
  if (run.status !== 'killed' && freed.length === 0) return;
  await removeRemains(run);
  const mounts = freed.length === 0 ? 'nothing was mounted' : `${freed.length === 1 ? 'a mount was' : `${freed.length} mounts were`} discarded`;
  const end = run.status === 'killed' ? `had ended without a word after ${run.steps} steps` : 'had left what it could not dismount';
  context.events.emit({ type: 'warning', message: `Run ${run.id} ${end}; ${mounts}, and this run goes on from what it had finished.` });
}

async function discardMountsOf({ workspace, pool, signal, timeouts }: RunContext, run: PastRun): Promise<string[]> {
  const scratchDirectory = join(workspace.scratch, `recover-${run.id}`);
  await mkdir(scratchDirectory, { recursive: true });
  return pool.use((session) => discardLeftMounts(
    new DismClient(session, { logPath: workspace.stepLog(0, `recover-${run.id}`), scratchDirectory, signal, timeouts }), run.folder,
  ), signal);
}

/** A session whose parent is gone ends with its cmdlet, and DISM refuses to discard a mount that is being worked on. */
const orphanPatienceMs = 120_000;

async function sessionsEnded(pids: readonly number[], signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + orphanPatienceMs;
  while (pids.some(isRunning) && Date.now() < deadline) {
    throwIfCancelled(signal);
    await sleep(100);
  }
}

/** Removes the folders of earlier runs for an output that is there now. */
export async function removeSupersededRuns(context: RunContext, output: string): Promise<void> {
  const { workspace } = context;
  const runs = await listRuns(dirname(workspace.root));
  for (const run of runs) {
    if (run.id !== workspace.runId && run.request?.output === output) await ifEnded(run.folder, 'cleaning', () => removeRunFolder(run.folder));
  }
}
