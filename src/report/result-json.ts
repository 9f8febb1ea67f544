import { canonicalJson } from '../files/canonical-json.js';
import type { ServicingResult } from '../schema/result.js';

/** The bytes of `result.json`: keys in order, two blanks of indent, a final line feed; the same value gives the same bytes. */
export function renderResultJson(result: ServicingResult): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(result)), null, 2)}\n`;
}
