/** What the rule looks at of a file. */
export interface FileFacts {
  /** Modification time in 100 ns units. */
  ticks: bigint;
  /** Bytes. */
  size: bigint;
}

/** `newer`: the source is later; `changed`: same time, another size. */
export type NewerRule = 'newer' | 'changed';

/**
 * Whether robocopy with `/xo` would copy `from` over `to`, and why: a newer file and a changed one are copied, an older
 * and a same one are not.
 */
export function newerRule(from: FileFacts, to: FileFacts): NewerRule | undefined {
  if (from.ticks > to.ticks) return 'newer';
  return from.ticks === to.ticks && from.size !== to.size ? 'changed' : undefined;
}

/** Compares dotted versions field by field: negative when `a` is lower, 0 when equal, positive when higher. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let field = 0; field < Math.max(left.length, right.length); field++) {
    const difference = (left[field] ?? 0) - (right[field] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
