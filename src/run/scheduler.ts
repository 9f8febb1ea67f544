import type { Step, TargetId } from '../schema/plan.js';
import { lookAhead } from './look-ahead.js';
import type { ScheduleFacts } from './schedule.js';
import { Schedule } from './schedule.js';

export interface ScheduleOptions extends Partial<ScheduleFacts> {
  readonly budgets: ScheduleFacts['budgets'];
  /** Does one step. When it throws, what does not depend on the step goes on. */
  readonly run: (step: Step) => Promise<void>;
  /** Whether an error ends the run: then nothing new starts. */
  readonly isFatal?: (error: unknown) => boolean;
  /** Told of a failure, with the targets that go on. */
  readonly onFailure?: (step: Step, goesOn: readonly TargetId[]) => void;
  /** Cleans up behind a target that had begun and will not be completed; none of its steps runs. Must not throw. */
  readonly release?: (target: TargetId) => Promise<void>;
}

/**
 * Runs steps when what they need is done, as many at once as the budgets allow, in the order that ends first on paper
 * (look-ahead.ts). A failure stops what depends on it; the rest goes on as far as its results are kept.
 * @returns what steps threw, in the order in which it happened; empty when all steps ran
 */
export async function runSchedule(steps: readonly Step[], options: ScheduleOptions): Promise<unknown[]> {
  const { budgets, isFatal = () => false } = options;
  const facts: ScheduleFacts = {
    budgets, isHeavy: options.isHeavy ?? (() => false), isKept: options.isKept ?? (() => true), done: options.done ?? new Set(), seconds: options.seconds ?? new Map(),
  };
  const { ahead, ...order } = await lookAhead(steps, facts, async () => (budgets.disk === undefined ? Infinity : await budgets.disk.free()));
  const schedule = new Schedule(steps, { ...facts, ...order, budgets: { ...budgets, ahead } });
  const errors: unknown[] = [];
  let running = 0;
  let stopped = false;
  /** What was thrown by something that must not throw. */
  const bugs: unknown[] = [];
  let wake = (): void => undefined;
  const begin = (work: Promise<void>): void => {
    running += 1;
    const end = (): void => {
      running -= 1;
      wake();
    };
    void work.then(end, (bug: unknown) => {
      bugs.push(bug);
      end();
    });
  };
  const start = (step: Step): void => {
    schedule.start(step);
    begin(options.run(step).then(() => { schedule.finish(step); }, (error: unknown) => {
      errors.push(error);
      stopped ||= isFatal(error);
      schedule.fail(step);
      if (!stopped) options.onFailure?.(step, schedule.targetsToCome());
    }));
  };
  for (;;) {
    const free = budgets.disk === undefined || stopped || !schedule.hangsOnRoom() ? Infinity : await budgets.disk.free();
    if (bugs.length > 0) throw bugs[0];
    if (!stopped && options.release !== undefined) for (const target of schedule.takeReleased()) begin(options.release(target));
    while (!stopped && running < budgets.parallel) {
      const next = schedule.next(free);
      if (next === undefined) break;
      start(next);
    }
    if (running === 0) return errors;
    await new Promise<void>((resolve) => { wake = resolve; });
  }
}
