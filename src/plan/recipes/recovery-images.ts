import type { ImageFile } from '../../schema/media.js';
import type { Target, TargetId } from '../../schema/plan.js';
import { ImageWork } from './image-work.js';
import type { RecipeInput } from './image-work.js';
import type { Row } from './recipe.js';
import type { StepBuilder } from './step-builder.js';

/** A winre.wim unpacks to about four times its size; its own metadata is inside the install image. */
const unpackedOfLzx = 4;

/**
 * The recovery environments of the media: one target for each distinct winre.wim (C11), serviced once, however many
 * editions hold it.
 */
export class RecoveryImages {
  readonly targets: Omit<Target, 'digest'>[] = [];
  readonly #input: RecipeInput;
  readonly #steps: StepBuilder;
  readonly #rows: readonly Row<ImageWork>[];
  /** SHA-1 of a distinct winre.wim → its target. */
  readonly #known = new Map<string, TargetId>();

  constructor(input: RecipeInput, steps: StepBuilder, rows: readonly Row<ImageWork>[]) {
    this.#input = input;
    this.#steps = steps;
    this.#rows = rows;
  }

  /** Gives an install image its winre target; the first holder of a winre.wim hands it out, and its steps are made. */
  takeFrom(holder: ImageWork): void {
    const { winre } = holder.image;
    if (winre === undefined) return;
    holder.winre = this.#known.get(winre.sha1) ?? this.#service(holder, winre);
  }

  #service(holder: ImageWork, { sha1, path, size }: ImageFile): TargetId {
    const id: TargetId = this.#known.size === 0 ? 'winre' : `winre:${this.#known.size + 1}`;
    this.#known.set(sha1, id);
    this.#steps.bytes.set(id, size * unpackedOfLzx);
    const takenBy = holder.add('take-winre', 'Copy winre.wim out of the image', { action: 'take-winre', winre: id, path });
    const work = new ImageWork({ input: this.#input, steps: this.#steps, target: id, role: 'winre', image: holder.image, takenBy });
    for (const row of this.#rows) this.#steps.from(row, () => { row.task(work); });
    this.targets.push({
      id, title: id === 'winre' ? 'WinRE' : `WinRE of ${holder.image.name}`, consumes: [],
      source: { kind: 'image-file', in: holder.target, path, sha1 },
      ...(work.expectedBuild === undefined ? {} : { expectedBuild: work.expectedBuild }),
    });
    return id;
  }
}
