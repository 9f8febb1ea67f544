import type { ChangedFact, DifferenceSide, ImageDifference, MediaDifference } from '../../schema/difference.js';
import type { DifferenceLine } from '../../report/difference-lines.js';
import { differenceTopics, imageLabel, sizeTexts, valueTexts } from '../../report/difference-lines.js';
import { countOf, formatBytes } from '../../report/format.js';
import { targetsInWords } from '../../report/name-groups.js';
import type { Style } from './style.js';
import { columns } from './text.js';

export interface DiffTextOptions {
  /** Every package and file, however many there are. */
  readonly all?: boolean;
}

/** Lines of a list before the rest is only counted. */
const shownLines = 15;

function sideText(letter: string, side: DifferenceSide, style: Style): string {
  const facts = [
    side.build === undefined ? undefined : `Windows build ${side.build}`, side.architecture, formatBytes(side.bytes),
    side.run === undefined ? undefined : `made by run ${side.run.id}, ${side.run.finishedAt.slice(0, 10)}`, side.rehearsed ? 'rehearsed, not Windows' : undefined,
  ];
  return `${style.bold(letter)}  ${side.path}: ${facts.filter((fact) => fact !== undefined).join(', ')}`;
}

const words: Readonly<Record<ImageDifference['change'], string>> = { added: 'only in B', removed: 'only in A', changed: '', same: 'the same' };

function arrow(a: string | undefined, b: string | undefined): string {
  return a === undefined && b === undefined ? '' : `${a ?? 'none'} -> ${b ?? 'none'}`;
}

function valuesText(fact: ChangedFact): string {
  const { a, b } = valueTexts(fact);
  return arrow(a, b);
}

function imageText(image: ImageDifference): string {
  const facts = image.facts.map((fact) => `${fact.name} ${valuesText(fact)}`);
  const inside = [
    [image.packages, 'package'] as const, [image.drivers, 'driver'] as const, [image.apps, 'app'] as const,
  ].flatMap(([changes, name]) => {
    const count = Object.values(changes ?? {}).reduce((sum, list) => sum + list.length, 0);
    return count === 0 ? [] : [countOf(count, name)];
  });
  if (image.features.length > 0) inside.push(countOf(image.features.length, 'feature'));
  if (image.winre !== undefined) inside.push('WinRE');
  return [words[image.change], ...facts, inside.length === 0 ? '' : `changes: ${inside.join(', ')}`].filter((part) => part !== '').join('; ');
}

function painted(sign: DifferenceLine['sign'], text: string, style: Style): string {
  return sign === '+' ? style.green(text) : sign === '-' ? style.red(text) : text;
}

function listed(rows: readonly string[][], { all = false }: DiffTextOptions, style: Style, width: number, indent: string): string {
  const shown = all || rows.length <= shownLines + 1 ? rows : rows.slice(0, shownLines);
  const rest = rows.length - shown.length;
  return [...alike(shown).map((part) => columns(part, width, indent)), ...(rest === 0 ? [] : [style.dim(`${indent}and ${rest.toLocaleString('en-US')} more; --all shows them`)])].join('\n');
}

/** Rows with a value at the end and rows without one, each for itself: long identities would push values off to the right. */
function alike(rows: readonly string[][]): string[][][] {
  const parts: string[][][] = [];
  for (const row of rows) {
    const hasValue = row.at(-1) !== '';
    const last = parts.at(-1);
    if (last !== undefined && (last[0]?.at(-1) !== '') === hasValue) last.push(row);
    else parts.push([row]);
  }
  return parts;
}

function filesText({ files }: MediaDifference, options: DiffTextOptions, style: Style, width: number): string[] {
  if (files === undefined) return [`\n${style.bold('Files')}`, '  not compared: a side has only images, or only the result is there'];
  const { added, removed, changed, same } = files;
  const rows = [
    ...changed.map(({ path, a, b }) => ['~', a === b ? `${formatBytes(b)}, other content` : arrow(...sizeTexts(a, b)), path]),
    ...added.map(({ path, size }) => [style.green('+'), formatBytes(size), path]), ...removed.map(({ path, size }) => [style.red('-'), formatBytes(size), path]),
  ];
  const head = `\n${style.bold('Files beside the images')}\n  ${changed.length} changed, ${added.length} only in B, ${removed.length} only in A, ${same} the same`;
  return rows.length === 0 ? [head] : [head, listed(rows, options, style, width, '  ')];
}

/** A comparison for people. */
export function diffText(difference: MediaDifference, style: Style, width: number, options: DiffTextOptions = {}): string {
  const { a, b, facts, images } = difference;
  const parts = [sideText('A', a, style), sideText('B', b, style)];
  if (difference.same) return [...parts, '', style.green(style.bold('No difference'))].join('\n');
  if (facts.length > 0) {
    parts.push(`\n${style.bold('Media')}`, columns(facts.map((fact) => [fact.name, valuesText(fact)]), width));
  }
  parts.push(`\n${style.bold('Images')}`, columns(images.map((image) => [style.cyan(imageLabel(image)), image.name, imageText(image)]), width));
  const labels = images.map(imageLabel);
  for (const { title, groups } of differenceTopics(difference)) {
    parts.push(`\n${style.bold(title)}`);
    for (const group of groups) {
      parts.push(`  ${style.cyan(targetsInWords(group.images, labels))}`);
      parts.push(listed(group.lines.map((line) => [painted(line.sign, line.sign, style), line.text, arrow(line.a, line.b)]), options, style, width, '    '));
    }
  }
  parts.push(...filesText(difference, options, style, width));
  return parts.join('\n');
}
