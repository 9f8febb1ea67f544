import { ServicingError } from '../schema/errors.js';

/** The error that every room throws when its AbortSignal has fired. */
export function cancelledError(signal: AbortSignal): ServicingError {
  if (signal.reason instanceof ServicingError) return signal.reason;
  return new ServicingError('cancelled', 'The operation was cancelled.', { cause: signal.reason });
}

/** Throws {@link cancelledError} when `signal` has fired; to be called between two pieces of work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelledError(signal);
}
