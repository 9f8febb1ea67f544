import type { Action } from '../../schema/plan.js';
import type { ImageContext } from '../image-context.js';
import type { StepOptions } from '../recipes/step-builder.js';

/** Adds steps to an image, numbering those of one name: `add-drivers`, `add-drivers-2`. */
export class EditSteps {
  readonly #ctx: ImageContext;
  readonly #counts = new Map<string, number>();
  /** Ids of the steps added so far. */
  readonly ids: string[] = [];

  constructor(ctx: ImageContext) {
    this.#ctx = ctx;
  }

  add(name: string, title: string, action: Action, options: StepOptions): void {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    this.ids.push(this.#ctx.steps.add(this.#ctx.target, count === 1 ? name : `${name}-${count}`, '', title, action, options));
  }
}
