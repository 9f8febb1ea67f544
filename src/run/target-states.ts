import type { Step, TargetId } from '../schema/plan.js';

/** How far a target has come. */
export interface TargetState {
  readonly id: TargetId;
  /** Numbers of its steps. */
  readonly steps: readonly number[];
  /** It works on a private WIM. A winre is part of the edition that holds it. */
  readonly isPrivate: boolean;
  /** Bytes that its private WIM takes. */
  readonly bytes: number;
  /** Which one it was to begin; undefined before. */
  readonly begun: number | undefined;
  /** A step of it has failed. */
  readonly hasFailed: boolean;
}

interface Counted extends TargetState {
  steps: number[];
  isPrivate: boolean;
  bytes: number;
  begun: number | undefined;
  hasFailed: boolean;
  /** Steps that wait or run. */
  live: number;
  /** Steps that are not done. */
  undone: number;
  /** Steps that are not done, but for those that only carry the result into the output. */
  unsaved: number;
}

/** The targets of a schedule by counters, so that nothing of what is asked after each step has to be counted again. */
export class TargetStates {
  readonly #targets = new Map<TargetId, Counted>();
  #begun = 0;
  #open = 0;
  #inWork = 0;
  #openBytes = 0;
  /** Begun, not complete, and without any step to come. */
  #abandoned: Counted[] = [];
  /** Sorted; made again when a target has no step left. */
  #toCome: TargetId[] | undefined;

  /** @param bytesOf bytes that the private WIM of a target takes; undefined = they do not matter */
  constructor(steps: readonly Step[], bytesOf?: (target: TargetId) => number) {
    steps.forEach((step, at) => {
      const target = this.#targets.get(step.target) ?? this.#add(step.target);
      target.steps.push(at);
      target.live += 1;
      target.undone += 1;
      if (carriesOn(step)) return;
      target.unsaved += 1;
      if (!opens(step) || target.isPrivate) return;
      target.isPrivate = true;
      target.bytes = bytesOf?.(step.target) ?? 0;
    });
  }

  /** Targets whose private WIM was made and is not yet part of the output. */
  get open(): number {
    return this.#open;
  }

  /** Bytes that the open targets take. */
  get openBytes(): number {
    return this.#openBytes;
  }

  /** Open targets that are not saved. */
  get inWork(): number {
    return this.#inWork;
  }

  of(step: Step): TargetState {
    return this.#counted(step);
  }

  /** A step starts; tells whether its target begins with it. */
  start(step: Step): boolean {
    const target = this.#counted(step);
    if (target.begun !== undefined) return false;
    target.begun = this.#begun++;
    if (target.isPrivate) {
      this.#open += 1;
      this.#openBytes += target.bytes;
      if (target.unsaved > 0) this.#inWork += 1;
    }
    return true;
  }

  finish(step: Step): void {
    const target = this.#counted(step);
    target.undone -= 1;
    if (!carriesOn(step)) {
      target.unsaved -= 1;
      if (target.unsaved === 0 && target.isPrivate) this.#inWork -= 1;
    }
    if (target.undone === 0 && target.isPrivate) this.#close(target);
    this.#leave(target);
  }

  /** A step has failed, or will not run any more. */
  drop(step: Step): void {
    this.#leave(this.#counted(step));
  }

  markFailed(step: Step): void {
    this.#counted(step).hasFailed = true;
  }

  /** Targets that have steps to come or running. */
  toCome(): readonly TargetId[] {
    this.#toCome ??= [...this.#targets.values()].filter((target) => target.live > 0).map((target) => target.id).sort();
    return this.#toCome;
  }

  /** Targets that have begun and will not be completed, once each, in the order in which they began. */
  takeAbandoned(): TargetId[] {
    const taken = this.#abandoned.sort((a, b) => (a.begun ?? 0) - (b.begun ?? 0));
    this.#abandoned = [];
    for (const target of taken) {
      if (!target.isPrivate) continue;
      this.#close(target);
      if (target.unsaved > 0) this.#inWork -= 1;
    }
    return taken.map((target) => target.id);
  }

  #leave(target: Counted): void {
    target.live -= 1;
    if (target.live > 0) return;
    this.#toCome = undefined;
    if (target.begun !== undefined && target.undone > 0) this.#abandoned.push(target);
  }

  #close(target: Counted): void {
    this.#open -= 1;
    this.#openBytes -= target.bytes;
  }

  #counted(step: Step): Counted {
    const target = this.#targets.get(step.target);
    if (target === undefined) throw new Error(`${step.target} is no target of the steps`);
    return target;
  }

  #add(id: TargetId): Counted {
    const target: Counted = { id, steps: [], isPrivate: false, bytes: 0, begun: undefined, hasFailed: false, live: 0, undone: 0, unsaved: 0 };
    this.#targets.set(id, target);
    return target;
  }
}

/** Whether a step gives its target a private WIM. */
export function opens(step: Step): boolean {
  return step.do.action === 'export-source';
}

/** Whether a step only carries the target's result into the output. */
function carriesOn(step: Step): boolean {
  return step.do.action === 'assemble-image';
}
