import { realpath, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { beginWork } from './begin-work.js';
import { throwIfCancelled } from './files/cancel.js';
import { estimateFor } from './estimate-run.js';
import { lookInside } from './media/look-inside.js';
import { removeLeftBeside } from './files/left-beside.js';
import { acquireLock } from './files/lock.js';
import type { FolderLock } from './files/lock.js';
import { makeFolder } from './files/make-folder.js';
import { toolVersion } from './files/package-root.js';
import { finishPublishing, publishFolder, syncTree } from './files/publish.js';
import { removeTree } from './files/remove-tree.js';
import { checkDiskSpace, checkPlaces, refuseRehearsedInput } from './preflight/check-request.js';
import { endKilledPublish, findKilledPublish } from './killed-publish.js';
import type { KilledPublish } from './killed-publish.js';
import { makeRunFolder, openRun } from './open-run.js';
import { checkOutputForms, keepWantedForms, outputPlaces } from './output-forms.js';
import type { RunSetup } from './open-run.js';
import { prepare } from './prepare.js';
import type { EarlySession } from './run/early-session.js';
import { allEnded, endAll } from './run/end-all.js';
import { EventStream, harmless, phaseProgress } from './run/event-stream.js';
import { removeRunFolder } from './run/past-runs.js';
import { removeSupersededRuns } from './run/recover.js';
import { changedFiles, resultOf, upToDateResult } from './run/result.js';
import { writtenIso } from './run/iso-output.js';
import { checkMountsLeft } from './run/mounts-left.js';
import { noteTimings } from './run/note-timings.js';
import { orCancelled, ServicingRunError, withRunFolder } from './run/run-error.js';
import { lockRun } from './run/run-lock.js';
import { runPlan } from './run/runner.js';
import { tellChecks } from './run/tell-checks.js';
import { defaultWorkspace, newRunId } from './run/workspace.js';
import type { Backend } from './schema/common.js';
import { ServicingError } from './schema/errors.js';
import type { ServicingRequest } from './schema/request.js';
import type { ServicingResult } from './schema/result.js';
import type { ServiceOptions } from './service-media.js';
import type { VerifyOutcome } from './verify/verify-media.js';

/** A request that is understood, and the session that comes up for it. */
export interface ServiceJob {
  readonly request: ServicingRequest;
  readonly backend: Backend;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly early: EarlySession;
}

/** The main job behind serviceMedia, which says what it does and throws. */
export async function runService({ request, backend, startedAt, early }: ServiceJob, options: ServiceOptions): Promise<ServicingResult> {
  const usual = defaultWorkspace(request.output);
  const wanted = resolve(request.workspace ?? usual);
  await finishPublishing(request.output);
  const places = { media: request.media, output: request.output, workspace: wanted, updates: request.updates, reads: readPaths(request), force: request.force };
  const published = await findKilledPublish(request.output, wanted);
  await checkPlaces(published === undefined ? places : { ...places, force: true });
  const events = new EventStream(newRunId());
  if (options.onEvent !== undefined) events.subscribe(harmless(options.onEvent));
  // What is published already needs none.
  if (published === undefined) early.begin({ request, backend });
  const prepared = await prepare(request, options.signal, (phase) => { events.emit({ type: 'phase', phase }); });
  refuseRehearsedInput(backend, prepared.media);
  if (published !== undefined) {
    if (published.result.plan.digest === prepared.plan.digest) return await finishPublished(published, events);
    await checkPlaces(places);
  }
  if (prepared.plan.upToDate !== undefined) return upToDateResult({ startedAt, request, backend, runId: events.runId, prepared });
  await checkOutputForms(request, prepared, options.signal);
  await checkDiskSpace(prepared.plan, { workspace: wanted, output: request.output });
  const estimate = await estimateFor(prepared.plan, request, backend);
  if (options.confirm !== undefined && !(await options.confirm(prepared.plan, estimate))) throw new ServicingError('cancelled', 'Not confirmed; nothing was changed');

  await makeFolder(wanted);
  // DISM may list a mount under its real name when it was given a short one (8.3) or a link.
  const base = await realpath(wanted);
  await makeFolder(dirname(request.output));
  const purpose = `servicing ${request.media}`;
  const locks: FolderLock[] = [];
  try {
    // The usual workspace is shared by outputs beside each other; one that was named is for one run at a time.
    if (wanted !== usual) {
      locks.push(await acquireLock(base, { purpose, advice: 'Wait until it has ended, or give this run a workspace of its own with --workspace.' }));
    }
    locks.push(await lockRun(join(base, events.runId), purpose));
    const setup = { request, backend, base, prepared, estimate, startedAt, events, early };
    // It names the output for as long as that has a lock: what a killed process leaves is found by its run folder.
    const workspace = await makeRunFolder(setup);
    const outputLock = await acquireLock(request.output, { purpose }).catch(async (error: unknown) => {
      await removeRunFolder(workspace.root);
      throw error;
    });
    locks.push(outputLock);
    const signals = [...locks.map((lock) => lock.signal), ...(options.signal === undefined ? [] : [options.signal])];
    return await runAndPublish({ ...setup, workspace, outputLock, signal: AbortSignal.any(signals) });
  } finally {
    for (const lock of locks.reverse()) await lock.release();
    // The workspace goes when this was its only run; `resume` names the usual one too.
    if (wanted === usual) await rmdir(base).catch(() => undefined);
  }
}

/** What was asked for is there already: only its run was killed before it could say so. */
async function finishPublished(published: KilledPublish, events: EventStream): Promise<ServicingResult> {
  const lock = await lockRun(published.run.folder, 'ending a run that was killed after it had published');
  try {
    await removeLeftBeside(published.result.request.output);
    const result = await endKilledPublish(published);
    events.emit({ type: 'warning', message: `Run ${result.runId} had been killed when its output was complete and published; nothing was left to do.` });
    return result;
  } finally {
    await lock.release();
  }
}

/** Runs the plan, verifies and publishes; on failure keeps the run folder, with the same two documents in it. */
async function runAndPublish(setup: RunSetup): Promise<ServicingResult> {
  const { request, prepared, startedAt, events, signal } = setup;
  const run = openRun(setup);
  const { context, warnings } = run;
  const { workspace, pool } = context;
  const started = Date.now();
  let found: Partial<VerifyOutcome> = {};
  let before = prepared.media;
  const result = (output: ServicingResult['output'], error?: ServicingError): ServicingResult => resultOf({
    context, startedAt, request, host: run.host(), before, after: found.after, checks: found.checks ?? [], verdicts: found.verdicts ?? [], warnings, output, error,
  });
  try {
    events.emit({ type: 'run-started', planDigest: prepared.plan.digest, backend: setup.backend, toolVersion: toolVersion(), steps: prepared.plan.steps.length, workspace: workspace.root, output: request.output });
    await beginWork(run);
    await context.cache?.restore(context, run.host()?.dismVersion ?? '');
    // Loaded beside the steps, while PowerShell works.
    void ending().then(({ loadBills }) => loadBills(), () => undefined);
    await runPlan(context);
    const { verifyMedia, finishedFiles, smallFiles, writeResult } = await ending();
    const mounts = await checkMountsLeft(context);
    events.emit({ type: 'phase', phase: 'verify' });
    // What is read again does not change any more: sessions end and the media is brought to the disk beside it.
    let hashes: ReadonlyMap<string, string>;
    [found, before, hashes] = await allEnded([
      verifyMedia({
        original: prepared.media, finished: workspace.media, plan: prepared.plan, inputs: prepared.inputs, changedFiles: changedFiles(context),
        updates: new Map([...context.updates.values()].map((update) => [update.sha256, update.path])), scratch: workspace.scratch, iso: await writtenIso(context), proved: context.cache?.proved, signal,
      }).catch((error: unknown) => { throw unreadable(error); }),
      lookInside(before, { signal }),
      smallFiles(workspace.media, signal),
      pool.close(),
      syncTree(workspace.media),
    ]);
    found.checks?.push(mounts);
    tellChecks(events, found.checks ?? [], { what: 'the finished media', advice: notPublished });
    throwIfCancelled(signal);
    events.emit({ type: 'phase', phase: 'report' });
    const files = await finishedFiles(workspace.media, new Map([...hashes, ...(found.whole ?? [])]), signal);
    const done = { ...result(await outputPlaces(request, prepared.plan, workspace)), files };
    await keepWantedForms(request, workspace);
    await writeResult(workspace.staging, done, signal);
    events.emit({ type: 'phase', phase: 'publish' });
    await run.closeLog();
    const replaced = await publishFolder(workspace.staging, request.output, { replace: request.force, synced: workspace.media, signal, onProgress: phaseProgress(events, 'publish') });
    // From here on the output stands: what fails now is a warning, never a failed run.
    const problems = await endAll([
      () => { events.emit({ type: 'run-finished', status: 'done', durationMs: Date.now() - started }); },
      () => run.closeJournal(),
      [
        () => (replaced === undefined ? undefined : removeTree(replaced)),
        () => context.original.remove(),
        () => removeSupersededRuns(context, request.output),
        () => noteTimings(context),
        () => context.cache?.prove(workspace.runId, new Set(found.whole?.values())),
      ],
      () => context.cache?.tidy(),
      () => setup.outputLock.release(),
      // Last: while it is there, a process that is killed has its end made up for by the same command.
      () => (request.keepWorkspace ? undefined : removeRunFolder(workspace.root)),
    ]);
    for (const problem of problems) events.emit({ type: 'warning', message: `The output is complete, but something is left beside it or in its run folder ${workspace.root}: ${problem}` });
    return done;
  } catch (caught) {
    const error = await withRunFolder(orCancelled(caught, signal), workspace.root);
    await endAll([() => pool.close(), () => context.original.remove(), () => (error.code === 'verification' ? context.cache?.forget() : undefined)]);
    const failed = result(undefined, error);
    const problems = await endAll([
      () => { events.emit({ type: 'run-finished', status: failed.status, durationMs: Date.now() - started, error: error.toJSON() }); },
      () => run.closeLog(),
      () => run.closeJournal(),
      async () => (await ending()).writeResult(workspace.root, failed),
      () => noteTimings(context),
    ]);
    throw new ServicingRunError(error, failed, problems);
  }
}

/** What a run needs when its steps are done. */
function ending(): Promise<typeof import('./run-end.js')> {
  return import('./run-end.js');
}

/** What a run reads beside media and updates. */
function readPaths(request: ServicingRequest): string[] {
  const { sources, drivers, bootDrivers, winreDrivers, files, registry, cache } = request;
  return [...sources, ...drivers, ...bootDrivers, ...winreDrivers, ...files, ...registry, ...(typeof cache === 'string' ? [cache] : [])];
}

/** Media of ours that cannot even be opened is no refusal of somebody's media, whose code and advice the readers give. */
function unreadable(error: unknown): unknown {
  if (!(error instanceof ServicingError) || !['media-invalid', 'wim-invalid'].includes(error.code)) return error;
  return new ServicingError('verification', `The finished media cannot be read: ${error.message}`, { details: error.details, cause: error, advice: notPublished });
}

const notPublished = 'The output was not published. Run the same command again; if it ends the same way, look at the report in the run folder.';
