import type { Build } from '../../schema/common.js';
import type { InputInfo } from '../../schema/inputs.js';
import type { ImageInfo, MediaInfo } from '../../schema/media.js';
import type { Action, TargetId } from '../../schema/plan.js';
import type { UpdateChoice } from '../choose/update-choice.js';
import type { PlanOptions } from '../create-plan.js';
import type { ImageContext, ImageRole } from '../image-context.js';
import type { Generation } from './generations.js';
import type { RecoveryImages } from './recovery-images.js';
import type { StepBuilder, StepOptions } from './step-builder.js';

/** Everything that a recipe decides by, the same for all images. */
export interface RecipeInput {
  readonly media: MediaInfo;
  /** The install images to service, in the order of the media. */
  readonly images: readonly ImageInfo[];
  /** The install images of the output, those that stay as they are among them, in the order of the media. */
  readonly output: readonly ImageInfo[];
  readonly choice: UpdateChoice;
  readonly options: PlanOptions;
  readonly inputs: readonly InputInfo[];
  readonly generation: Generation;
}

/** What an image's work begins with. */
export interface ImageWorkStart {
  readonly input: RecipeInput;
  readonly steps: StepBuilder;
  readonly target: TargetId;
  readonly role: ImageRole;
  readonly image: ImageInfo;
  /** Of install images: where their winre.wim is serviced. */
  readonly recovery?: RecoveryImages;
  /** Of WinRE: the step that takes it out of an install image. */
  readonly takenBy?: string;
}

/** One image while its steps are made. */
export class ImageWork implements ImageContext {
  readonly input: RecipeInput;
  readonly steps: StepBuilder;
  readonly target: TargetId;
  readonly role: ImageRole;
  readonly image: ImageInfo;
  readonly recovery: RecoveryImages | undefined;
  readonly takenBy: string | undefined;
  /** The winre target that goes into this install image. */
  winre: TargetId | undefined;
  /** Set when a row before the cumulative update has added languages or features: then it is added in any case. */
  hasNewContent = false;
  /** The build that the image is to have in the end. */
  expectedBuild: Build | undefined;
  /** Id of the step that enables .NET Framework 3.5. */
  netfx3Step: string | undefined;

  constructor(start: ImageWorkStart) {
    this.input = start.input;
    this.steps = start.steps;
    this.target = start.target;
    this.role = start.role;
    this.image = start.image;
    this.recovery = start.recovery;
    this.takenBy = start.takenBy;
  }

  get media(): MediaInfo {
    return this.input.media;
  }

  get options(): PlanOptions {
    return this.input.options;
  }

  get inputs(): readonly InputInfo[] {
    return this.input.inputs;
  }

  get choice(): UpdateChoice {
    return this.input.choice;
  }

  /** What the image is called in titles of steps. */
  get title(): string {
    return this.role === 'winre' ? 'WinRE' : this.image.name;
  }

  /** WinRE's own metadata is inside the install image: what it has is known on the mount only. */
  get isKnown(): boolean {
    return this.role !== 'winre';
  }

  /** Build and UBR that the cumulative update brings to this image: the build of its own hive with the update's UBR. */
  get updatedBuild(): Build | undefined {
    const ubr = this.choice.cumulative.resultBuild?.ubr;
    const build = (this.isKnown ? this.image.currentBuild : undefined) ?? this.image.version?.build;
    return ubr === undefined || build === undefined ? undefined : { build, ubr };
  }

  /** Adds a step to this image, under the number of the recipe's row. */
  add(name: string, title: string, action: Action, options: StepOptions = {}): string {
    return this.steps.add(this.target, name, '', title, action, options);
  }
}
