import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DismClient } from './dism/client.js';
import { leftBeside, leftIn, removeLeftBeside } from './files/left-beside.js';
import type { LeftBeside } from './files/left-beside.js';
import { lockOwner } from './files/lock.js';
import { exists } from './files/paths.js';
import { finishPublishing } from './files/publish.js';
import { removeTree } from './files/remove-tree.js';
import { walk } from './files/walk.js';
import { findPowerShell } from './powershell/find-powershell.js';
import { PowerShellSession } from './powershell/session.js';
import { chooseBackend } from './preflight/choose-backend.js';
import { ResultStore } from './run/cache/result-store.js';
import { discardLeftMounts, listRuns, removeRunFolder } from './run/past-runs.js';
import type { PastRun } from './run/past-runs.js';
import { ifEnded, removeStrayLocks } from './run/run-lock.js';
import { defaultCache, defaultWorkspace } from './run/workspace.js';
import type { Backend } from './schema/common.js';
import { ServicingError } from './schema/errors.js';

/** Which workspace, and how to reach DISM for mounts that were left in it. */
export interface WorkspaceOptions {
  readonly workspace: string;
  /** An output of runs of the workspace, beside which something may have been left. */
  readonly output?: string | undefined;
  /** Default: the cache in the workspace. */
  readonly cache?: string | undefined;
  readonly backend?: Backend | undefined;
  readonly powershell?: string | undefined;
  readonly dismPath?: string | undefined;
}

/** A run folder with its size; `running` while its process holds the lock of the folder. */
export interface WorkspaceRun extends Omit<PastRun, 'status'> {
  readonly status: PastRun['status'] | 'running';
  readonly bytes: number;
}

/** What is in a workspace. */
export interface WorkspaceContent {
  readonly workspace: string;
  readonly runs: readonly WorkspaceRun[];
  /** Locks, and folders of work that was cut off, whose process is gone: beside outputs and the workspace, and of runs without a folder. */
  readonly leftovers: readonly LeftBeside[];
  readonly cache: { folder: string; results: number; bytes: number };
}

/**
 * What earlier runs have left in a workspace, and the one that is under way. Reads only: what it says may be over a moment
 * later; {@link cleanWorkspace} takes the lock of each run before it removes anything.
 */
export async function inspectWorkspace(options: WorkspaceOptions): Promise<WorkspaceContent> {
  const workspace = resolve(options.workspace);
  const folder = resolve(options.cache ?? defaultCache(workspace));
  const results = await new ResultStore(folder).list();
  const runs = await Promise.all((await listRuns(workspace)).map(async (run): Promise<WorkspaceRun> => {
    const isOpen = run.status === 'killed' && (await lockOwner(run.folder)) !== undefined;
    return { ...run, ...(isOpen ? { status: 'running' as const } : {}), bytes: await bytesIn(run.folder) };
  }));
  return { workspace, runs, leftovers: await leftoversOf(workspace, runs, options.output), cache: { folder, results: results.length, bytes: results.reduce((sum, entry) => sum + entry.bytes, 0) } };
}

/**
 * Looks beside every place that something of the workspace may have been published to. Who names the workspace alone finds what its
 * runs name; the usual workspace lies beside its outputs.
 */
async function leftoversOf(workspace: string, runs: readonly WorkspaceRun[], output: string | undefined): Promise<LeftBeside[]> {
  const ended = runs.filter(({ status }) => status !== 'running');
  const places = [workspace, ...(output === undefined ? [] : [output]), ...ended.flatMap(({ request }) => (request === undefined ? [] : [request.output]))];
  const folders = new Set(runs.map(({ folder }) => folder));
  const found = [
    ...(await Promise.all(places.map(leftBeside))).filter((left) => left !== undefined),
    ...(await leftIn(workspace)).filter(({ of }) => !folders.has(of)),
    ...(defaultWorkspace(join(dirname(workspace), 'output')) === workspace ? await leftIn(dirname(workspace)) : []),
  ];
  return [...new Map(found.map((left) => [left.of, left])).values()];
}

/**
 * Removes what earlier runs have left: mounts first, then their folders; the cache where asked for. Runs that are under
 * way are left alone.
 * @returns what was there
 * @throws ServicingError `busy` where the cache is to go and a run uses it, `cleanup` for a mount that cannot be discarded,
 *   `backend`
 */
export async function cleanWorkspace(options: WorkspaceOptions & { readonly withCache: boolean }): Promise<WorkspaceContent> {
  const content = await inspectWorkspace(options);
  const open = content.runs.find((run) => run.status === 'running');
  if (open !== undefined && options.withCache) {
    throw new ServicingError('busy', `${content.cache.folder} is in use by run ${open.id}, which is under way`, { advice: 'Wait until the run has ended.' });
  }
  if (content.runs.some((run) => run.status !== 'running')) await removeRuns(content.runs, options);
  for (const { of } of content.leftovers) await removeLeftBeside(of).catch(unlessBusy);
  await removeStrayLocks(content.workspace);
  if (options.withCache) await removeTree(content.cache.folder);
  if (await exists(content.workspace)) await rmdir(content.workspace).catch(() => undefined);
  return content;
}

/** Who has begun to work there meanwhile cleans up there itself. */
function unlessBusy(error: unknown): void {
  if (!(error instanceof ServicingError) || error.code !== 'busy') throw error;
}

async function removeRuns(runs: readonly WorkspaceRun[], options: WorkspaceOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'offline-servicing-clean-'));
  const { executable } = await findPowerShell(options.powershell === undefined ? {} : { explicit: options.powershell });
  const backend = chooseBackend(options.backend ?? runs[0]?.request?.backend);
  const session = await PowerShellSession.open({
    executable, backend, workspace: folder, ...(options.dismPath === undefined ? {} : { dismPath: options.dismPath }),
  });
  try {
    const client = new DismClient(session, { logPath: join(folder, 'dism.log'), scratchDirectory: folder, timeouts: {} });
    for (const run of runs) await ifEnded(run.folder, 'cleaning', () => removeRun(client, run));
  } finally {
    await session.close();
  }
  await removeTree(folder);
}

async function removeRun(client: DismClient, { folder, request }: WorkspaceRun): Promise<void> {
  await discardLeftMounts(client, folder);
  await removeRunFolder(folder);
  // A killed process leaves its lock of the output, and may have left it half published; one that is alive keeps it.
  if (request !== undefined && await ifEnded(request.output, 'cleaning', () => Promise.resolve(true)) === true) await finishPublishing(request.output);
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
