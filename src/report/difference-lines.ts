import type { ChangedFact, ChangedPackages, ImageDifference, MediaDifference } from '../schema/difference.js';
import { formatBytes } from './format.js';

/** One change in words, and the images that it is true of. */
export interface DifferenceLine {
  /** `+` only in B, `-` only in A, `~` on both, another one. */
  readonly sign: '+' | '-' | '~';
  readonly text: string;
  /** Values on each side, where there are any. */
  readonly a?: string | undefined;
  readonly b?: string | undefined;
}

/** Changes that the same images have in common. */
export interface LineGroup {
  /** e.g. `install:1`, by the index in B; `install:4 of A` for an image that only A has. */
  readonly images: readonly string[];
  readonly lines: readonly DifferenceLine[];
}

export interface DifferenceTopic { readonly title: string; readonly groups: readonly LineGroup[] }

/** How an image is called in texts. */
export function imageLabel({ wim, a, b }: Pick<ImageDifference, 'wim' | 'a' | 'b'>): string {
  return b === undefined ? `${wim}:${a} of A` : `${wim}:${b}`;
}

/** What differs within images, by topic; what several have in common is said once. Topics without a change are left out. */
export function differenceTopics({ images }: MediaDifference): DifferenceTopic[] {
  const topics: [string, (image: ImageDifference) => DifferenceLine[]][] = [
    ['Packages', ({ packages }) => packageLines(packages)],
    ['Features and capabilities', ({ features }) => features.map(({ name, a, b }) => ({ sign: signOf(a, b), text: name, a, b }))],
    ['Drivers', ({ drivers }) => [
      ...drivers.updated.map(({ name }): DifferenceLine => ({ sign: '~', text: name })), ...drivers.added.map((text): DifferenceLine => ({ sign: '+', text })), ...drivers.removed.map((text): DifferenceLine => ({ sign: '-', text })),
    ]],
    ['Provisioned apps', ({ apps }) => [...apps.added.map((text): DifferenceLine => ({ sign: '+', text })), ...apps.removed.map((text): DifferenceLine => ({ sign: '-', text }))]],
    ['WinRE inside', ({ winre }) => (winre === undefined ? [] : [...winre.facts.map(({ name, ...values }): DifferenceLine => ({ sign: '~', text: name, ...valueTexts({ name, ...values }) })), ...packageLines(winre.packages)])],
  ];
  return topics.map(([title, linesOf]) => ({ title, groups: grouped(images.map((image) => ({ image: imageLabel(image), lines: linesOf(image) }))) })).filter(({ groups }) => groups.length > 0);
}

/** The values of a fact for people: sizes in binary units. */
export function valueTexts({ name, a, b }: ChangedFact): { a: string | undefined; b: string | undefined } {
  if (!/(?:^|, )(?:size|bytes)$/u.test(name)) return { a, b };
  if (a !== undefined && b !== undefined) {
    const [before, after] = sizeTexts(Number(a), Number(b));
    return { a: before, b: after };
  }
  return { a: a === undefined ? undefined : formatBytes(Number(a)), b: b === undefined ? undefined : formatBytes(Number(b)) };
}

/** Two sizes that differ, in binary units; to the byte where those would read the same. */
export function sizeTexts(a: number, b: number): [string, string] {
  const [before, after] = [formatBytes(a), formatBytes(b)];
  return before !== after || a === b ? [before, after] : [exactBytes(a), exactBytes(b)];
}

function exactBytes(bytes: number): string {
  return `${bytes.toLocaleString('en-US')} bytes`;
}

function signOf(a: string | undefined, b: string | undefined): DifferenceLine['sign'] {
  return a === undefined ? '+' : b === undefined ? '-' : '~';
}

function packageLines(packages: ChangedPackages | undefined): DifferenceLine[] {
  if (packages === undefined) return [];
  const { added, removed, updated, states } = packages;
  return [
    ...updated.map(({ name, from, to }): DifferenceLine => ({ sign: '~', text: name, a: from, b: to })),
    ...folded(added, '+'), ...folded(removed, '-'),
    ...states.map(({ name, a, b }): DifferenceLine => ({ sign: '~', text: name, a, b })),
  ];
}

const child = /^Package_\d+_for_(?<kb>KB\d+)~/iu;

/** A cumulative update brings thousands of packages named by its number; their number is said. */
function folded(identities: readonly string[], sign: '+' | '-'): DifferenceLine[] {
  const children = new Map<string, number>();
  const lines: DifferenceLine[] = [];
  for (const identity of identities) {
    const kb = child.exec(identity)?.groups?.['kb'];
    if (kb === undefined) lines.push({ sign, text: identity });
    else children.set(kb, (children.get(kb) ?? 0) + 1);
  }
  return [...lines, ...[...children].map(([kb, count]): DifferenceLine => ({ sign, text: `${count} ${count === 1 ? 'package' : 'packages'} of ${kb}` }))];
}

function grouped(images: readonly { image: string; lines: readonly DifferenceLine[] }[]): LineGroup[] {
  const having = new Map<string, { line: DifferenceLine; images: string[] }>();
  for (const { image, lines } of images) {
    for (const line of lines) {
      const key = JSON.stringify(line);
      const known = having.get(key) ?? { line, images: [] };
      known.images.push(image);
      having.set(key, known);
    }
  }
  const groups = new Map<string, { images: string[]; lines: DifferenceLine[] }>();
  for (const { line, images: names } of having.values()) {
    const key = names.join('\n');
    const group = groups.get(key) ?? { images: names, lines: [] };
    group.lines.push(line);
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => other.images.length - one.images.length);
}
