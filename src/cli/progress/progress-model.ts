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
}

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
      this.#steps.set(step.id, { step, share: 0, running: false, failed: false, free: false, bytes: undefined });
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
        this.#update(event, { running: true }, event.title);
        return;
      case 'step-progress':
        this.#update(event, { running: true, share: Math.min(0.99, event.percent / 100), bytes: event.bytes });
        return;
      case 'step-finished': case 'step-skipped':
        this.#update(event, { running: false, share: 1 });
        return;
      case 'target-restored':
        for (const step of event.steps) this.#update({ step, target: event.target }, { running: false, share: 1, free: true });
        return;
      case 'step-failed':
        this.#update(event, { running: false, failed: true });
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
      targets: this.#targets(states),
      elapsedMs: now - this.#startedAt,
      remainingMs: this.#remaining(states, now),
    };
  }

  #update(event: { step: string; target: string }, change: Partial<StepState>, title = event.step): void {
    const known = this.#steps.get(event.step)
      ?? { step: { id: event.step, target: event.target, title, estimateSeconds: 1 }, share: 0, running: false, failed: false, free: false, bytes: undefined };
    this.#steps.set(event.step, { ...known, ...change });
  }

  #targets(states: readonly StepState[]): TargetProgress[] {
    const names = [...new Set(states.map((state) => state.step.target))];
    return names.map((target): TargetProgress => {
      const own = states.filter((state) => state.step.target === target);
      const running = own.find((state) => state.running);
      const failed = own.find((state) => state.failed);
      const next = own.find((state) => state.share < 1);
      const share = shareOf(own);
      if (failed !== undefined) return { target, state: 'failed', activity: failed.step.title, share };
      if (running !== undefined) return { target, state: 'running', activity: activityOf(running), share };
      if (next === undefined) return { target, state: 'done', activity: 'done', share: 1 };
      return { target, state: 'waiting', activity: share === 0 ? 'waiting' : `next: ${next.step.title}`, share };
    });
  }

  #remaining(states: readonly StepState[], now: number): number | undefined {
    const share = shareOf(states.filter((state) => !state.free));
    if (states.length === 0 || share >= 1) return undefined;
    if (share < shareForMeasuredSpeed || this.#servicingSince === undefined) return this.#estimateSeconds * 1000 * (1 - share);
    return ((now - this.#servicingSince) * (1 - share)) / share;
  }
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
