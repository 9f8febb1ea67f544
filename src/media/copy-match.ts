import { DamagedDataError } from './wim-error.js';

/**
 * Repeats `length` bytes from `distance` before `at`; the two may overlap, and then a pattern repeats.
 * @returns the position after the copy
 * @throws DamagedDataError when either end leaves the chunk
 */
export function copyMatch(out: Uint8Array, at: number, distance: number, length: number): number {
  const end = at + length;
  if (distance < 1 || distance > at || end > out.length) throw new DamagedDataError('a match leaves its chunk');
  if (distance >= length) {
    out.copyWithin(at, at - distance, at - distance + length);
    return end;
  }
  for (let to = at; to < end; to++) out[to] = out[to - distance] as number;
  return end;
}
