import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DismClient } from './dism/client.js';
import { acquireLock, lockOwner } from './files/lock.js';
import { exists } from './files/paths.js';
import { finishPublishing } from './files/publish.js';
import { removeTree } from './files/remove-tree.js';
import { walk } from './files/walk.js';
import { findPowerShell } from './powershell/find-powershell.js';
import { PowerShellSession } from './powershell/session.js';
import { chooseBackend } from './preflight/check-request.js';
import { TargetStore } from './run/cache/target-store.js';
import { discardLeftMounts, listRuns } from './run/past-runs.js';
import type { PastRun } from './run/past-runs.js';
import { defaultCache } from './run/workspace.js';
import type { Backend } from './schema/common.js';
import { ServicingError } from './schema/errors.js';

/** Which workspace, and how to reach DISM for mounts that were left in it. */
export interface WorkspaceOptions {
  readonly workspace: string;
  /** Default: the cache in the workspace. */
  readonly cache?: string | undefined;
  readonly backend?: Backend | undefined;
  readonly powershell?: string | undefined;
  readonly dismPath?: string | undefined;
}

/** A run folder with its size; `running` while its process holds the workspace. */
export interface WorkspaceRun extends Omit<PastRun, 'status'> {
  readonly status: PastRun['status'] | 'running';
  readonly bytes: number;
}

/** What is in a workspace. */
export interface WorkspaceContent {
  readonly workspace: string;
  readonly runs: readonly WorkspaceRun[];
  readonly cache: { folder: string; results: number; bytes: number };
}

/**
 * What earlier runs have left in a workspace, and the one that is under way. Reads only: what it says may be over a moment
 * later, so ask {@link cleanWorkspace}, which takes the lock, before anything is removed.
 */
export async function inspectWorkspace(options: WorkspaceOptions): Promise<WorkspaceContent> {
  const content = await contentOf(options);
  // One at a time uses a workspace: the newest without an end.
  const open = content.runs.find((run) => run.status === 'killed');
  if (open === undefined || (await lockOwner(content.workspace)) === undefined) return content;
  return { ...content, runs: content.runs.map((run) => (run === open ? { ...run, status: 'running' } : run)) };
}

/** For the one who holds the lock: no run of the workspace is under way. */
async function contentOf(options: WorkspaceOptions): Promise<WorkspaceContent & { runs: readonly (PastRun & { bytes: number })[] }> {
  const workspace = resolve(options.workspace);
  const folder = resolve(options.cache ?? defaultCache(workspace));
  const results = await new TargetStore(folder).list();
  const runs = await Promise.all((await listRuns(workspace)).map(async (run) => ({ ...run, bytes: await bytesIn(run.folder) })));
  return { workspace, runs, cache: { folder, results: results.length, bytes: results.reduce((sum, entry) => sum + entry.bytes, 0) } };
}

/**
 * Removes what earlier runs have left: mounts first, then their folders; the cache where asked for.
 * @returns what was there
 * @throws ServicingError `busy` while a run uses the workspace, `cleanup` for a mount that cannot be discarded, `backend`
 */
export async function cleanWorkspace(options: WorkspaceOptions & { readonly withCache: boolean }): Promise<WorkspaceContent> {
  const { workspace } = options;
  const lock = await acquireLock(workspace, { purpose: `cleaning ${workspace}`, advice: 'Wait until the run has ended.' });
  try {
    const content = await contentOf(options);
    if (content.runs.length > 0) await removeRuns(content.runs, options);
    if (options.withCache) await removeTree(content.cache.folder);
    if (await exists(content.workspace)) await rmdir(content.workspace).catch(() => undefined);
    return content;
  } finally {
    await lock.release();
  }
}

async function removeRuns(runs: readonly PastRun[], options: WorkspaceOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'offline-servicing-clean-'));
  const { executable } = await findPowerShell(options.powershell === undefined ? {} : { explicit: options.powershell });
  const backend = chooseBackend(options.backend ?? runs[0]?.request?.backend);
  const session = await PowerShellSession.open({
    executable, backend, workspace: folder, ...(options.dismPath === undefined ? {} : { dismPath: options.dismPath }),
  });
  try {
    const client = new DismClient(session, { logPath: join(folder, 'dism.log'), scratchDirectory: folder, timeouts: {} });
    for (const run of runs) {
      await discardLeftMounts(client, run.folder);
      await removeTree(run.folder);
      if (run.request !== undefined) await removeDeadLock(run.request.output);
    }
  } finally {
    await session.close();
  }
  await removeTree(folder);
}

/** A killed process leaves its lock of the output, and may have left it half published; one that is alive keeps it. */
async function removeDeadLock(output: string): Promise<void> {
  const lock = await acquireLock(output, { purpose: 'cleaning' }).catch((error: unknown) => {
    if (error instanceof ServicingError && error.code === 'busy') return undefined;
    throw error;
  });
  if (lock === undefined) return;
  await lock.release();
  await finishPublishing(output);
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of walk(folder)) if (entry.kind === 'file') bytes += entry.size;
  } catch {
    // A mount that was left behind may not be readable; its size does not matter.
  }
  return bytes;
}
