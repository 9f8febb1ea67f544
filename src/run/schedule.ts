import type { Step, TargetId } from '../schema/plan.js';
import { FirstFit } from './first-fit.js';
import { stepGraph } from './step-graph.js';
import type { StepGraph } from './step-graph.js';
import { opens, TargetStates } from './target-states.js';

/** How much may go on at once. */
export interface Budgets {
  /** Steps at once; each leases one session at most. */
  readonly parallel: number;
  /** Steps at once that read and write whole images; more of them only while nothing else can be started. */
  readonly heavy: number;
  /** Private WIMs in work beyond the steps at once, where there is more than one at once; default 0. */
  readonly ahead?: number;
  /** Private WIMs by disk space; undefined where only their number is limited. */
  readonly disk?: DiskBudget | undefined;
}

export interface DiskBudget {
  /** Bytes that are free now. */
  readonly free: () => Promise<number>;
  /** Bytes that the private WIM of a target may take, however much of it is on the disk already. */
  readonly bytesOf: (target: TargetId) => number;
  /** Bytes that must stay free beside the private WIMs, where these are not smaller than that. */
  readonly reserve: number;
}

export interface ScheduleFacts {
  readonly budgets: Budgets;
  readonly isHeavy: (step: Step) => boolean;
  /** Steps that need not be run: their results are there. */
  readonly done: ReadonlySet<string>;
  /** Steps whose results outlive a failed run: after a failure, only they and what they need are still worth doing. */
  readonly isKept: (step: Step) => boolean;
  /** Measured seconds of steps, in place of the plan's estimates. */
  readonly seconds: ReadonlyMap<string, number>;
  /** By step: of those that are ready, the one with the highest number begins first; default the seconds of its way to the end of the plan. */
  readonly urgency?: ReadonlyMap<string, number>;
}

/** What is done, what has begun, what comes next, and what a failure has put out of reach; each change costs O(log n). */
export class Schedule {
  readonly #facts: ScheduleFacts;
  readonly #graph: StepGraph;
  readonly #targets: TargetStates;
  readonly #states: Uint8Array;
  /** By number: needs that are not met. */
  readonly #unmet: Int32Array;
  /** By number: steps that need it and may still run. */
  readonly #users: Int32Array;
  readonly #isHeavy: readonly boolean[];
  /** Steps that are ready, in their order, with the bytes that starting them needs; those that move no image, and those that do. */
  readonly #ready: { readonly light: FirstFit; readonly heavy: FirstFit };
  /** Ready steps that would open a target. */
  readonly #doors = { light: 0, heavy: 0 };
  #running = 0;
  #heavyRunning = 0;
  #hasFailed = false;

  constructor(all: readonly Step[], facts: ScheduleFacts) {
    this.#facts = facts;
    this.#graph = stepGraph(all, facts);
    const { steps, users, unmet } = this.#graph;
    this.#targets = new TargetStates(steps, facts.budgets.disk?.bytesOf);
    this.#states = new Uint8Array(steps.length);
    this.#unmet = Int32Array.from(unmet);
    this.#users = Int32Array.from(users, (some) => some.length);
    this.#isHeavy = steps.map(facts.isHeavy);
    this.#ready = { light: new FirstFit(steps.length), heavy: new FirstFit(steps.length) };
    for (let at = 0; at < steps.length; at += 1) if (this.#unmet[at] === 0) this.#enter(at);
  }

  /**
   * The next step to start: of those that are ready, the most urgent one that the budgets allow. What moves images goes beyond
   * its budget rather than that a session has nothing to do. When nothing runs, the limit of private WIMs yields, or a plan could stand still.
   * @param freeBytes on the volume of the workspace
   */
  next(freeBytes: number): Step | undefined {
    const room = this.#room(freeBytes);
    const found = this.#first(room, this.#heavyRunning < this.#facts.budgets.heavy) ?? this.#first(room, true)
      ?? (this.#running === 0 ? this.#first(Infinity, true) : undefined);
    return found === undefined ? undefined : this.#graph.steps[found];
  }

  /** Whether the free space has a say in what comes next: else it need not be asked for. */
  hangsOnRoom(): boolean {
    return this.#facts.budgets.disk !== undefined && this.#mayOpen() && this.#doors.light + this.#doors.heavy > 0;
  }

  start(step: Step): void {
    const at = this.#graph.numberOf(step);
    this.#leave(at);
    this.#states[at] = state.running;
    this.#running += 1;
    if (this.#isHeavy[at] === true) this.#heavyRunning += 1;
    if (!this.#targets.start(step)) return;
    // What else would have opened the target finds it open.
    for (const other of this.#targets.of(step).steps) if (this.#isReady(other) && opens(this.#step(other))) this.#enter(other, true);
  }

  finish(step: Step): void {
    const at = this.#end(step, state.done);
    this.#targets.finish(step);
    for (const user of this.#graph.users[at] ?? []) {
      const unmet = (this.#unmet[user] ?? 0) - 1;
      this.#unmet[user] = unmet;
      if (unmet === 0 && this.#states[user] === state.waiting) this.#enter(user);
    }
  }

  /** Takes everything out of the plan that depends on the step, and what is not worth doing any more. */
  fail(step: Step): void {
    const at = this.#end(step, state.gone);
    this.#targets.drop(step);
    const target = this.#targets.of(step);
    const gone = [at];
    if (!target.hasFailed) {
      this.#targets.markFailed(step);
      for (const other of target.steps) this.#drop(other, gone);
    }
    for (let next = 0; next < gone.length; next += 1) for (const user of this.#graph.users[gone[next] ?? 0] ?? []) this.#drop(user, gone);
    if (!this.#hasFailed) for (let other = 0; other < this.#states.length; other += 1) this.#dropIfUseless(other, gone);
    this.#hasFailed = true;
    for (let next = 0; next < gone.length; next += 1) {
      for (const need of this.#graph.needs[gone[next] ?? 0] ?? []) {
        this.#users[need] = (this.#users[need] ?? 0) - 1;
        this.#dropIfUseless(need, gone);
      }
    }
  }

  /** Targets that have steps to come or running. */
  targetsToCome(): readonly TargetId[] {
    return this.#targets.toCome();
  }

  /** Targets that have begun and will not be completed, once each, as soon as none of their steps runs. */
  takeReleased(): TargetId[] {
    return this.#targets.takeAbandoned();
  }

  #first(most: number, withHeavy: boolean): number | undefined {
    const light = this.#ready.light.first(most);
    const heavy = withHeavy ? this.#ready.heavy.first(most) : undefined;
    return light === undefined || (heavy !== undefined && heavy < light) ? heavy : light;
  }

  /** Bytes that a target may take to be opened now. */
  #room(freeBytes: number): number {
    const { disk } = this.#facts.budgets;
    if (!this.#mayOpen()) return opensNothing;
    if (disk === undefined) return Infinity;
    const usable = freeBytes >= 2 * disk.reserve ? freeBytes - disk.reserve : freeBytes / 2;
    return Math.max(opensNothing, usable - this.#targets.openBytes);
  }

  #mayOpen(): boolean {
    const { parallel, ahead = 0 } = this.#facts.budgets;
    if (parallel === 1) return this.#targets.open === 0;
    // One more than steps at once, so that the next edition begins while another one waits for its place in the output.
    return this.#targets.open < parallel + 1 + ahead && this.#targets.inWork < parallel + ahead;
  }

  #step(at: number): Step {
    return this.#graph.steps[at] as Step;
  }

  #kind(at: number): 'light' | 'heavy' {
    return this.#isHeavy[at] === true ? 'heavy' : 'light';
  }

  #isReady(at: number): boolean {
    return this.#states[at] === state.waiting && this.#unmet[at] === 0;
  }

  #isDoor(at: number): boolean {
    const step = this.#step(at);
    return opens(step) && this.#targets.of(step).begun === undefined;
  }

  /** A step has become ready. */
  #enter(at: number, wasDoor = false): void {
    const kind = this.#kind(at);
    const isDoor = this.#isDoor(at);
    this.#ready[kind].put(at, isDoor ? this.#targets.of(this.#step(at)).bytes : opensNothing);
    this.#doors[kind] += Number(isDoor) - Number(wasDoor);
  }

  /** A step is no longer ready, if it was. */
  #leave(at: number): void {
    if (!this.#isReady(at)) return;
    const kind = this.#kind(at);
    this.#ready[kind].take(at);
    if (this.#isDoor(at)) this.#doors[kind] -= 1;
  }

  #end(step: Step, now: number): number {
    const at = this.#graph.numberOf(step);
    this.#states[at] = now;
    this.#running -= 1;
    if (this.#isHeavy[at] === true) this.#heavyRunning -= 1;
    return at;
  }

  /** A step that has not begun will not run. */
  #drop(at: number, gone: number[]): void {
    if (this.#states[at] !== state.waiting) return;
    this.#leave(at);
    this.#states[at] = state.gone;
    this.#targets.drop(this.#step(at));
    gone.push(at);
  }

  /** After a failure: a step that is not kept, and that nothing needs which may still run. */
  #dropIfUseless(at: number, gone: number[]): void {
    if (this.#users[at] === 0 && this.#states[at] === state.waiting && !this.#facts.isKept(this.#step(at))) this.#drop(at, gone);
  }
}

const state = { waiting: 0, running: 1, done: 2, gone: 3 } as const;

/** What a step needs that opens no target; less than any number of bytes. */
const opensNothing = -1;
