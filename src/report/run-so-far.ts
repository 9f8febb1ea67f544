import type { RunEvent } from '../schema/event.js';
import type { RunBeginning, StepResult } from '../schema/result.js';
import type { ReportedRun, ReportedStep } from './reported-run.js';

/** What a run that has no result is told from. */
export interface SoFar {
  readonly beginning: RunBeginning;
  /** Of its journal, in order. */
  readonly events: readonly RunEvent[];
  /** Its process is at work. */
  readonly isRunning: boolean;
  /** ISO 8601; what is under way is shown up to it. */
  readonly now: string;
}

/** A run as its journal has it: what is done, what was under way last, what went wrong. */
export function runSoFar({ beginning, events, isRunning, now }: SoFar): ReportedRun {
  const ended = events.find((event) => event.type === 'run-finished');
  const known = new Map<string, Partial<ReportedStep>>();
  const warnings = [...beginning.plan.warnings];
  const errors: ReportedRun['errors'] = [];
  const checks: ReportedRun['checks'] = [];
  for (const event of events) {
    note(event, known);
    if (event.type === 'warning') warnings.push(event.step === undefined ? event.message : `${event.step}: ${event.message}`);
    if (event.type === 'step-failed') errors.push(event.error);
    if (event.type === 'check') checks.push({ id: event.id, title: event.title, ok: event.ok, evidence: event.evidence });
  }
  if (errors.length === 0 && ended?.error !== undefined) errors.push(ended.error);
  const status = ended?.status ?? (isRunning ? 'running' : 'killed');
  const steps = beginning.plan.steps.map(({ id, target, title, recipeStep }): ReportedStep => ({
    id, target, title, recipeStep, status: 'not-run', facts: [], ...ofEnded(known.get(id), status === 'running'),
  }));
  return {
    ...beginning, status, finishedAt: ended?.time ?? (isRunning ? now : events.at(-1)?.time ?? beginning.startedAt),
    steps, checks, verdicts: [], changedFiles: [], warnings, errors,
  };
}

/** A step that was under way when its run went was not finished by anybody. */
function ofEnded(step: Partial<ReportedStep> | undefined, isRunning: boolean): Partial<ReportedStep> {
  if (step?.status !== 'running' || isRunning) return step ?? {};
  const { startedAt: _startedAt, ...rest } = step;
  return { ...rest, status: 'not-run', reason: 'It was under way when the run ended.' };
}

function note(event: RunEvent, known: Map<string, Partial<ReportedStep>>): void {
  switch (event.type) {
    case 'step-started':
      known.set(event.step, { status: 'running', startedAt: event.time, ...(event.logPath === undefined ? {} : { logPath: event.logPath }) });
      break;
    case 'step-skipped':
      known.set(event.step, { status: 'skipped', startedAt: event.time, durationMs: 0, reason: event.reason });
      break;
    case 'step-finished': case 'step-failed':
      known.set(event.step, ended(event, known.get(event.step)));
      break;
    case 'target-restored':
      for (const step of event.steps) known.set(step, { status: 'cached', reason: `the same was done in run ${event.madeBy}` });
      break;
    default:
  }
}

function ended(event: Extract<RunEvent, { type: 'step-finished' | 'step-failed' }>, begun: Partial<ReportedStep> | undefined): Partial<ReportedStep> {
  const facts: Partial<StepResult> = event.type === 'step-finished' ? { status: 'done', facts: event.facts } : { status: 'failed', error: event.error };
  return {
    startedAt: new Date(Date.parse(event.time) - event.durationMs).toISOString(), ...begun, ...facts, durationMs: event.durationMs,
    ...(event.sessions === undefined ? {} : { sessions: event.sessions }),
  };
}
