import type { ImageInfo } from '../../schema/media.js';
import type { Target } from '../../schema/plan.js';
import { imageDisk } from '../peak-disk.js';
import { ImageWork } from './image-work.js';
import type { RecipeInput } from './image-work.js';
import { MediaWork } from './media-work.js';
import type { Recipe, RecipeOutput, Row } from './recipe.js';
import { row, targetOf } from './recipe.js';
import { RecoveryImages } from './recovery-images.js';
import { StepBuilder } from './step-builder.js';
import { assembleBoot, keepInstall } from './tasks/images.js';
import { splitInstall, writeIso } from './tasks/output.js';

/** Lays a recipe over the images of the media: the rows of each image in their order, targets independent of each other. */
export function buildRecipe(recipe: Recipe, input: RecipeInput): RecipeOutput {
  const steps = new StepBuilder();
  steps.bytes.set('media', input.media.totalBytes);
  for (const image of input.output) steps.bytes.set(targetOf('install', image.index), image.size);
  for (const image of input.media.boot.images) steps.bytes.set(targetOf('boot', image.index), image.size);
  const run = <Work>(rows: readonly Row<Work>[], work: Work): void => {
    for (const row of rows) steps.from(row, () => { row.task(work); });
  };
  const media = new MediaWork(input, steps);
  const recovery = new RecoveryImages(input, steps, recipe.winre);
  run(recipe.prepare, media);
  const install = input.output.map((image) => new ImageWork({ input, steps, target: targetOf('install', image.index), role: 'install', image, recovery }));
  for (const work of install) run(input.images.includes(work.image) ? recipe.install : keepRows(recipe), work);
  const boot = bootImages(input).map((image) => new ImageWork({
    input, steps, target: targetOf('boot', image.index), role: isSetup(input, image) ? 'setup' : 'winpe', image,
  }));
  for (const work of boot) run(recipe.boot, work);
  const last = recipe.boot.at(-1);
  if (last !== undefined) steps.from(last, () => { assembleBoot(boot); });
  run(recipe.finish, media);
  run(outputRows(recipe), media);
  const images = [...recovery.targets, ...install.map(describe), ...boot.map(describe)];
  const all: Omit<Target, 'digest'> = { id: 'media', title: 'Media: sources and boot files', source: { kind: 'media' }, consumes: images.map((target) => target.id) };
  return { steps: steps.steps, targets: [...images, all] };
}

/** What is done with an edition that stays as it is, in place of the recipe's last row. */
function keepRows(recipe: Recipe): Row<ImageWork>[] {
  return [row(recipe.install.at(-1)?.number ?? '', 'option keepOthers', 'The other editions stay in the output as they are.', keepInstall)];
}

/** In which form the media leaves the run: after the recipe, whose last number it has. */
function outputRows(recipe: Recipe): Row<MediaWork>[] {
  const number = recipe.finish.at(-1)?.number ?? '';
  return [
    row(number, 'option installFormat', 'Setup installs from the parts of a split WIM too, and each of them fits on FAT32.', splitInstall),
    row(number, 'option outputFormat', 'The ISO file is made of the finished media, and compared with it afterwards.', writeIso),
  ];
}

function describe(work: ImageWork): Omit<Target, 'digest'> {
  const { image, input } = work;
  const wim = work.role === 'install' ? input.media.install : input.media.boot;
  const before = image.version === undefined ? undefined : { build: image.currentBuild ?? image.version.build, ubr: image.ubr ?? image.version.spBuild };
  return {
    id: work.target, title: image.name, consumes: work.winre === undefined ? [] : [work.winre],
    source: { kind: 'wim', wim: wim.path, index: image.index, identity: image.identity }, disk: imageDisk(wim, image),
    ...(before === undefined ? {} : { before }), ...(work.expectedBuild === undefined ? {} : { expectedBuild: work.expectedBuild }),
  };
}

/** The founding process takes the Setup image first: the media waits for its files. */
function bootImages(input: RecipeInput): ImageInfo[] {
  return [...input.media.boot.images].sort((a, b) => Number(isSetup(input, b)) - Number(isSetup(input, a)));
}

/** The image that the media boots is Setup; without a boot index it is the second. */
function isSetup({ media }: RecipeInput, image: ImageInfo): boolean {
  return image.index === (media.boot.bootIndex === 0 ? 2 : media.boot.bootIndex);
}
