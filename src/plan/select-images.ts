import { ServicingError } from '../schema/errors.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';
import { isEdition } from './editions.js';

/**
 * The install images to service, in the order of the media.
 * @param wanted EditionIDs, image names or indexes, `*` and `?` allowed, without case; several images may match one.
 *   Undefined means all editions.
 * @throws ServicingError `usage` when a wanted edition is not on the media, with what there is.
 */
export function selectInstallImages(media: MediaInfo, wanted: readonly string[] | undefined): ImageInfo[] {
  const images = media.install.images.filter(isEdition);
  return wanted === undefined ? images : selectImages(images, wanted);
}

/**
 * Those of some images that are wanted, in their order.
 * @throws ServicingError `usage` where one matches none, with what there is
 */
export function selectImages(images: readonly ImageInfo[], wanted: readonly string[]): ImageInfo[] {
  const chosen = new Set<ImageInfo>();
  for (const name of wanted) {
    const found = matching(images, name.trim());
    if (found.length === 0) throw unknownEdition(images, name);
    for (const image of found) chosen.add(image);
  }
  return images.filter((image) => chosen.has(image));
}

/** The editions of the output in the order of the media: those that are serviced, and with `keepOthers` the rest as it is. */
export function outputImages(media: MediaInfo, serviced: readonly ImageInfo[], keepOthers: boolean): ImageInfo[] {
  return media.install.images.filter((image) => serviced.includes(image) || (keepOthers && isEdition(image)));
}

/**
 * A number is an index and nothing else. Each other name is looked for in one field after the other, and the first field
 * with a match counts: `ServerStandard` is the EditionID of Core and Desktop Experience, but the flag of the latter only.
 */
function matching(images: readonly ImageInfo[], wanted: string): ImageInfo[] {
  if (/^\d+$/u.test(wanted)) return images.filter((image) => image.index === Number(wanted));
  const pattern = wildcard(wanted);
  const byField = nameFields.map((field) => images.filter((image) => pattern.test(image[field] ?? '')));
  return /[*?]/u.test(wanted) ? byField.flat() : (byField.find((found) => found.length > 0) ?? []);
}

const nameFields = ['name', 'displayName', 'flags', 'editionId'] as const;

function wildcard(text: string): RegExp {
  const source = text.replace(/[.+^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'isu');
}

function unknownEdition(images: readonly ImageInfo[], name: string): ServicingError {
  return new ServicingError('usage', `The media has no edition "${name}"`, {
    details: images.map((image) => `index ${image.index}: ${[...new Set(nameFields.map((field) => image[field]))].filter((text) => text !== undefined).join(', ')}`),
    advice: 'Name an edition by its EditionID, its image name or its index; * and ? stand for any characters and for one.',
  });
}
