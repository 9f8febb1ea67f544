import type { Action, Condition, Expectation, Step, TargetId } from '../../schema/plan.js';
import { estimateSeconds } from '../estimates.js';

export interface StepOptions {
  readonly when?: Condition;
  readonly expects?: Expectation;
  /** Steps of other targets that must be done first. */
  readonly after?: readonly string[];
  /** The rule that the step follows, with its source; default: that of the recipe's row. */
  readonly rule?: string;
  /** Why the step is there; default: that of the recipe's row. */
  readonly why?: string;
}

/** What of a recipe's row its steps carry. */
export interface StepOrigin {
  readonly number: string;
  readonly rule: string;
  readonly why: string;
}

/** Collects the steps of a plan; the steps of one target follow each other. */
export class StepBuilder {
  readonly steps: Step[] = [];
  /** Bytes that a target's image unpacks to, where known: what its steps are estimated by. */
  readonly bytes = new Map<TargetId, number>();
  readonly #byTarget = new Map<TargetId, Step[]>();
  #origin: StepOrigin | undefined;

  /** Does some work whose steps come from one row of a recipe. */
  from(origin: StepOrigin, work: () => void): void {
    const before = this.#origin;
    this.#origin = origin;
    work();
    this.#origin = before;
  }

  /**
   * Adds a step after the last one of its target; returns its id.
   * @param recipeStep number in the recipe; empty = that of the row
   */
  add(target: TargetId, name: string, recipeStep: string, title: string, action: Action, options: StepOptions = {}): string {
    const id = `${target}/${name}`;
    const own = this.#byTarget.get(target) ?? [];
    const needs = [...new Set([...own.slice(-1).map((previous) => previous.id), ...(options.after ?? [])])];
    const rule = options.rule ?? this.#origin?.rule;
    const why = options.why ?? this.#origin?.why;
    const step: Step = {
      id, target, title, recipeStep: recipeStep === '' ? this.#origin?.number ?? '' : recipeStep,
      ...(rule === undefined ? {} : { rule }), ...(why === undefined ? {} : { why }), needs, do: action,
      ...(options.when === undefined ? {} : { when: options.when }),
      ...(options.expects === undefined ? {} : { expects: options.expects }),
      estimateSeconds: estimateSeconds(action, target, this.bytes.get(target)),
    };
    this.steps.push(step);
    own.push(step);
    this.#byTarget.set(target, own);
    return id;
  }

  /** Id of the last step of a target so far. */
  last(target: TargetId): string {
    const id = this.of(target).at(-1)?.id;
    if (id === undefined) throw new Error(`Target ${target} has no step yet`);
    return id;
  }

  /** The steps of a target so far. */
  of(target: TargetId): readonly Step[] {
    return this.#byTarget.get(target) ?? [];
  }
}
