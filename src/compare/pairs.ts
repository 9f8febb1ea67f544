import type { ImageInfo } from '../schema/media.js';

/** An image on both sides, or on one. */
export interface ImagePair { readonly a: ImageInfo | undefined; readonly b: ImageInfo | undefined }

/**
 * Which images belong together: those of one name, then those of one edition and kind in the same languages, then those of a
 * WinPE at one index. Indexes move when editions are left out, so they alone say nothing of install images.
 * @returns in the order of B, then what B lacks
 */
export function pairImages(a: readonly ImageInfo[], b: readonly ImageInfo[]): ImagePair[] {
  const left = new Set(a);
  const found = new Map<ImageInfo, ImageInfo>();
  for (const key of [nameOf, editionOf, placeOf]) {
    for (const image of b) {
      if (found.has(image)) continue;
      const wanted = key(image);
      const candidates = wanted === undefined ? [] : [...left].filter((other) => key(other) === wanted);
      const rivals = b.filter((other) => !found.has(other) && key(other) === wanted);
      const twin = candidates.length === 1 && rivals.length === 1 ? candidates[0] : undefined;
      if (twin === undefined) continue;
      found.set(image, twin);
      left.delete(twin);
    }
  }
  return [...b.map((image) => ({ a: found.get(image), b: image })), ...[...left].map((image) => ({ a: image, b: undefined }))];
}

function nameOf({ name }: ImageInfo): string | undefined {
  return name === '' ? undefined : name.toLowerCase();
}

function editionOf({ editionId, flags, installationType, languages }: ImageInfo): string | undefined {
  const edition = editionId ?? flags;
  return edition === undefined ? undefined : [edition, installationType, ...languages].join('|').toLowerCase();
}

function placeOf({ index, installationType }: ImageInfo): string | undefined {
  return installationType === 'WindowsPE' ? String(index) : undefined;
}
