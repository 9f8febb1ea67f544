import { ServicingError } from '../schema/errors.js';

/** A ServicingError `wim-invalid` that names the file and what is wrong with it. */
export function wimInvalid(path: string, reason: string, cause?: unknown): ServicingError {
  return new ServicingError('wim-invalid', `${path} is not a usable WIM file: ${reason}.`, {
    cause, advice: 'Copy or download the file again.',
  });
}

/** Data that a decoder cannot make sense of; {@link wimInvalid} tells the user which file and part. */
export class DamagedDataError extends Error {
  override readonly name = 'DamagedDataError';
}
