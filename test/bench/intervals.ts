/** A stretch of time; both ends in milliseconds of one clock. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Milliseconds between `from` and `to` in which none of the intervals goes on; they may overlap, and reach beyond. */
export function uncoveredMs(intervals: readonly Interval[], from: number, to: number): number {
  let free = 0;
  let at = from;
  for (const { start, end } of [...intervals].sort((one, other) => one.start - other.start)) {
    if (start >= to) break;
    free += Math.max(0, start - at);
    at = Math.max(at, end);
  }
  return free + Math.max(0, to - at);
}
