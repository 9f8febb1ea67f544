import type { ImageInfo, MediaInfo } from '../schema/media.js';

/**
 * Whether an install image is an edition of Windows. The ESD files that the vendor's media tools download begin with three
 * images that are not: the files of the media, WinPE and Setup.
 */
export function isEdition(image: ImageInfo): boolean {
  return image.version !== undefined && image.installationType !== 'WindowsPE';
}

/** What a plan says of images that it leaves out because they are no editions; none as a rule. */
export function strangerWarnings(media: MediaInfo): string[] {
  return media.install.images.filter((image) => !isEdition(image)).map((image) =>
    `Index ${image.index} of ${media.install.path} (${image.name}) is no edition of Windows: it is left out. The media has what it is for already.`);
}
