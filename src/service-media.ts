import { rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeFileAtomic } from './files/atomic.js';
import { cancelledError } from './files/cancel.js';
import { acquireLock } from './files/lock.js';
import { makeFolder } from './files/make-folder.js';
import { toolVersion } from './files/package-root.js';
import { publishFolder } from './files/publish.js';
import { removeTree } from './files/remove-tree.js';
import { checkHost } from './preflight/check-host.js';
import { checkDiskSpace, checkPlaces, checkSameVolume, chooseBackend, refuseRehearsedInput } from './preflight/check-request.js';
import { SessionPool } from './powershell/pool.js';
import { parseRequest, prepare } from './prepare.js';
import type { Preparation } from './prepare.js';
import { renderReport } from './report/report-html.js';
import { renderResultJson } from './report/result-json.js';
import { openRunLog } from './report/run-log.js';
import type { RunContext } from './run/context.js';
import { EventStream } from './run/event-stream.js';
import type { EventListener } from './run/event-stream.js';
import { Journal } from './run/journal.js';
import { changedFiles, resultOf } from './run/result.js';
import type { ResultParts } from './run/result.js';
import { ServicingRunError } from './run/run-error.js';
import { runPlan } from './run/runner.js';
import { openSessions } from './run/sessions.js';
import { Workspace, defaultWorkspace, newRunId } from './run/workspace.js';
import { ServicingError, toServicingError } from './schema/errors.js';
import type { Backend } from './schema/common.js';
import type { Plan } from './schema/plan.js';
import type { ServicingRequest, ServicingRequestInput } from './schema/request.js';
import type { Check, HostInfo, ServicingResult } from './schema/result.js';
import { verifyMedia } from './verify/verify-media.js';

export interface ServiceOptions {
  /** Ends the run: nothing new starts, what runs is cancelled, mounts are discarded. */
  readonly signal?: AbortSignal;
  /** The run's events as they happen, progress among them. */
  readonly onEvent?: EventListener;
  /** Asked once, after planning and before anything is made; false ends with `cancelled`. */
  readonly confirm?: (plan: Plan) => Promise<boolean>;
}

/**
 * The main job: brings Windows installation media up to date into a new folder. The original media is only read, and
 * the output appears when everything is done and checked.
 * @throws ServicingError when it could not begin (nothing was changed), ServicingRunError when a run failed; the
 *   latter carries the result, and its run folder is kept
 */
export async function serviceMedia(input: ServicingRequestInput, options: ServiceOptions = {}): Promise<ServicingResult> {
  const startedAt = new Date().toISOString();
  const request = parseRequest(input);
  const backend = chooseBackend(request.backend);
  const base = resolve(request.workspace ?? defaultWorkspace(request.output));
  await checkPlaces({ media: request.media, output: request.output, workspace: base, updates: request.updates });
  const events = new EventStream(newRunId());
  if (options.onEvent !== undefined) events.subscribe(options.onEvent);
  const prepared = await prepare(request, options.signal, (phase) => { events.emit({ type: 'phase', phase }); });
  refuseRehearsedInput(backend, prepared.media);
  if (options.confirm !== undefined && !(await options.confirm(prepared.plan))) throw new ServicingError('cancelled', 'Not confirmed; nothing was changed');

  await makeFolder(base);
  await makeFolder(dirname(request.output));
  const locks = [await acquireLock(request.output, { purpose: `servicing ${request.media}` })];
  try {
    locks.push(await acquireLock(base, { purpose: `servicing ${request.media}` }));
    await checkSameVolume(base, request.output);
    await checkDiskSpace(prepared.plan, base);
    const signals = [...locks.map((lock) => lock.signal), ...(options.signal === undefined ? [] : [options.signal])];
    const run = { request, backend, base, prepared, events, startedAt, signal: AbortSignal.any(signals) };
    return await runAndPublish(run);
  } finally {
    for (const lock of locks.reverse()) await lock.release();
    // The workspace goes when this was its only run.
    if (request.workspace === undefined) await rmdir(base).catch(() => undefined);
  }
}

interface Run {
  readonly request: ServicingRequest;
  readonly backend: Backend;
  readonly base: string;
  readonly prepared: Preparation;
  readonly events: EventStream;
  readonly startedAt: string;
  readonly signal: AbortSignal;
}

async function runAndPublish(run: Run): Promise<ServicingResult> {
  const { request, backend, prepared, events } = run;
  const workspace = new Workspace(run.base, events.runId);
  await workspace.create();
  const log = openRunLog(workspace.logs);
  const journal = new Journal(workspace.journal);
  const warnings = [...prepared.plan.warnings];
  events.subscribe((event) => {
    journal.append(event);
    log.event(event);
    if (event.type === 'warning') warnings.push(event.step === undefined ? event.message : `${event.step}: ${event.message}`);
  });
  const hosts: HostInfo[] = [];
  const pool = new SessionPool({
    size: 1, open: openSessions({ request, backend, workspace, events, signal: run.signal, onHost: (host) => hosts.push(host), onLog: (line) => { log.debug(line); } }),
  });
  const context: RunContext = {
    plan: prepared.plan, backend, media: request.media, workspace, pool, events, signal: run.signal, timeouts: request.timeouts,
    updates: new Map(prepared.scan.updates.map((update) => [update.sha256, update])),
    mounts: new Map(), offered: new Map(), results: new Map(),
  };
  let parts: Omit<ResultParts, 'error'> = { context, startedAt: run.startedAt, host: undefined, before: prepared.media, after: undefined, checks: [], warnings, output: undefined };
  const started = Date.now();
  try {
    events.emit({ type: 'run-started', planDigest: prepared.plan.digest, backend, toolVersion: toolVersion(), steps: prepared.plan.steps.length, workspace: workspace.root, output: request.output });
    events.emit({ type: 'phase', phase: 'preflight' });
    await pool.use(() => Promise.resolve(), run.signal);
    parts = { ...parts, host: hosts[0] };
    for (const message of hosts[0] === undefined ? [] : checkHost(hosts[0], prepared.media)) events.emit({ type: 'warning', message });
    events.emit({ type: 'phase', phase: 'run' });
    await runPlan(context);
    events.emit({ type: 'phase', phase: 'verify' });
    const { checks, after } = await verifyMedia({
      original: prepared.media, finished: workspace.media, plan: prepared.plan, changedFiles: changedFiles(context), scratch: workspace.scratch, signal: run.signal,
    });
    for (const check of checks) events.emit({ type: 'check', ...check });
    parts = { ...parts, checks, after, output: outputPlaces(request.output) };
    refuseFailedChecks(checks);
    if (run.signal.aborted) throw cancelledError(run.signal);
    await pool.close();
    events.emit({ type: 'phase', phase: 'report' });
    const result = resultOf({ ...parts, error: undefined });
    await writeFileAtomic(join(workspace.staging, 'result.json'), renderResultJson(result));
    await writeFileAtomic(join(workspace.staging, 'report.html'), renderReport(result));
    events.emit({ type: 'phase', phase: 'publish' });
    events.emit({ type: 'run-finished', status: 'done', durationMs: Date.now() - started });
    await log.close();
    await publishFolder(workspace.staging, request.output);
    journal.close();
    if (!request.keepWorkspace) await removeTree(workspace.root);
    return result;
  } catch (caught) {
    const error = withRunFolder(toServicingError(caught), workspace.root);
    await pool.close();
    const result = resultOf({ ...parts, output: undefined, error });
    events.emit({ type: 'run-finished', status: result.status, durationMs: Date.now() - started, error: error.toJSON() });
    await log.close();
    journal.close();
    await writeFileAtomic(join(workspace.root, 'result.json'), renderResultJson(result));
    await writeFileAtomic(join(workspace.root, 'report.html'), renderReport(result));
    throw new ServicingRunError(error, result);
  }
}

function outputPlaces(root: string): NonNullable<ServicingResult['output']> {
  return { root, media: join(root, 'media'), report: join(root, 'report.html'), logs: join(root, 'logs') };
}

function refuseFailedChecks(checks: readonly Check[]): void {
  const failed = checks.filter((check) => !check.ok);
  if (failed.length === 0) return;
  throw new ServicingError('verification', `${failed.length} of ${checks.length} checks on the finished media failed`, {
    details: failed.map((check) => `${check.title}: ${check.evidence}`), advice: 'The output was not published. Look at the report in the run folder.',
  });
}

function withRunFolder(error: ServicingError, folder: string): ServicingError {
  const { code, message, hresult, symbol, target, step, logPath, advice, details, cause } = error;
  return new ServicingError(code, message, { hresult, symbol, target, step, logPath, advice, cause: cause ?? error, details: [...details, `run folder, kept: ${folder}`] });
}
