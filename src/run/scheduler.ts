import type { Step } from '../schema/plan.js';
import { remainingSeconds } from './remaining.js';

export interface ScheduleOptions {
  /** Steps at once; each leases one session at most. */
  readonly parallel: number;
  /** Steps that need not be run: their results are there. */
  readonly done?: ReadonlySet<string>;
  /** Does one step. When it throws, no further step is started; those that run are waited for. */
  readonly run: (step: Step) => Promise<void>;
}

/**
 * Runs steps when what they need is done, the one with the longest way to the end of the plan first. As many targets
 * are open at once as there are steps at once, because an open target keeps a private WIM on the disk.
 * @returns what steps threw, in the order in which it happened; empty when all steps ran
 */
export async function runSchedule(steps: readonly Step[], options: ScheduleOptions): Promise<unknown[]> {
  const schedule = new Schedule(steps, options.parallel, options.done ?? new Set());
  const running = new Map<Step, Promise<void>>();
  const errors: unknown[] = [];
  const start = (step: Step): void => {
    schedule.start(step);
    const work = options.run(step).then(() => { schedule.finish(step); }, (error: unknown) => { errors.push(error); });
    running.set(step, work.finally(() => running.delete(step)));
  };
  for (;;) {
    while (errors.length === 0 && running.size < options.parallel) {
      const next = schedule.next(running.size === 0);
      if (next === undefined) break;
      start(next);
    }
    if (running.size === 0) return errors;
    await Promise.race(running.values());
  }
}

/** What is done, what has begun, and what comes next. */
class Schedule {
  readonly #waiting: Step[];
  readonly #done: Set<string>;
  /** Open targets with the number of their steps that are not done. */
  readonly #open = new Map<string, number>();
  readonly #stepsOf = new Map<string, number>();
  readonly #openLimit: number;

  constructor(all: readonly Step[], openLimit: number, done: ReadonlySet<string>) {
    const steps = all.filter((step) => !done.has(step.id));
    this.#done = new Set(done);
    const remaining = remainingSeconds(steps);
    const order = new Map(steps.map((step, at) => [step, at]));
    const way = (step: Step): number => remaining.get(step.id) ?? 0;
    this.#waiting = [...steps].sort((a, b) => way(b) - way(a) || (order.get(a) ?? 0) - (order.get(b) ?? 0));
    this.#openLimit = openLimit;
    for (const step of steps) this.#stepsOf.set(step.target, (this.#stepsOf.get(step.target) ?? 0) + 1);
  }

  /** @param idle nothing runs: then the limit of open targets yields, or a plan could stand still */
  next(idle: boolean): Step | undefined {
    const ready = this.#waiting.filter((step) => step.needs.every((need) => this.#done.has(need)));
    return ready.find((step) => !this.#opens(step) || this.#openSources() < this.#openLimit) ?? (idle ? ready[0] : undefined);
  }

  start(step: Step): void {
    this.#waiting.splice(this.#waiting.indexOf(step), 1);
    if (!this.#open.has(step.target)) this.#open.set(step.target, this.#stepsOf.get(step.target) ?? 0);
  }

  finish(step: Step): void {
    this.#done.add(step.id);
    const left = (this.#open.get(step.target) ?? 1) - 1;
    if (left === 0) this.#open.delete(step.target);
    else this.#open.set(step.target, left);
  }

  /** Whether a step gives its target a private WIM. A winre is part of the edition that holds it. */
  #opens(step: Step): boolean {
    return step.do.action === 'export-source' && !this.#open.has(step.target);
  }

  #openSources(): number {
    return [...this.#open.keys()].filter((target) => target.startsWith('install') || target.startsWith('boot')).length;
  }
}
