import type { RunEstimate } from '../../run/estimate-run.js';
import type { RunEvent } from '../../schema/event.js';
import { isProgress } from '../../schema/event.js';
import type { Plan } from '../../schema/plan.js';
import { ProgressModel } from './progress-model.js';

/** Shortest time between two lines that only tell of a percentage. */
const pauseMs = 500;
/** A line comes at least so often while nothing happens: the time that is left goes on. */
const tickMs = 2000;

/** Where a run stands, as `--ndjson` writes it between the events. Percentages are whole numbers from 0 to 100. */
export interface ProgressLine {
  v: 1;
  type: 'progress';
  /** In words, e.g. `Servicing`. */
  phase: string;
  percent: number;
  /** Missing before the plan is known and once all steps are done. */
  secondsRemaining?: number;
  stepsDone: number;
  stepsTotal: number;
  targets: { target: string; state: 'waiting' | 'running' | 'done' | 'failed'; activity: string; percent: number }[];
}

/** Sums a run's events up for readers that show a progress bar and do not want to know the plan. */
export class ProgressLines {
  readonly #write: (line: ProgressLine) => void;
  readonly #model = new ProgressModel(Date.now());
  readonly #timer: NodeJS.Timeout;
  #lastAt = 0;

  constructor(write: (line: ProgressLine) => void) {
    this.#write = write;
    this.#timer = setInterval(() => { this.#tell(); }, tickMs).unref();
  }

  /** Without it there is no share of the work and no time that is left. */
  setPlan(plan: Plan, estimate?: RunEstimate): void {
    this.#model.setPlan(plan, estimate);
  }

  event(event: RunEvent): void {
    this.#model.apply(event, Date.now());
    if (!isProgress(event) || Date.now() - this.#lastAt >= pauseMs) this.#tell();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    this.#lastAt = Date.now();
    const { phase, share, stepsDone, stepsTotal, remainingMs, targets } = this.#model.snapshot(this.#lastAt);
    this.#write({
      v: 1, type: 'progress', phase, percent: percent(share),
      ...(remainingMs === undefined ? {} : { secondsRemaining: Math.round(remainingMs / 1000) }),
      stepsDone, stepsTotal,
      targets: targets.map((target) => ({ target: target.target, state: target.state, activity: target.activity, percent: percent(target.share) })),
    });
  }
}

/** Rounded down: 100 means that nothing is left. */
function percent(share: number): number {
  return Math.floor(share * 100);
}
