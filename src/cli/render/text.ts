import { stripVTControlCharacters } from 'node:util';
import { visibleText } from '../../report/visible-text.js';

/** East Asian wide characters and emoji take two columns in a terminal. */
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const zeroWidth = /\p{Mark}|\u200b|\u200d/u;

function columnsOf(character: string): number {
  if (zeroWidth.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Nearly all texts are such: each character takes one column. */
const printableAscii = /^[\x20-\x7e]*$/u;

/** Columns that a text takes in a terminal, colour codes not counted. */
export function displayWidth(text: string): number {
  if (printableAscii.test(text)) return text.length;
  const bare = stripVTControlCharacters(text);
  return printableAscii.test(bare) ? bare.length : [...bare].reduce((sum, character) => sum + columnsOf(character), 0);
}

/** Shortens plain text to a number of columns, with an ellipsis where something was cut. */
export function fit(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let used = 1;
  let kept = '';
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) break;
    kept += character;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** Fills up with blanks to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** Width for readable text: the terminal's, within what reads well; 100 where there is no terminal. */
export function textWidth(columns: number | undefined): number {
  return columns === undefined || !(columns > 0) ? 100 : Math.max(40, Math.min(columns, 120));
}

/**
 * Text as a terminal may have it: names out of media and packages cannot move the cursor, set a title or turn lines about; what
 * would is named, e.g. as `⟨U+001B⟩`. Colours stay.
 */
export function harmlessText(text: string): string {
  return text.replaceAll('\r\n', '\n').split(/(\u001b\[[\d;]*m)/u).map((part, at) => (at % 2 === 1 ? part : visibleText(part))).join('');
}

/** Breaks text at blanks; following lines get the indent. Words longer than a line (paths, hashes) stay whole. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const indentWidth = displayWidth(indent);
  for (const word of text.split(/\s+/u).filter((part) => part !== '')) {
    const room = width - (lines.length === 0 ? 0 : indentWidth);
    const own = displayWidth(word);
    if (line !== '' && used + 1 + own > room) {
      lines.push(line);
      [line, used] = [word, own];
    } else {
      [line, used] = line === '' ? [word, own] : [`${line} ${word}`, used + 1 + own];
    }
  }
  return [...lines, line].join(`\n${indent}`);
}

/** As {@link wrap}, but no line is wider than `width` and there are at most `rows`: what has no room is cut. */
export function fold(text: string, width: number, rows: number, indent = ''): string[] {
  const lines = wrap(text, width, indent).split('\n');
  const kept = lines.length > rows ? [...lines.slice(0, rows - 1), `${indent}${lines.slice(rows - 1).map((line) => line.trim()).join(' ')}`] : lines;
  return kept.map((line) => fit(line, width));
}

/** Columns side by side, two blanks between them; the last one is wrapped below itself where the width ends. */
export function columns(rows: readonly (readonly string[])[], width: number, indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => { widths[at] = Math.max(widths[at] ?? 0, displayWidth(cell)); });
  return rows.map((row) => {
    const head = row.slice(0, -1).map((cell, at) => `${pad(cell, widths[at] ?? 0)}  `).join('');
    const hanging = ' '.repeat(displayWidth(indent + head));
    const last = wrap(row.at(-1) ?? '', Math.max(24, width - hanging.length), '');
    return `${indent}${head}${last.split('\n').join(`\n${hanging}`)}`.trimEnd();
  }).join('\n');
}
