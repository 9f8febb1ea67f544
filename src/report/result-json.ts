import { canonicalJson } from '../files/canonical-json.js';
import { servicingResultSchema } from '../schema/result.js';
import type { ServicingResult } from '../schema/result.js';
import { Privacy } from './privacy.js';

/**
 * The bytes of `result.json`: keys in order, two blanks of indent, a final line feed; the same value gives the same bytes. It is
 * handed on, so names of people and secrets stay out: the home folder is `~`.
 */
export function renderResultJson(result: ServicingResult, privacy = new Privacy()): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(privacy.hideIn(result))), null, 2)}\n`;
}

/**
 * Reads `result.json` back, with the paths as they were for the one who runs this.
 * @throws an error for what is no result of this version
 */
export function parseResultJson(text: string, privacy = new Privacy()): ServicingResult {
  return privacy.showIn(servicingResultSchema.parse(JSON.parse(text)));
}
