import type { RunEstimate } from '../../run/estimate-run.js';
import type { RunEvent } from '../../schema/event.js';
import type { Plan, Step } from '../../schema/plan.js';
import { phaseTexts } from '../../report/event-text.js';
import { formatBytes } from '../../report/format.js';

/** What a target is doing now. */
export interface TargetProgress {
  target: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** Title of the step that runs, with the bytes of a copy, or what the target waits for. */
  activity: string;
  /** Share of the target's estimated work that is done, 0 to 1. */
  share: number;
  /** Since its first step began, until its last one ended; missing where none has begun. */
  elapsedMs?: number;
  /** Estimate of its own work that is left; missing unless one of its steps runs. */
  remainingMs?: number;
}

export interface ProgressSnapshot {
  /** In words, e.g. `Servicing`. */
  phase: string;
  /** Share of all estimated work that is done, 0 to 1. */
  share: number;
  stepsDone: number;
  stepsTotal: number;
  targets: TargetProgress[];
  elapsedMs: number;
  /** Estimate of what is left; missing before the plan is known and once all steps are done. */
  remainingMs: number | undefined;
}

interface StepState {
  step: Pick<Step, 'id' | 'target' | 'title' | 'estimateSeconds'>;
  /** 0 to 1; 1 is over, whether done or skipped. */
  share: number;
  running: boolean;
  failed: boolean;
  /** Kept from an earlier run: it took no time, so it says nothing about speed. */
  free: boolean;
  /** Of the copy that it is at. */
  bytes: { done: number; total: number } | undefined;
  beganAt: number | undefined;
  endedAt: number | undefined;
}

const untouched = { share: 0, running: false, failed: false, free: false, bytes: undefined, beganAt: undefined, endedAt: undefined };

/** Below this share of the work the speed so far says too little, and the plan's own estimate is shown. */
const shareForMeasuredSpeed = 0.08;

/** Follows a run by its events. Knows nothing of terminals. */
export class ProgressModel {
  readonly #steps = new Map<string, StepState>();
  readonly #startedAt: number;
  #servicingSince: number | undefined;
  #phase = 'Starting';
  #estimateSeconds = 0;

  constructor(now: number) {
    this.#startedAt = now;
  }

  /** Learns the steps and how long they may take: by what was measured here, else by the plan. */
  setPlan(plan: Plan, estimate?: RunEstimate): void {
    this.#estimateSeconds = estimate?.seconds ?? plan.estimate.seconds;
    for (const planned of plan.steps) {
      const step = { ...planned, estimateSeconds: estimate?.steps.get(planned.id) ?? planned.estimateSeconds };
      this.#steps.set(step.id, { step, ...untouched });
    }
  }

  apply(event: RunEvent, now: number): void {
    switch (event.type) {
      case 'phase':
        this.#phase = phaseTexts[event.phase];
        return;
      case 'phase-progress':
        this.#phase = `${phaseTexts[event.phase]} (${bytesText(event.bytes)})`;
        return;
      case 'step-started':
        this.#servicingSince ??= now;
        this.#update(event, { running: true, beganAt: now }, event.title);
        return;
      case 'step-progress':
        this.#update(event, { running: true, share: Math.min(0.99, event.percent / 100), bytes: event.bytes });
        return;
      case 'step-finished': case 'step-skipped':
        this.#update(event, { running: false, share: 1, endedAt: now });
        return;
      case 'target-restored':
        for (const step of event.steps) this.#update({ step, target: event.target }, { running: false, share: 1, free: true });
        return;
      case 'step-failed':
        this.#update(event, { running: false, failed: true, endedAt: now });
        return;
      default:
    }
  }

  snapshot(now: number): ProgressSnapshot {
    const states = [...this.#steps.values()];
    return {
      phase: this.#phase,
      share: shareOf(states),
      stepsDone: states.filter((state) => state.share === 1).length,
      stepsTotal: states.length,
      targets: this.#targets(states, now),
      elapsedMs: now - this.#startedAt,
      remainingMs: this.#remaining(states, now),
    };
  }

  #update(event: { step: string; target: string }, change: Partial<StepState>, title = event.step): void {
    const known = this.#steps.get(event.step)
      ?? { step: { id: event.step, target: event.target, title, estimateSeconds: 1 }, ...untouched };
    this.#steps.set(event.step, { ...known, ...change });
  }

  #targets(states: readonly StepState[], now: number): TargetProgress[] {
    const pace = paceOf(states, now);
    const own = new Map<string, StepState[]>();
    for (const state of states) own.set(state.step.target, [...(own.get(state.step.target) ?? []), state]);
    return [...own].map(([target, steps]): TargetProgress => {
      const elapsed = elapsedOf(steps, now);
      const times = elapsed === undefined ? {} : { elapsedMs: elapsed };
      const running = steps.find((state) => state.running);
      const failed = steps.find((state) => state.failed);
      const next = steps.find((state) => state.share < 1);
      const share = shareOf(steps);
      if (failed !== undefined) return { target, state: 'failed', activity: failed.step.title, share, ...times };
      if (running !== undefined) {
        const left = steps.reduce((sum, { step, share: done }) => sum + step.estimateSeconds * (1 - done), 0);
        return { target, state: 'running', activity: activityOf(running), share, ...times, remainingMs: left * 1000 * pace };
      }
      if (next === undefined) return { target, state: 'done', activity: 'done', share: 1, ...times };
      return { target, state: 'waiting', activity: share === 0 ? 'waiting' : `next: ${next.step.title}`, share, ...times };
    });
  }

  #remaining(states: readonly StepState[], now: number): number | undefined {
    const share = shareOf(states.filter((state) => !state.free));
    if (states.length === 0 || share >= 1) return undefined;
    if (share < shareForMeasuredSpeed || this.#servicingSince === undefined) return this.#estimateSeconds * 1000 * (1 - share);
    return ((now - this.#servicingSince) * (1 - share)) / share;
  }
}

/** How many times as long as estimated steps have taken so far; 1 while that says too little. */
function paceOf(states: readonly StepState[], now: number): number {
  let took = 0;
  let estimated = 0;
  for (const { step, share, beganAt, endedAt, free, failed } of states) {
    if (beganAt === undefined || free || failed) continue;
    took += (endedAt ?? now) - beganAt;
    estimated += step.estimateSeconds * 1000 * share;
  }
  const total = states.reduce((sum, { step }) => sum + step.estimateSeconds * 1000, 0);
  return estimated < total * shareForMeasuredSpeed ? 1 : took / estimated;
}

function elapsedOf(steps: readonly StepState[], now: number): number | undefined {
  const began = Math.min(...steps.map(({ beganAt }) => beganAt ?? Infinity));
  if (began === Infinity) return undefined;
  const isOver = steps.every(({ share, failed }) => share === 1 || failed) || steps.some(({ failed }) => failed);
  return (isOver ? Math.max(...steps.map(({ endedAt }) => endedAt ?? began)) : now) - began;
}

function activityOf({ step, bytes }: StepState): string {
  return bytes === undefined ? step.title : `${step.title} (${bytesText(bytes)})`;
}

function bytesText({ done, total }: { done: number; total: number }): string {
  return `${formatBytes(done)} of ${formatBytes(total)}`;
}

function shareOf(states: readonly StepState[]): number {
  const weight = (state: StepState): number => Math.max(0.1, state.step.estimateSeconds);
  const total = states.reduce((sum, state) => sum + weight(state), 0);
  return total === 0 ? 0 : states.reduce((sum, state) => sum + weight(state) * state.share, 0) / total;
}
