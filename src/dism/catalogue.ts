import { dismApiEntries } from './catalogue/dism-api.js';
import { otherEntries } from './catalogue/other.js';
import { servicingEntries } from './catalogue/servicing.js';
import { servicingStoreEntries } from './catalogue/servicing-store.js';
import { win32Entries } from './catalogue/win32.js';
import { wimEntries } from './catalogue/wim.js';
import { completeEntry } from './catalogue-entry.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import { formatHresult, hresultsIn, isFailure } from './hresult.js';
import { unknownEntry } from './unknown-code.js';

/** All entries, by group. */
export const catalogueGroups: readonly { title: string; entries: readonly CatalogueEntry[] }[] = [
  { title: 'DISM API and success codes', entries: dismApiEntries.map(completeEntry) },
  { title: 'WIM files and mounts', entries: wimEntries.map(completeEntry) },
  { title: 'Component based servicing', entries: servicingEntries.map(completeEntry) },
  { title: 'Component store, features and drivers', entries: servicingStoreEntries.map(completeEntry) },
  { title: 'Win32', entries: win32Entries.map(completeEntry) },
  { title: 'COM, trust, Windows Update, boot', entries: otherEntries.map(completeEntry) },
];

/** All entries, in the order of their groups. */
export const catalogueEntries: readonly CatalogueEntry[] = catalogueGroups.flatMap((group) => group.entries);

const byCode = new Map(catalogueEntries.map((entry) => [entry.code.toLowerCase(), entry]));
const marks = [...byCode.values()].filter((entry) => !entry.code.startsWith('0x'));

/** The entry of an HRESULT in the form `0x800f081e`. */
export function entryOf(hresult: string): CatalogueEntry | undefined {
  return byCode.get(hresult.toLowerCase());
}

/**
 * Explains a code or a message. Understood are an HRESULT (`0x800F081E`, `800f081e`), a number as programs end with it
 * (`-2146498530`, `14098`, `87`), a symbol (`CBS_E_NOT_APPLICABLE`), and any text that holds one of these codes, such
 * as a line of a log. A code that is not in the catalogue still yields what its number tells; undefined for all else.
 */
export function explain(codeOrText: string): CatalogueEntry | undefined {
  const text = codeOrText.trim();
  const number = /^(?:0x)?([0-9a-f]{8})$/iu.exec(text)?.[1];
  if (number !== undefined && entryOf(`0x${number}`) !== undefined) return entryOf(`0x${number}`);
  if (/^-?\d+$/u.test(text)) return explainNumber(Number(text));
  const codes = hresultsIn(text);
  const ordered = [...codes.filter(isFailure), ...codes];
  const failed = ordered.map(entryOf).find((entry) => entry !== undefined) ?? ordered.filter(isFailure).map(unknownEntry)[0];
  if (failed !== undefined) return failed;
  const words = text.toLowerCase();
  return marks.find((entry) => words.includes(entry.code.toLowerCase()))
    ?? [...byCode.values()].find((entry) => entry.symbol !== undefined && wordsOf(text).includes(entry.symbol));
}

function explainNumber(value: number): CatalogueEntry | undefined {
  const win32 = value > 1 && value <= 0xffff ? entryOf(formatHresult(0x80070000 + value)) : undefined;
  return entryOf(formatHresult(value)) ?? win32 ?? (isFailure(formatHresult(value)) ? unknownEntry(formatHresult(value)) : undefined);
}

function wordsOf(text: string): string[] {
  return text.toUpperCase().split(/[^A-Z0-9_]+/u);
}
