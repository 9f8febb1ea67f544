import type { Step } from '../../schema/plan.js';
import type { ReportedRun, ReportedStep } from '../reported-run.js';

/** Milliseconds since the run's first step could begin. */
type Moment = number;

/** A step in the time of its run. */
export interface TimedStep {
  readonly step: ReportedStep;
  readonly planned: Step | undefined;
  /** When the last step that it needs had ended. */
  readonly ready: Moment;
  readonly start: Moment;
  readonly end: Moment;
  /** On the way that decided how long the run took. */
  readonly critical: boolean;
  /** Why it is on that way: it needed the one before, or waited until that one had left it a place. */
  readonly after: { readonly step: TimedStep; readonly why: 'need' | 'place' } | undefined;
}

/** A time in which a session worked for a step. */
export interface SessionTime {
  readonly step: TimedStep;
  readonly start: Moment;
  readonly end: Moment;
}

/** A run as a picture has it. */
export interface Timeline {
  /** ISO 8601: the moment 0. */
  readonly from: string;
  readonly total: number;
  /** By start. Steps that took no time of their own (kept as a whole with their target, never run) are not among them. */
  readonly steps: readonly TimedStep[];
  /** Sessions in the order of their first use, each with what it did. */
  readonly sessions: readonly { readonly pid: number; readonly times: readonly SessionTime[] }[];
  /** Targets with results of an earlier run: how many of their steps. */
  readonly kept: ReadonlyMap<string, number>;
  /** The way that decided the length, first step first. */
  readonly criticalPath: readonly TimedStep[];
  /** Milliseconds that steps were ready and had no place, and that they worked; summed up over all steps. */
  readonly waited: number;
  readonly worked: number;
}

type Draft = { -readonly [K in keyof TimedStep]: TimedStep[K] };

/** Clocks of events and steps differ by less. */
const toleranceMs = 100;

/** The times of a run, out of its steps and of what its plan says they need; undefined where nothing ran. */
export function timelineOf(run: Pick<ReportedRun, 'steps' | 'plan' | 'finishedAt' | 'startedAt'>): Timeline | undefined {
  const planned = new Map(run.plan.steps.map((step) => [step.id, step]));
  const ran = run.steps.filter((step) => step.startedAt !== undefined && Number.isFinite(Date.parse(step.startedAt)) && (step.durationMs !== undefined || step.status === 'running'));
  if (ran.length === 0) return undefined;
  const first = Math.min(...ran.map(startOf));
  const now = Date.parse(run.finishedAt);
  const drafts = new Map<string, Draft>();
  for (const step of [...ran].sort((a, b) => startOf(a) - startOf(b))) {
    const start = startOf(step) - first;
    const end = step.durationMs === undefined ? Math.max(start, now - first) : start + step.durationMs;
    drafts.set(step.id, { step, planned: planned.get(step.id), ready: 0, start, end, critical: false, after: undefined });
  }
  for (const draft of drafts.values()) draft.ready = Math.min(draft.start, Math.max(0, ...needsOf(draft, drafts).map((need) => need.end)));
  const steps = [...drafts.values()];
  const criticalPath = markCriticalPath(steps, drafts);
  return {
    from: new Date(first).toISOString(), total: Math.max(1, ...steps.map((step) => step.end)), steps, sessions: sessionsOf(steps, first), criticalPath,
    kept: keptOf(run.steps),
    waited: steps.reduce((sum, step) => sum + step.start - step.ready, 0), worked: steps.reduce((sum, step) => sum + step.end - step.start, 0),
  };
}

function startOf(step: ReportedStep): number {
  return Date.parse(step.startedAt ?? '');
}

function needsOf({ planned }: Draft, drafts: ReadonlyMap<string, Draft>): Draft[] {
  return (planned?.needs ?? []).flatMap((need) => drafts.get(need) ?? []);
}

/**
 * Backwards from the step that ended last: what it waited for last is a need, or, where it was ready long before, the step
 * whose end left it a place.
 */
function markCriticalPath(steps: readonly Draft[], drafts: ReadonlyMap<string, Draft>): TimedStep[] {
  const path: TimedStep[] = [];
  let at = steps.reduce((last, step) => (step.end > last.end ? step : last), steps[0] as Draft) as Draft | undefined;
  while (at !== undefined && !at.critical) {
    at.critical = true;
    path.unshift(at);
    const { step: before, why } = predecessor(at, steps, drafts);
    if (before !== undefined) at.after = { step: before, why };
    at = before;
  }
  return path;
}

function predecessor(at: Draft, steps: readonly Draft[], drafts: ReadonlyMap<string, Draft>): { step: Draft | undefined; why: 'need' | 'place' } {
  const latest = (found: readonly Draft[]): Draft | undefined => found.reduce<Draft | undefined>((last, one) => (last === undefined || one.end > last.end ? one : last), undefined);
  const need = latest(needsOf(at, drafts).filter((one) => one !== at && !one.critical));
  if (at.start - at.ready <= toleranceMs) return { step: need, why: 'need' };
  const ended = steps.filter((one) => one !== at && !one.critical && one.end <= at.start + toleranceMs && one.start < at.start);
  const last = latest(ended)?.end ?? 0;
  // Of those that ended together, the one that had the place for longest.
  const place = ended.filter((one) => one.end >= last - toleranceMs).sort((a, b) => b.end - b.start - (a.end - a.start))[0];
  return place !== undefined && place.end > (need?.end ?? -1) ? { step: place, why: 'place' } : { step: need, why: 'need' };
}

function sessionsOf(steps: readonly TimedStep[], first: number): Timeline['sessions'] {
  const times = new Map<number, SessionTime[]>();
  for (const step of steps) {
    for (const { pid, startedAt, durationMs } of step.step.sessions ?? []) {
      const start = Date.parse(startedAt) - first;
      if (Number.isFinite(start)) times.set(pid, [...(times.get(pid) ?? []), { step, start, end: start + durationMs }]);
    }
  }
  const firstUse = (list: readonly SessionTime[]): number => Math.min(...list.map((time) => time.start));
  return [...times].sort(([, a], [, b]) => firstUse(a) - firstUse(b)).map(([pid, list]) => ({ pid, times: list.sort((a, b) => a.start - b.start) }));
}

function keptOf(steps: readonly ReportedStep[]): Map<string, number> {
  const kept = new Map<string, number>();
  for (const { status, target } of steps) if (status === 'cached') kept.set(target, (kept.get(target) ?? 0) + 1);
  return kept;
}
