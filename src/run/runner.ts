import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { DismClient } from '../dism/client.js';
import { cancelledError } from '../files/cancel.js';
import { ServicingError, toServicingError } from '../schema/errors.js';
import type { Step } from '../schema/plan.js';
import type { StepResult } from '../schema/result.js';
import { performAction } from './actions/perform-action.js';
import type { ActionTools } from './actions/tools.js';
import { reasonToSkip } from './conditions.js';
import type { RunContext, RunningStep } from './context.js';
import { mountOf } from './context.js';
import { budgetsOf, isHeavy, noteFree, requireRoom } from './budgets.js';
import { discardMounts, discardTarget } from './discard-mounts.js';
import { endsTheRun, firstOf } from './failures.js';
import { orFullDisk } from './full-disk.js';
import { checkProof } from './proof.js';
import { checkEdits } from './proof-edits.js';
import { runSchedule } from './scheduler.js';
import { SessionUses } from './session-uses.js';
import { orDamaged } from './system-error.js';

/**
 * Runs the steps of a plan, several at once. A failure stops what depends on it and discards its mount; targets that do
 * not depend on it go on until their results are kept. In the end no mount of the run is left.
 * @throws ServicingError with target, step and log of the first step that failed, the others among its details (every
 *   failure is in the results); `cancelled`; `cleanup` when a mount could not be discarded
 */
export async function runPlan(context: RunContext): Promise<void> {
  const { plan, cache, events } = context;
  const positions = new Map(plan.steps.map((step, at) => [step, at + 1]));
  const lastOf = new Map(plan.steps.map((step) => [step.target, step]));
  context.pool.warm(usableSessions(context));
  await noteFree(context);
  const errors = await runSchedule(plan.steps, {
    budgets: budgetsOf(context), isHeavy, seconds: context.seconds, done: new Set(context.results.keys()),
    isKept: (step) => cache?.keepsAfter(step) === true,
    isFatal: (error) => endsTheRun(context, error),
    onFailure: ({ target }, goesOn) => {
      if (goesOn.length > 0) events.emitAtEnd({ type: 'warning', target, message: `${target} has failed; ${goesOn.join(', ')} can still be finished and kept for the next run` });
    },
    // One that cannot be discarded is tried again, and told, in the end.
    release: (target) => discardTarget(context, target).catch(() => undefined),
    run: async (step) => {
      if (context.signal.aborted) throw cancelledError(context.signal);
      const position = positions.get(step) ?? 0;
      await runStep(context, { step, position, logPath: context.workspace.stepLog(position, step.id) }, lastOf.get(step.target) === step).finally(() => noteFree(context));
    },
  });
  if (errors.length === 0) return;
  const error = firstOf(errors.map(toServicingError));
  await discardMounts(context, error);
  throw error;
}

/**
 * How many sessions the steps to come can use at once: images are serviced beside each other, one step of each at a time. What
 * only puts images together is done by the session that is there.
 */
function usableSessions({ plan, results, parallel }: RunContext): number {
  const toCome = plan.steps.filter((step) => !results.has(step.id) && usesDism(step) && !['assemble-image', 'keep-image'].includes(step.do.action));
  return Math.min(parallel, new Set(toCome.map((step) => step.target)).size);
}

/** @param isLast of its target */
async function runStep(context: RunContext, running: RunningStep, isLast: boolean): Promise<void> {
  const { step, logPath } = running;
  const started = Date.now();
  const startedAt = new Date(started).toISOString();
  const record = (result: Pick<StepResult, 'status' | 'facts'> & Partial<StepResult>): void => {
    context.results.set(step.id, {
      id: step.id, target: step.target, title: step.title, recipeStep: step.recipeStep, startedAt, durationMs: Date.now() - started, ...uses.noted, ...result,
    });
  };
  const uses = new SessionUses();
  const dism = dismFor(context, running, uses);
  try {
    const skip = step.when === undefined ? undefined : await reasonToSkip(context, running, step.when, dism);
    if (skip !== undefined) {
      record({ status: 'skipped', facts: [], reason: skip });
      context.events.emit({ type: 'step-skipped', step: step.id, target: step.target, reason: skip });
      return;
    }
    if (step.do.action === 'export-source') await requireRoom(context, step.target);
    context.events.emit({ type: 'step-started', step: step.id, target: step.target, title: step.title, ...(usesDism(step) ? { logPath } : {}) });
    const kept = await context.cache?.place(context, step);
    const facts = kept === undefined ? await performAction({
      context, running, dism, progress: progressOf(context, step),
      warn: (message) => { context.events.emit({ type: 'warning', message, target: step.target, step: step.id }); },
    }) : [];
    if (step.expects !== undefined) {
      facts.push(...(await checkProof(mountOf(context, step.target), step.expects, dism)));
      facts.push(...(await checkEdits(context, running, step.expects, dism)));
    }
    record(kept === undefined ? { status: 'done', facts, ...(usesDism(step) ? { logPath } : {}) } : { status: 'cached', facts, reason: kept });
    await context.cache?.keepAfter(context, step);
    context.events.emit({ type: 'step-finished', step: step.id, target: step.target, durationMs: Date.now() - started, facts, ...uses.noted });
    if (isLast) {
      const digest = context.plan.targets.find((target) => target.id === step.target)?.digest ?? '';
      context.events.emit({ type: 'target-finished', target: step.target, digest });
    }
  } catch (caught) {
    const error = await orFullDisk(located(caught, context, step, logPath), context.workspace.root);
    record({ status: 'failed', facts: [], error: error.toJSON(), ...(usesDism(step) ? { logPath } : {}) });
    context.events.emitAtEnd({ type: 'step-failed', step: step.id, target: step.target, durationMs: Date.now() - started, error: error.toJSON(), ...uses.noted });
    throw error;
  }
}

/** Leases a session for one call of the client; every step has its own log and scratch folder. */
function dismFor(context: RunContext, { step, logPath }: RunningStep, uses: SessionUses): <T>(work: (client: DismClient) => Promise<T>) => Promise<T> {
  const scratchDirectory = context.workspace.stepScratch(step.id);
  const progress = progressOf(context, step);
  return (work) => context.pool.use((session) => uses.during(session, async () => {
    await mkdir(scratchDirectory, { recursive: true });
    return work(new DismClient(session, {
      logPath, scratchDirectory, signal: context.signal, timeouts: context.timeouts,
      onProgress: ({ percent, activity }) => { progress(percent, activity); },
      onWarning: (message) => { context.events.emit({ type: 'warning', message, target: step.target, step: step.id }); },
    }));
  }), context.signal);
}

/** One event a percent or a second, whichever comes first; one at the end. */
function progressOf(context: RunContext, step: Step): ActionTools['progress'] {
  let last = { percent: -1, done: -1, time: 0 };
  return (percent, activity, bytes) => {
    const now = Date.now();
    const clamped = Math.min(100, Math.max(0, percent));
    const done = bytes?.done ?? -1;
    const isEnd = clamped === 100 && last.percent < 100;
    if (!isEnd && Math.abs(clamped - last.percent) < 1 && !(now - last.time >= 1000 && (clamped !== last.percent || done !== last.done))) return;
    last = { percent: clamped, done, time: now };
    context.events.emit({
      type: 'step-progress', step: step.id, target: step.target, percent: clamped,
      ...(activity === undefined ? {} : { activity }), ...(bytes === undefined ? {} : { bytes }),
    });
  };
}

function located(caught: unknown, context: RunContext, step: Step, logPath: string): ServicingError {
  const error = context.signal.aborted && !(caught instanceof ServicingError && caught.code === 'cancelled')
    ? new ServicingError('cancelled', 'The run was cancelled', { cause: caught }) : toServicingError(orDamaged(caught));
  error.target ??= step.target;
  error.step ??= step.id;
  if (error.logPath !== undefined || !usesDism(step) || !existsSync(logPath)) return error;
  return error.with({ logPath });
}

const withoutDism = new Set<Step['do']['action']>(['copy-media', 'take-winre', 'put-winre', 'collect-newer', 'collect-file', 'collect-by-name', 'collect-folder', 'expand-update', 'apply-files', 'lay-files', 'import-registry', 'write-iso']);

function usesDism(step: Step): boolean {
  return !withoutDism.has(step.do.action);
}
