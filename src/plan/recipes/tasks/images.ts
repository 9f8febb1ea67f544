import type { ImageInfo } from '../../../schema/media.js';
import { exportSourceAction, installPlace, keepImageAction } from '../../install-file.js';
import type { ImageWork, RecipeInput } from '../image-work.js';

/** The image in a WIM of its own, mounted: targets never meet in one file. */
export function openImage(work: ImageWork): void {
  const wim = work.role === 'install' ? work.media.install : work.media.boot;
  work.add('export-source', `Give ${work.title} a WIM of its own`, exportSourceAction(wim, work.image.index));
  work.add('mount', `Mount ${work.title}`, { action: 'mount' });
}

/** WinRE comes out of an install image as a WIM of its own already. */
export function mountWinre(work: ImageWork): void {
  work.add('mount', 'Mount WinRE', { action: 'mount' }, work.takenBy === undefined ? {} : { after: [work.takenBy] });
}

/** WinRE out of the first install image that holds this winre.wim; its own rows follow at once. */
export function takeWinre(work: ImageWork): void {
  work.recovery?.takeFrom(work);
}

/**
 * The serviced winre.wim back into the image: the same file for all editions that shared one. Last of what changes the image, so
 * that its other work neither waits for WinRE nor has to be done again when only WinRE changes; then the mount is all that is
 * needed before.
 */
export function putWinre(work: ImageWork): void {
  if (work.winre === undefined || work.image.winre === undefined) return;
  work.add('put-winre', `Put the serviced winre.wim back into ${work.title}`,
    { action: 'put-winre', winre: work.winre, path: work.image.winre.path }, { after: [`${work.target}/mount`, work.steps.last(work.winre)] });
}

/** Saves the image and dismounts it. */
export function saveImage(work: ImageWork): void {
  work.add('save', `Dismount and save ${work.title}`, { action: 'save' });
}

/** Exports WinRE, which drops what its servicing left behind. */
export function exportWinre(work: ImageWork): void {
  work.add('export', 'Export WinRE to shrink it', { action: 'export-target' });
}

/** Exports the install image into the media, after those before it. */
export function assembleInstall(work: ImageWork): void {
  const { media, image, input } = work;
  const place = installPlace(media, input.options, image, input.output.indexOf(image) + 1);
  work.add('assemble', `Export ${image.name} into ${basename(place.wim)}`, { action: 'assemble-image', from: work.target, ...place },
    { after: ['media/copy', ...assembledBefore(input, image)] });
}

/** An edition that stays as it is: straight from the media into the output, in its turn. */
export function keepInstall(work: ImageWork): void {
  const { media, image, input } = work;
  const action = keepImageAction(media, input.options, image, input.output.indexOf(image) + 1);
  work.add('assemble', `Keep ${image.name} as it is`, action, { after: ['media/copy', ...assembledBefore(input, image)] });
}

/** Images are appended, so the one before must be there. */
function assembledBefore({ output }: RecipeInput, image: ImageInfo): string[] {
  const before = output[output.indexOf(image) - 1];
  return before === undefined ? [] : [`install:${before.index}/assemble`];
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Exports the boot images into the media in their order, once all are saved; the boot index survives. */
export function assembleBoot(works: readonly ImageWork[]): void {
  const inOrder = [...works].sort((a, b) => a.image.index - b.image.index);
  let earlier: readonly string[] = [];
  inOrder.forEach((work, at) => {
    const { media, image, steps } = work;
    const saved = inOrder.map((other) => steps.last(other.target));
    earlier = [work.add('assemble', `Export ${image.name} into boot.wim`, {
      action: 'assemble-image', wim: media.boot.path, from: work.target, position: at + 1, name: image.name,
      description: image.description, bootable: media.boot.bootIndex === image.index, compression: 'max',
    }, { after: ['media/copy', ...earlier, ...(at === 0 ? saved : [])] })];
  });
}
