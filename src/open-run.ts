import { join } from 'node:path';
import { writeFileAtomic } from './files/atomic.js';
import type { FolderLock } from './files/lock.js';
import { toolVersion } from './files/package-root.js';
import type { Preparation } from './prepare.js';
import { SessionPool } from './powershell/pool.js';
import { hideInLogs } from './report/private-logs.js';
import { openRunLog } from './report/run-log.js';
import { TargetCache } from './run/cache/target-cache.js';
import type { RunContext } from './run/context.js';
import type { EarlySession } from './run/early-session.js';
import type { RunEstimate } from './run/estimate-run.js';
import type { EventStream } from './run/event-stream.js';
import { Journal } from './run/journal.js';
import { RunMeasures } from './run/measures.js';
import { OriginalMedia } from './run/original-media.js';
import { beginningName, requestName } from './run/past-runs.js';
import { isRehearsed } from './run/result.js';
import { openSessions } from './run/sessions.js';
import { defaultCache, Workspace } from './run/workspace.js';
import type { Backend } from './schema/common.js';
import type { InputInfo } from './schema/inputs.js';
import type { ServicingRequest } from './schema/request.js';
import type { HostInfo, RunBeginning } from './schema/result.js';
import type { UpdateInfo } from './schema/update.js';
import { confirmUnchanged } from './updates/confirm-unchanged.js';

/** What a run is about, once its request was accepted. */
export interface RunSetup {
  readonly request: ServicingRequest;
  readonly backend: Backend;
  /** Folder of the workspace, which the run's own folder is made in. */
  readonly base: string;
  readonly prepared: Preparation;
  readonly estimate: RunEstimate;
  /** When it was asked for; ISO 8601, UTC. */
  readonly startedAt: string;
  readonly events: EventStream;
  /** Its folder is made: {@link makeRunFolder}. */
  readonly workspace: Workspace;
  /** The lock of the output, which a run gives back before its folder goes. */
  readonly outputLock: FolderLock;
  /** The session that was begun beside the preparation. */
  readonly early: EarlySession;
  readonly signal: AbortSignal;
}

/** A run with its folder, logs, journal and sessions open. */
export interface OpenRun {
  readonly context: RunContext;
  /** Every warning so far, the plan's among them. */
  readonly warnings: readonly string[];
  /** Known once the first session is open. */
  host(): HostInfo | undefined;
  /** Ends the log, which is part of what is published; later events reach the journal only. */
  closeLog(): Promise<void>;
  closeJournal(): Promise<void>;
}

/** Makes the run folder, with what was asked for in it. */
export async function makeRunFolder(setup: Pick<RunSetup, 'request' | 'backend' | 'base' | 'prepared' | 'startedAt' | 'events'>): Promise<Workspace> {
  const workspace = new Workspace(setup.base, setup.events.runId);
  await workspace.create();
  await writeFileAtomic(join(workspace.root, requestName), `${JSON.stringify(setup.request, null, 2)}\n`);
  await writeFileAtomic(join(workspace.root, beginningName), `${JSON.stringify(beginningOf(setup, workspace))}\n`);
  return workspace;
}

/** Opens what a run needs. No session is started yet. */
export function openRun(setup: RunSetup): OpenRun {
  const { request, backend, prepared, workspace, events, signal } = setup;
  return openWork({
    plan: prepared.plan, backend, media: request.media, workspace, events, signal, options: request, parallel: request.parallel, seconds: setup.estimate.steps,
    updates: prepared.scan.updates, inputs: prepared.inputs, early: setup.early,
    cache: request.cache === false ? undefined : new TargetCache(request.cache ?? defaultCache(setup.base)),
  });
}

function beginningOf({ request, backend, prepared: { media, plan }, startedAt }: Pick<RunSetup, 'request' | 'backend' | 'prepared' | 'startedAt'>, { runId, root }: Workspace): RunBeginning {
  return { schemaVersion: 1, runId, toolVersion: toolVersion(), startedAt, rehearsed: isRehearsed(backend, media), workspace: root, request, before: media, plan };
}

/** What steps work with, whether they are a whole run or one target's. */
export interface WorkSetup extends Pick<RunContext, 'plan' | 'backend' | 'media' | 'workspace' | 'events' | 'signal' | 'parallel' | 'seconds' | 'cache'> {
  readonly options: Pick<ServicingRequest, 'powershell' | 'dismPath' | 'timeouts'>;
  readonly updates: readonly UpdateInfo[];
  readonly inputs: readonly InputInfo[];
  readonly early?: EarlySession;
}

/** Opens logs, journal and pool in a workspace whose folders are made. */
export function openWork(setup: WorkSetup): OpenRun {
  const { options, updates, inputs, early, ...given } = setup;
  const { plan, backend, workspace, events, signal } = given;
  const log = openRunLog(workspace.logs);
  const journal = new Journal(workspace.journal);
  const warnings = [...plan.warnings];
  let logging = true;
  events.subscribe((event) => {
    journal.append(event);
    if (logging) log.event(event);
    if (event.type === 'warning') warnings.push(event.step === undefined ? event.message : `${event.step}: ${event.message}`);
  });
  let host: HostInfo | undefined;
  const open = openSessions({ request: options, backend, workspace, events, early, onHost: (opened) => { host ??= opened; }, onLog: (line) => { if (logging) log.debug(line); } });
  const context: RunContext = {
    ...given, original: new OriginalMedia(given.media, workspace.original), timeouts: options.timeouts, pool: new SessionPool({ size: given.parallel, open }),
    updates: new Map(updates.map((update) => [update.sha256, update])),
    confirmUpdate: (update) => confirmUnchanged(update, { signal }),
    inputs: new Map(inputs.map((input) => [input.sha256, input])),
    mounts: new Map(), offered: new Map(), measures: new RunMeasures(), results: new Map(),
  };
  const closeLog = async (): Promise<void> => {
    if (!logging) return;
    logging = false;
    await log.close();
    await hideInLogs(workspace.dismLogs).catch(() => undefined);
  };
  return { context, warnings, host: () => host, closeLog, closeJournal: () => journal.close() };
}
