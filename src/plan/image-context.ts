import type { InputInfo } from '../schema/inputs.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';
import type { TargetId } from '../schema/plan.js';
import type { PlanOptions } from './create-plan.js';
import type { StepBuilder } from './recipes/step-builder.js';

/** What an image is for: each kind gets other updates, languages and drivers. */
export type ImageRole = 'install' | 'winre' | 'winpe' | 'setup';

/** One image in the making of a plan, for those who add steps to it. */
export interface ImageContext {
  readonly steps: StepBuilder;
  readonly target: TargetId;
  readonly role: ImageRole;
  /** The image as it is on the media; of a WinRE, the image that holds it. */
  readonly image: ImageInfo;
  readonly media: MediaInfo;
  readonly options: PlanOptions;
  readonly inputs: readonly InputInfo[];
}
