/** Which images had a name before and after, by target. */
export interface NamesOf { readonly target: string; readonly before: readonly string[] | undefined; readonly after: readonly string[] | undefined }

/** Names that the same thing is true of. */
export interface NameGroup {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  /** Sorted. */
  readonly names: readonly string[];
}

/**
 * What eleven editions have in common is said once: names (of packages, of features with their state) by which images
 * gained, lost or kept them. An image of which only one side is known counts as unchanged.
 * @returns what was added first, then what was removed, then what stayed, larger groups first
 */
export function groupNames(images: readonly NamesOf[]): NameGroup[] {
  const groups = new Map<string, { group: NameGroup; names: string[] }>();
  for (const [name, signs] of signsByName(images)) {
    const key = signs.join('');
    let found = groups.get(key);
    if (found === undefined) {
      const having = (sign: Sign): string[] => images.flatMap(({ target }, at) => (signs[at] === sign ? [target] : []));
      const names: string[] = [];
      found = { group: { added: having('+'), removed: having('-'), kept: having('='), names }, names };
      groups.set(key, found);
    }
    found.names.push(name);
  }
  for (const { names } of groups.values()) names.sort();
  const rank = ({ added, removed }: NameGroup): number => (added.length > 0 ? 0 : removed.length > 0 ? 1 : 2);
  return [...groups.values()].map(({ group }) => group).sort((a, b) => rank(a) - rank(b) || b.names.length - a.names.length);
}

type Sign = '+' | '-' | '=' | '.';

function signsByName(images: readonly NamesOf[]): Map<string, Sign[]> {
  const found = new Map<string, Sign[]>();
  images.forEach(({ before, after }, at) => {
    const had = new Set(before);
    const has = new Set(after);
    const mark = (name: string, sign: Sign): void => {
      let signs = found.get(name);
      if (signs === undefined) found.set(name, signs = images.map(() => '.'));
      signs[at] = sign;
    };
    for (const name of had) mark(name, after === undefined || has.has(name) ? '=' : '-');
    for (const name of has) if (!had.has(name)) mark(name, before === undefined ? '=' : '+');
  });
  return found;
}

/** Targets in few words, those of a kind by number: `all 14 images`, `install:1\u201311, boot:1\u20132`, `install:1, install:3`. */
export function targetsInWords(targets: readonly string[], all: readonly string[]): string {
  if (targets.length === all.length && all.length > 1) return `all ${all.length} images`;
  const words: string[] = [];
  const numbers = new Map<string, number[]>();
  for (const target of targets) {
    const [, kind, index] = /^(.+):(\d+)$/u.exec(target) ?? [];
    if (kind === undefined) words.push(target);
    else numbers.set(kind, [...(numbers.get(kind) ?? []), Number(index)]);
  }
  const runs: { kind: string; from: number; to: number }[] = [];
  for (const [kind, found] of numbers) {
    for (const index of found.sort((a, b) => a - b)) {
      const last = runs.at(-1);
      if (last?.kind === kind && last.to + 1 === index) last.to = index;
      else runs.push({ kind, from: index, to: index });
    }
  }
  return [...words, ...runs.map(({ kind, from, to }) => (from === to ? `${kind}:${from}` : `${kind}:${from}\u2013${to}`))].join(', ');
}
