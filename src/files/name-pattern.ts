import { foldCase } from './paths.js';

/** Whether a name written by a user is a pattern: `*` stands for any text, `?` for one character. */
export function isPattern(text: string): boolean {
  return /[*?]/u.test(text);
}

/** Whether a name fits a pattern as a whole, without case; a text without `*` and `?` fits itself only. */
export function fitsPattern(name: string, pattern: string): boolean {
  const source = foldCase(pattern).replace(/[.+^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su').test(foldCase(name));
}
