import type { Action, Condition, Expectation, Step, TargetId } from '../../schema/plan.js';
import { estimateSeconds } from '../estimates.js';

export interface StepOptions {
  readonly when?: Condition;
  readonly expects?: Expectation;
  /** Steps of other targets that must be done first. */
  readonly after?: readonly string[];
}

/** Collects the steps of a plan; the steps of one target follow each other. */
export class StepBuilder {
  readonly steps: Step[] = [];
  readonly #last = new Map<TargetId, string>();

  /** Adds a step after the last one of its target; returns its id. */
  add(target: TargetId, name: string, recipeStep: string, title: string, action: Action, options: StepOptions = {}): string {
    const id = `${target}/${name}`;
    const previous = this.#last.get(target);
    const needs = [...new Set([...(previous === undefined ? [] : [previous]), ...(options.after ?? [])])];
    this.steps.push({
      id, target, title, recipeStep, needs, do: action,
      ...(options.when === undefined ? {} : { when: options.when }),
      ...(options.expects === undefined ? {} : { expects: options.expects }),
      estimateSeconds: estimateSeconds(action, !target.startsWith('install')),
    });
    this.#last.set(target, id);
    return id;
  }

  /** Id of the last step of a target so far. */
  last(target: TargetId): string {
    const id = this.#last.get(target);
    if (id === undefined) throw new Error(`Target ${target} has no step yet`);
    return id;
  }
}
