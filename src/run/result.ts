import { join, relative } from 'node:path';
import type { Backend } from '../schema/common.js';
import type { MediaInfo } from '../schema/media.js';
import type { ServicingRequest } from '../schema/request.js';
import type { Check, HostInfo, ServicingResult, StepResult, Verdict } from '../schema/result.js';
import { toolVersion } from '../files/package-root.js';
import type { ServicingError } from '../schema/errors.js';
import type { Plan, TargetId } from '../schema/plan.js';
import type { RunContext } from './context.js';

export interface ResultParts {
  readonly context: RunContext;
  readonly startedAt: string;
  readonly request: ServicingRequest;
  readonly host: HostInfo | undefined;
  readonly before: MediaInfo;
  readonly after: MediaInfo | undefined;
  readonly checks: readonly Check[];
  readonly verdicts: readonly Verdict[];
  readonly warnings: readonly string[];
  readonly output: ServicingResult['output'];
  readonly error: ServicingError | undefined;
}

/** Everything about a run as one document, whether it ended well or not. */
export function resultOf(parts: ResultParts): ServicingResult {
  const { context, error } = parts;
  return {
    schemaVersion: 1,
    status: error === undefined ? 'done' : error.code === 'cancelled' ? 'cancelled' : 'failed',
    rehearsed: isRehearsed(context.backend, parts.before),
    runId: context.workspace.runId,
    toolVersion: toolVersion(),
    startedAt: parts.startedAt,
    finishedAt: new Date().toISOString(),
    ...(parts.host === undefined ? {} : { host: parts.host }),
    ...(parts.output === undefined ? {} : { output: parts.output }),
    workspace: context.workspace.root,
    request: parts.request,
    before: parts.before,
    ...(parts.after === undefined ? {} : { after: parts.after }),
    plan: context.plan,
    steps: stepResults(context, parts.output?.logs),
    checks: [...parts.checks],
    verdicts: [...parts.verdicts],
    changedFiles: changedFiles(context),
    warnings: [...parts.warnings],
    errors: error === undefined ? [] : [error.toJSON(), ...furtherErrors(context.results, error)],
    measures: context.measures.result,
  };
}

export interface UpToDateParts extends Pick<ResultParts, 'startedAt' | 'request'> {
  readonly backend: Backend;
  readonly runId: string;
  readonly prepared: { readonly media: MediaInfo; readonly plan: Plan };
}

/** The result where there was nothing to do: no session, no folder, no output. */
export function upToDateResult({ startedAt, request, backend, runId, prepared: { media, plan } }: UpToDateParts): ServicingResult {
  return {
    schemaVersion: 1, status: 'done', rehearsed: isRehearsed(backend, media), runId, toolVersion: toolVersion(), startedAt,
    finishedAt: new Date().toISOString(), workspace: request.workspace ?? '', request, before: media, plan, steps: [], checks: [], verdicts: [],
    changedFiles: [], warnings: [...plan.warnings], errors: [],
  };
}

/** What failed beside the first: several steps run at once. Steps that were only cancelled with the run say nothing new. */
function furtherErrors(results: ReadonlyMap<string, StepResult>, first: ServicingError): ServicingResult['errors'] {
  return [...results.values()].filter((result) => result.id !== first.step).map((result) => result.error)
    .filter((error) => error !== undefined && error.code !== 'cancelled') as ServicingResult['errors'];
}

/** Files that the run put into the media; a later target's offer replaces an earlier one's. */
export function changedFiles(context: RunContext): { path: string; reason: string }[] {
  const files = new Map<string, { path: string; reason: string }>();
  const order: TargetId[] = ['media', ...context.plan.steps.flatMap((step) => (step.do.action === 'apply-files' ? step.do.targets : []))];
  for (const target of order) {
    for (const file of context.offered.get(target) ?? []) files.set(file.path.toLowerCase(), { path: file.path, reason: file.reason });
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether what a run makes is no patched Windows. */
export function isRehearsed(backend: Backend, media: MediaInfo): boolean {
  return backend === 'rehearsal' || media.rehearsed;
}

/** @param publishedLogs where the logs will be, when the run folder that they were written in is gone */
function stepResults({ plan, results, workspace }: RunContext, publishedLogs: string | undefined): StepResult[] {
  return plan.steps.map((step) => {
    const result = results.get(step.id);
    if (result === undefined) return { id: step.id, target: step.target, title: step.title, recipeStep: step.recipeStep, status: 'not-run', facts: [] };
    if (publishedLogs === undefined || result.logPath === undefined) return result;
    return { ...result, logPath: join(publishedLogs, relative(workspace.logs, result.logPath)) };
  });
}
