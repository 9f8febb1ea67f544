import type { Budgets } from '../../src/run/schedule.js';
import { isHeavy } from '../../src/run/budgets.js';
import { runSchedule } from '../../src/run/scheduler.js';
import type { Step } from '../../src/schema/plan.js';
import type { StepCost } from './durations.js';

/** What there is of each resource; without it nothing contends. */
export type Capacity = Readonly<Record<string, number>>;

interface Running {
  left: number;
  readonly uses: StepCost['uses'];
  readonly settle: () => void;
}

/**
 * A clock on which work takes its time and no real time passes. Work that shares resources slows down as in the rehearsal
 * (docs/rehearsal.md, Contention): where the shares of all that runs exceed a capacity, each user of that resource goes on at
 * capacity ÷ sum of its speed, and what uses several at the lowest of their speeds.
 */
export class VirtualClock {
  now = 0;
  readonly #capacity: Capacity;
  readonly #running = new Set<Running>();

  constructor(capacity: Capacity = {}) {
    this.#capacity = capacity;
  }

  /** Takes as many seconds as given, or more where resources are short. */
  async spend({ seconds, uses }: Pick<StepCost, 'seconds' | 'uses'>): Promise<void> {
    await new Promise<void>((resolve) => { this.#running.add({ left: seconds, uses, settle: resolve }); });
  }

  /** Lets time pass until something is done; what others start by that starts at the same moment. */
  async until<T>(outcome: Promise<T>): Promise<T> {
    let over = false;
    void outcome.finally(() => { over = true; }).catch(() => undefined);
    for (;;) {
      // Everything that follows from the last end, promises and all, happens before time goes on.
      await new Promise((resolve) => { setImmediate(resolve); });
      if (over) return outcome;
      if (this.#running.size > 0) this.#pass();
    }
  }

  #pass(): void {
    const sums = new Map<string, number>();
    for (const { uses } of this.#running) for (const [name, share] of Object.entries(uses)) sums.set(name, (sums.get(name) ?? 0) + share);
    const speeds = new Map([...this.#running].map((one) => [one, this.#speed(one.uses, sums)]));
    const passed = Math.min(...[...speeds].map(([one, speed]) => one.left / speed));
    this.now += passed;
    for (const [one, speed] of speeds) {
      one.left -= passed * speed;
      if (one.left > 1e-9) continue;
      this.#running.delete(one);
      one.settle();
    }
  }

  #speed(uses: StepCost['uses'], sums: ReadonlyMap<string, number>): number {
    return Math.min(1, ...Object.entries(uses).flatMap(([name, share]) => {
      const capacity = this.#capacity[name];
      const sum = sums.get(name) ?? 0;
      return share > 0 && capacity !== undefined && sum > capacity ? [capacity / sum] : [];
    }));
  }
}

export interface SimulationOptions {
  readonly budgets: Budgets;
  /** What a step takes. */
  readonly cost: (step: Step) => StepCost;
  readonly capacity?: Capacity;
  /** Measured seconds of steps, by which the scheduler orders; without them it goes by the plan's estimates. */
  readonly seconds?: ReadonlyMap<string, number>;
}

/** When a step ran, in seconds from the start. */
export interface Span {
  readonly step: Step;
  readonly start: number;
  readonly end: number;
}

/** Runs steps by the tool's own scheduler on a virtual clock; gives back when each ran. The same input gives the same spans. */
export async function simulate(steps: readonly Step[], { budgets, cost, capacity, seconds = new Map() }: SimulationOptions): Promise<Span[]> {
  const clock = new VirtualClock(capacity);
  const spans: Span[] = [];
  const failed = await clock.until(runSchedule(steps, {
    budgets, isHeavy, seconds,
    run: async (step) => {
      const start = clock.now;
      await clock.spend(cost(step));
      spans.push({ step, start, end: clock.now });
    },
  }));
  if (failed.length > 0 || spans.length !== steps.length) throw new Error(`The simulated run stopped after ${spans.length} of ${steps.length} steps`, { cause: failed[0] });
  return spans;
}

export function makespanOf(spans: readonly Pick<Span, 'end'>[]): number {
  return Math.max(0, ...spans.map(({ end }) => end));
}
