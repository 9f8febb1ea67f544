import type { Action, TargetId } from '../../schema/plan.js';
import type { RecipeInput } from './image-work.js';
import type { StepBuilder, StepOptions } from './step-builder.js';

/** The media as a target: `sources`, boot files. */
export class MediaWork {
  readonly input: RecipeInput;
  readonly steps: StepBuilder;
  readonly target: TargetId = 'media';

  constructor(input: RecipeInput, steps: StepBuilder) {
    this.input = input;
    this.steps = steps;
  }

  /** Adds a step to the media, under the number of the recipe's row. */
  add(name: string, title: string, action: Action, options: StepOptions = {}): string {
    return this.steps.add(this.target, name, '', title, action, options);
  }
}
