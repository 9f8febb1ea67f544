import { remainingSeconds } from '../../src/run/remaining.js';
import type { DiskBudget, ScheduleFacts } from '../../src/run/schedule.js';
import type { Step, TargetId } from '../../src/schema/plan.js';

/**
 * The rules of a schedule said as plainly as can be: everything is looked through again for every question. What the
 * product's own does in less time is held against it.
 */
export class PlainSchedule {
  readonly #facts: ScheduleFacts;
  /** In the order of the plan: needs come first. */
  readonly #steps: readonly Step[];
  readonly #waiting: Step[];
  readonly #done: Set<string>;
  readonly #running = new Set<Step>();
  readonly #failed = new Set<string>();
  readonly #released = new Set<TargetId>();
  readonly #begun = new Set<TargetId>();
  /** Targets that work on a private WIM. A winre is part of the edition that holds it. */
  readonly #private: ReadonlySet<TargetId>;

  constructor(all: readonly Step[], facts: ScheduleFacts) {
    this.#facts = facts;
    this.#steps = all.filter((step) => !facts.done.has(step.id));
    this.#done = new Set(facts.done);
    this.#private = new Set(this.#steps.filter(opens).map((step) => step.target));
    const remaining = facts.urgency ?? remainingSeconds(this.#steps, facts.seconds);
    const order = new Map(this.#steps.map((step, at) => [step, at]));
    const way = (step: Step): number => remaining.get(step.id) ?? 0;
    this.#waiting = [...this.#steps].sort((a, b) => way(b) - way(a) || (order.get(a) ?? 0) - (order.get(b) ?? 0));
  }

  /**
   * The next step to start: of those that are ready, the most urgent one that the budgets allow; then one that moves images.
   * When nothing runs, the limit of private WIMs yields, or a plan could stand still.
   * @param freeBytes on the volume of the workspace
   */
  next(freeBytes: number): Step | undefined {
    const ready = this.#waiting.filter((step) => step.needs.every((need) => this.#done.has(need)));
    return ready.find((step) => this.#isWithinHeavy(step) && this.#mayOpen(step, freeBytes)) ?? ready.find((step) => this.#mayOpen(step, freeBytes))
      ?? (this.#running.size === 0 ? ready[0] : undefined);
  }

  start(step: Step): void {
    this.#waiting.splice(this.#waiting.indexOf(step), 1);
    this.#running.add(step);
    this.#begun.add(step.target);
  }

  finish(step: Step): void {
    this.#running.delete(step);
    this.#done.add(step.id);
  }

  /** Takes everything out of the plan that depends on the step, and what is not worth doing any more. */
  fail(step: Step): void {
    this.#running.delete(step);
    this.#failed.add(step.id);
    const lost = this.#lost();
    const wanted = this.#wanted(lost);
    this.#waiting.splice(0, this.#waiting.length, ...this.#waiting.filter((other) => !lost.has(other.id) && wanted.has(other.id)));
  }

  /** Targets that have steps to come or running. */
  targetsToCome(): TargetId[] {
    return [...new Set([...this.#running, ...this.#waiting].map((step) => step.target))].sort();
  }

  /** Targets that have begun and will not be completed, once each, as soon as none of their steps runs. */
  takeReleased(): TargetId[] {
    if (this.#failed.size === 0) return [];
    const busy = new Set(this.targetsToCome());
    const released = [...this.#begun].filter((target) => !busy.has(target) && !this.#released.has(target) && !this.#isComplete(target));
    for (const target of released) this.#released.add(target);
    return released;
  }

  /** Steps that can no longer run: those that need what failed, all of a target that failed, and what needs those. */
  #lost(): Set<string> {
    const targets = new Set(this.#steps.filter((step) => this.#failed.has(step.id)).map((step) => step.target));
    const lost = new Set(this.#failed);
    for (const step of this.#steps) {
      const isOpen = !this.#done.has(step.id) && !this.#running.has(step);
      if (isOpen && (targets.has(step.target) || step.needs.some((need) => lost.has(need)))) lost.add(step.id);
    }
    return lost;
  }

  /** What is kept and can still be reached, with everything that it needs. */
  #wanted(lost: ReadonlySet<string>): Set<string> {
    const wanted = new Set<string>();
    for (const step of [...this.#steps].reverse()) {
      if (lost.has(step.id) || !(wanted.has(step.id) || this.#facts.isKept(step))) continue;
      wanted.add(step.id);
      for (const need of step.needs) wanted.add(need);
    }
    return wanted;
  }

  #isComplete(target: TargetId): boolean {
    return this.#steps.every((step) => step.target !== target || this.#done.has(step.id));
  }

  #isWithinHeavy(step: Step): boolean {
    const { budgets, isHeavy } = this.#facts;
    return !isHeavy(step) || [...this.#running].filter(isHeavy).length < budgets.heavy;
  }

  #mayOpen(step: Step, freeBytes: number): boolean {
    const { budgets } = this.#facts;
    if (!opens(step) || this.#begun.has(step.target)) return true;
    const open = this.#openTargets();
    // One more than steps at once, so that the next edition begins while another one waits for its place in the output.
    const ahead = budgets.ahead ?? 0;
    const limit = budgets.parallel === 1 ? 1 : budgets.parallel + 1 + ahead;
    const inWork = open.filter((target) => !this.#isSaved(target)).length;
    if (open.length >= limit || inWork >= (budgets.parallel === 1 ? 1 : budgets.parallel + ahead)) return false;
    return budgets.disk === undefined || freeBytes >= needOf(budgets.disk, [step.target, ...open]);
  }

  /** Targets whose private WIM was made and is not yet part of the output. */
  #openTargets(): TargetId[] {
    return [...this.#begun].filter((target) => this.#private.has(target) && !this.#released.has(target) && !this.#isComplete(target));
  }

  #isSaved(target: TargetId): boolean {
    return this.#steps.every((step) => step.target !== target || step.do.action === 'assemble-image' || this.#done.has(step.id));
  }
}

/** Whether a step gives its target a private WIM. */
function opens(step: Step): boolean {
  return step.do.action === 'export-source';
}

/** An open target may still need all that it is reckoned with: how much of it is on the disk is not known. */
function needOf({ bytesOf, reserve }: DiskBudget, targets: readonly TargetId[]): number {
  const bytes = targets.reduce((sum, target) => sum + bytesOf(target), 0);
  return bytes + Math.min(bytes, reserve);
}
