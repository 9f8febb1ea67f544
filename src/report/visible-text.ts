import { mapTexts } from './map-texts.js';

/** Left-to-right and right-to-left marks, embeddings, overrides, isolates: they turn the text around them about. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Controls but tab and line feed, the separators of lines, and characters without a glyph that can hide text. */
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2028\u2029\u2060\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

function named(character: string): string {
  return `\u27e8U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}

/** Text as it can be shown: what cannot be seen, or makes other text appear elsewhere, is named, e.g. as `⟨U+202E⟩`. */
export function visibleText(text: string): string {
  return text.replace(turning, named).replace(hidden, named);
}

/** The same for every text in a document; keys too. */
export function withVisibleText<T>(value: T): T {
  return mapTexts(value, visibleText, visibleText);
}
