import { ServicingError } from '../schema/errors.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';

/**
 * The install images to keep, in the order of the media.
 * @param wanted EditionIDs, image names or indexes; undefined keeps all.
 * @throws ServicingError `usage` when a wanted edition is not on the media.
 */
export function selectInstallImages(media: MediaInfo, wanted: readonly string[] | undefined): ImageInfo[] {
  const images = media.install.images;
  if (wanted === undefined) return [...images];
  const keep = new Set<ImageInfo>();
  for (const name of wanted) {
    const found = images.filter((image) => isNamed(image, name));
    if (found.length === 0) {
      throw new ServicingError('usage', `The media has no edition "${name}"`, {
        details: images.map((image) => `index ${image.index}: ${image.name} (${image.editionId ?? 'no EditionID'})`),
        advice: 'Name an edition by its EditionID, its image name or its index.',
      });
    }
    for (const image of found) keep.add(image);
  }
  return images.filter((image) => keep.has(image));
}

function isNamed(image: ImageInfo, name: string): boolean {
  const wanted = name.toLowerCase();
  return String(image.index) === name
    || image.editionId?.toLowerCase() === wanted
    || image.flags?.toLowerCase() === wanted
    || image.name.toLowerCase() === wanted;
}
