import { ServicingError } from '../schema/errors.js';
import type { Check } from '../schema/result.js';
import type { EventStream } from './event-stream.js';

/**
 * Tells the checks on what was made.
 * @param about what was checked, and what to do when a check has failed
 * @throws ServicingError `verification` where one failed
 */
export function tellChecks(events: EventStream, checks: readonly Check[], about: { readonly what: string; readonly advice: string }): void {
  for (const check of checks) events.emit({ type: 'check', ...check });
  const failed = checks.filter((check) => !check.ok);
  if (failed.length === 0) return;
  throw new ServicingError('verification', `${failed.length} of ${checks.length} checks on ${about.what} failed`, {
    details: failed.map((check) => `${check.title}: ${check.evidence}`), advice: about.advice,
  });
}
