import type { Step, Target, TargetId } from '../../schema/plan.js';
import type { ImageWork } from './image-work.js';
import type { MediaWork } from './media-work.js';
import type { StepOrigin } from './step-builder.js';

/** One line of a recipe: its number in the process that it follows, the rule with its source, the reason, what it does. */
export interface Row<Work> extends StepOrigin {
  readonly task: (work: Work) => void;
}

/** The ordered rules for a generation of Windows, to be read beside the document that they come from. */
export interface Recipe {
  readonly name: 'classic' | 'current';
  /** Raised when the steps or their meaning change, so that no older result is taken for a new one. */
  readonly version: number;
  /** Before any image. */
  readonly prepare: readonly Row<MediaWork>[];
  readonly winre: readonly Row<ImageWork>[];
  readonly install: readonly Row<ImageWork>[];
  /** WinPE and Setup. */
  readonly boot: readonly Row<ImageWork>[];
  /** After all images. */
  readonly finish: readonly Row<MediaWork>[];
}

/** What a recipe makes of media and updates. */
export interface RecipeOutput {
  readonly steps: Step[];
  readonly targets: Omit<Target, 'digest'>[];
}

/** A row; `number` is that of the process, `rule` names its source. */
export function row<Work>(number: string, rule: string, why: string, task: (work: Work) => void): Row<Work> {
  return { number, rule, why, task };
}

/** Where an image of the media is on its way to: the target's id. */
export function targetOf(kind: 'install' | 'boot', index: number): TargetId {
  return `${kind}:${index}`;
}
