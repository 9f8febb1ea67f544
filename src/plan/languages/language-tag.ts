import { ServicingError } from '../../schema/errors.js';

/**
 * The languages of a request in canonical form (`de-de` → `de-DE`), each once.
 * @throws ServicingError `usage` for what is no language with a region, which every language of Windows has
 */
export function languageTags(names: readonly string[]): string[] {
  return [...new Set(names.map(languageTag))];
}

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

/** Whether two tags name one language; case does not count. */
export function sameLanguage(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
