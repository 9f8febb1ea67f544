import type { Figure } from './figure.js';
import { median } from './figure.js';

/** A line of the history: figures by id. */
export interface HistoryLine {
  readonly date: string;
  readonly commit: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** A figure beside what it was. */
export interface Change {
  readonly id: string;
  readonly before: number;
  readonly now: number;
  /** Share by which it is worse; below 0 where it is better. */
  readonly worseBy: number;
  readonly isLoss: boolean;
}

/** Earlier lines whose median counts: one measurement alone may have been disturbed. */
const lookedBack = 5;
/** A change of less is noise of a shared machine. */
const tolerance = 0.1 + 1e-9;

/**
 * What has become of each figure: the last value against the median of up to five before it. A figure that was measured once, or
 * that is no longer among the results, has no change.
 * @param history in the order of the file
 * @param results tell which direction is the better one
 */
export function changesOf(history: readonly HistoryLine[], results: readonly Pick<Figure, 'id' | 'higherIsBetter'>[]): Change[] {
  return results.flatMap(({ id, higherIsBetter }) => {
    const values = history.flatMap(({ figures }) => (figures[id] === undefined ? [] : [figures[id]]));
    const now = values.at(-1);
    const earlier = values.slice(0, -1).slice(-lookedBack);
    if (now === undefined || earlier.length === 0) return [];
    const before = median(earlier);
    // Of nothing, everything is infinitely more.
    const change = before === now ? 0 : (now - before) / Math.abs(before);
    const worseBy = higherIsBetter ? -change : change;
    return [{ id, before, now, worseBy, isLoss: worseBy > tolerance }];
  }).sort((one, other) => other.worseBy - one.worseBy);
}
