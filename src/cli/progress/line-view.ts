import type { RunEstimate } from '../../run/estimate-run.js';
import type { RunEvent } from '../../schema/event.js';
import type { Plan } from '../../schema/plan.js';
import { describeEvent } from '../../report/event-text.js';
import { formatEstimate } from '../../report/format.js';
import type { Style } from '../render/style.js';
import { ProgressModel } from './progress-model.js';
import { clock, type ProgressView } from './progress-view.js';

const heartbeatMs = 30_000;

export interface LineViewOptions {
  write: (line: string) => void;
  style: Style;
  /** Sessions, mounts and targets too. */
  verbose: boolean;
  /** Warnings and errors only. */
  quiet: boolean;
}

/** Facts of a step on one line; all of them are in the logs and the report. */
const factsShown = 3;

/** A long list of facts cut short. */
function brief(event: RunEvent): RunEvent {
  if (event.type !== 'step-finished' || event.facts.length <= factsShown) return event;
  const more = event.facts.length - factsShown;
  return { ...event, facts: [...event.facts.slice(0, factsShown), `and ${more} more`] };
}

const quietTypes: ReadonlySet<RunEvent['type']> = new Set(['warning', 'step-failed']);
const verboseTypes: ReadonlySet<RunEvent['type']> = new Set(['session-opened', 'mount-opened', 'mount-closed', 'target-finished', 'run-finished']);

/** One line an event, for logs and pipes, and a sign of life every 30 seconds. */
export class LineView implements ProgressView {
  readonly #options: LineViewOptions;
  readonly #model: ProgressModel;
  readonly #startedAt = Date.now();
  readonly #titles = new Map<string, string>();
  readonly #timer: NodeJS.Timeout | undefined;
  #lastLineAt = Date.now();

  constructor(options: LineViewOptions) {
    this.#options = options;
    this.#model = new ProgressModel(this.#startedAt);
    if (!options.quiet) this.#timer = setInterval(() => { this.#heartbeat(); }, 1000).unref();
  }

  setPlan(plan: Plan, estimate?: RunEstimate): void {
    this.#model.setPlan(plan, estimate);
    for (const step of plan.steps) this.#titles.set(step.id, step.title);
  }

  event(event: RunEvent): void {
    this.#model.apply(event, Date.now());
    if (event.type === 'step-started') this.#titles.set(event.step, event.title);
    if (!this.#isShown(event)) return;
    const described = describeEvent(this.#options.verbose ? event : brief(event));
    if (described === undefined) return;
    const title = described.step === undefined || event.type === 'step-started' ? '' : `${this.#titles.get(described.step) ?? described.step}: `;
    const { style } = this.#options;
    const text = `${title}${described.text}`;
    const colored = described.level === 'error' ? style.red(text) : described.level === 'warning' ? style.yellow(`Warning: ${text}`) : text;
    this.#line(`${described.target === undefined ? '' : `${style.cyan(described.target)}  `}${colored}`);
  }

  note(text: string): void {
    this.#line(this.#options.style.yellow(text));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #isShown(event: RunEvent): boolean {
    if (this.#options.quiet) return quietTypes.has(event.type);
    if (this.#options.verbose) return true;
    // The summary at the end has every check; on the way only one that failed is news.
    return event.type === 'check' ? !event.ok : !verboseTypes.has(event.type);
  }

  #heartbeat(): void {
    const now = Date.now();
    if (now - this.#lastLineAt < heartbeatMs) return;
    const { targets, stepsDone, stepsTotal, remainingMs, phase } = this.#model.snapshot(now);
    const running = targets.filter((target) => target.state === 'running')
      .map((target) => `${target.target} ${target.activity} (${Math.floor(target.share * 100)} %)`);
    const left = remainingMs === undefined ? '' : `, ${formatEstimate(remainingMs / 1000)} left`;
    this.#line(`Still working: ${running.length === 0 ? phase : running.join(', ')}; ${stepsDone} of ${stepsTotal} steps${left}`);
  }

  #line(text: string): void {
    this.#lastLineAt = Date.now();
    this.#options.write(`${this.#options.style.dim(clock(Date.now() - this.#startedAt))}  ${text}`);
  }
}
