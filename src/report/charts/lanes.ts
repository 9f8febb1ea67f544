/** A stretch of time. */
export interface Stretch { readonly start: number; readonly end: number }

/** Puts what happens at once below each other: the row of each, in as few rows as there must be. */
export function rowsFor<T extends Stretch>(items: readonly T[]): { rows: number; rowOf: ReadonlyMap<T, number> } {
  const ends: number[] = [];
  const rowOf = new Map<T, number>();
  for (const item of [...items].sort((a, b) => a.start - b.start)) {
    const free = ends.findIndex((end) => end <= item.start);
    const row = free === -1 ? ends.length : free;
    ends[row] = item.end;
    rowOf.set(item, row);
  }
  return { rows: Math.max(1, ends.length), rowOf };
}

/** Room of a character of the charts' labels, on the average, in units of the picture. */
const characterWidth = 5.9;

/** As much of a text as fits into a width; nothing where only a stump would. */
export function fitting(text: string, width: number): string {
  const room = Math.floor(width / characterWidth);
  if (text.length <= room) return text;
  return room < 4 ? '' : `${text.slice(0, room - 1).trimEnd()}\u2026`;
}
