import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beginWork } from './begin-work.js';
import { digestOf } from './files/canonical-json.js';
import { sha256File } from './files/hash.js';
import { acquireLock } from './files/lock.js';
import { makeFolder } from './files/make-folder.js';
import { toolVersion } from './files/package-root.js';
import { kindOf } from './media/open-media.js';
import { openWork } from './open-run.js';
import type { OpenRun } from './open-run.js';
import { refuseRehearsedInput } from './preflight/check-request.js';
import { chooseBackend } from './preflight/choose-backend.js';
import { resultPlaces } from './run/cache/kept-files.js';
import { endAll } from './run/end-all.js';
import { EventStream, harmless } from './run/event-stream.js';
import type { EventListener } from './run/event-stream.js';
import { placeImages } from './run/place-images.js';
import { orCancelled, withRunFolder } from './run/run-error.js';
import { lockRun } from './run/run-lock.js';
import { runPlan } from './run/runner.js';
import { newRunId, Workspace } from './run/workspace.js';
import { ServicingError } from './schema/errors.js';
import type { RunEvent } from './schema/event.js';
import { isProgress } from './schema/event.js';
import { parseInput } from './schema/parse-input.js';
import type { Plan } from './schema/plan.js';
import { targetJobSchema } from './schema/target-job.js';
import type { TargetJob, TargetJobInput, TargetResult } from './schema/target-job.js';

export interface RunTargetOptions {
  /** Ends the job: what runs is cancelled, its mount is discarded. */
  readonly signal?: AbortSignal;
  /** Events as they happen, progress among them. */
  readonly onEvent?: EventListener;
}

/**
 * Services one image by itself, with the same code as a whole run: plain JSON in, plain JSON out. What fails in the job is
 * in its result; its folder stays in either case, and no mount does.
 * @throws ServicingError when the job could not begin: `usage` for one that is not valid, `backend`, `rehearsed-input`,
 *   `busy` while the workspace is in use, `permission`, `disk-space`
 */
export async function runTarget(input: TargetJobInput, options: RunTargetOptions = {}): Promise<TargetResult> {
  const job = parseJob(input);
  chooseBackend(job.backend);
  refuseRehearsedInput(job.backend, { path: job.media.original, rehearsed: job.windows.rehearsed });
  if (job.media.current === undefined && await kindOf(job.media.original) !== 'folder') {
    throw new ServicingError('usage', 'The job names no folder of the media that files of the image are compared with', {
      details: [job.media.original], advice: 'Copy the files out of the ISO file, all but the WIMs, and name that folder as media.current.',
    });
  }
  await makeFolder(job.workspace);
  const base = await realpath(job.workspace);
  const purpose = `servicing ${job.target.id}`;
  const stream = new EventStream(newRunId());
  const locks = [await acquireLock(base, { purpose, advice: 'Give each job a workspace of its own.' })];
  try {
    locks.push(await lockRun(join(base, stream.runId), purpose));
    const signals = [...locks.map((lock) => lock.signal), ...(options.signal === undefined ? [] : [options.signal])];
    return await runJob(job, base, stream, AbortSignal.any(signals), options.onEvent);
  } finally {
    for (const lock of locks.reverse()) await lock.release();
  }
}

async function runJob(job: TargetJob, base: string, stream: EventStream, signal: AbortSignal, onEvent: EventListener | undefined): Promise<TargetResult> {
  const events: RunEvent[] = [];
  stream.subscribe((event) => { if (!isProgress(event)) events.push(event); });
  if (onEvent !== undefined) stream.subscribe(harmless(onEvent));
  const workspace = new Workspace(base, stream.runId, { media: job.media.current ?? job.media.original });
  await workspace.create();
  const run = openWork({
    plan: planOf(job), backend: job.backend, media: job.media.original, workspace, events: stream, signal, options: job, parallel: 1,
    seconds: new Map(), updates: job.updates, inputs: job.inputs, cache: undefined,
  });
  const started = Date.now();
  let made: Pick<TargetResult, 'wim' | 'files'> = { files: [] };
  let error: ServicingError | undefined;
  try {
    stream.emit({ type: 'run-started', planDigest: run.context.plan.digest, backend: job.backend, toolVersion: toolVersion(), steps: job.steps.length, workspace: workspace.root, output: workspace.root });
    await beginWork(run);
    await placeImages(job, workspace, signal);
    await runPlan(run.context);
    made = await madeBy(job, run);
  } catch (caught) {
    error = await withRunFolder(orCancelled(caught, signal), workspace.root);
  }
  const status = error === undefined ? 'done' : error.code === 'cancelled' ? 'cancelled' : 'failed';
  await endAll([
    () => run.context.pool.close(),
    () => run.context.original.remove(),
    () => { stream.emit({ type: 'run-finished', status, durationMs: Date.now() - started, ...(error === undefined ? {} : { error: error.toJSON() }) }); },
    () => run.closeLog(),
    () => run.closeJournal(),
  ]);
  const host = run.host();
  return {
    schemaVersion: 1, status, target: job.target.id, digest: job.target.digest, backend: job.backend, runId: stream.runId, folder: workspace.root,
    ...(host === undefined ? {} : { host }), ...made, steps: job.steps.flatMap((step) => run.context.results.get(step.id) ?? []), events,
    ...(error === undefined ? {} : { error: error.toJSON() }),
  };
}

function parseJob(input: TargetJobInput): TargetJob {
  const job = parseInput(targetJobSchema, input, 'job');
  if (job.target.source.kind === 'media') throw new ServicingError('usage', 'The media is no image: it is put together from the results of jobs');
  return job;
}

/** The job as the plan of a run that has one target. What its steps need of others has been done. */
function planOf({ target, steps, recipe, windows }: TargetJob): Plan {
  const own = new Set(steps.map((step) => step.id));
  const plan: Omit<Plan, 'digest'> = {
    schemaVersion: 1, recipe, media: windows, updates: [], warnings: [], targets: [target],
    steps: steps.map((step) => ({ ...step, needs: step.needs.filter((need) => own.has(need)) })),
    estimate: { seconds: steps.reduce((sum, step) => sum + step.estimateSeconds, 0), peakDiskBytes: target.disk?.most ?? 0 },
  };
  return { ...plan, digest: digestOf(plan) };
}

/** The WIM and the files for the media, each by its content. */
async function madeBy({ target }: TargetJob, { context }: OpenRun): Promise<Pick<TargetResult, 'wim' | 'files'>> {
  const { signal } = context;
  const places = resultPlaces(target, context.workspace.target(target.id));
  const known = async (path: string): Promise<{ sha256: string; size: number }> => ({ sha256: await sha256File(path, { signal }), size: (await stat(path)).size });
  const files: TargetResult['files'] = [];
  for (const file of context.offered.get(target.id) ?? []) {
    const from = join(places.files, file.path);
    files.push({ ...file, from, ...(await known(from)) });
  }
  return { wim: { path: places.wim, ...(await known(places.wim)) }, files };
}
