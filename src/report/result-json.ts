import type { ServicingResult } from '../schema/result.js';

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => [key, ordered(member)]),
  );
}

/** Pretty JSON with keys in code unit order and a final line feed: the same value gives the same bytes. */
export function canonicalPrettyJson(value: unknown): string {
  return `${JSON.stringify(ordered(value), null, 2)}\n`;
}

/** The bytes of `result.json`. */
export function renderResultJson(result: ServicingResult): string {
  return canonicalPrettyJson(result);
}
