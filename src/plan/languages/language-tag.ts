import { ServicingError } from '../../schema/errors.js';
import type { ImageInfo } from '../../schema/media.js';
import { packagesOf } from '../image-packages.js';
import { remembered } from '../remembered.js';

/**
 * The languages of a request in canonical form (`de-de` → `de-DE`), each once.
 * @throws ServicingError `usage` for what is no language with a region, which every language of Windows has
 */
export function languageTags(names: readonly string[]): readonly string[] {
  return canonicalTags(names);
}

const canonicalTags = remembered((names: readonly string[]): readonly string[] => [...new Set(names.map(languageTag))]);

function languageTag(name: string): string {
  const known = canonical(name);
  if (known !== undefined && new Intl.Locale(known).region !== undefined) return known;
  throw new ServicingError('usage', `"${name}" is no language that Windows could have`, {
    advice: 'Name a language with its region, e.g. de-DE, ja-JP or zh-TW.',
  });
}

function canonical(name: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(name)[0];
  } catch {
    return undefined;
  }
}

/** Whether an image has a language: by the WIM's XML, which whoever added the language may not have renewed, or by its language pack. */
export function hasLanguage(image: ImageInfo, tag: string): boolean {
  const wanted = tag.toLowerCase();
  return packagesOf(image)?.packLanguages.has(wanted) === true || image.languages.some((present) => present.toLowerCase() === wanted);
}
