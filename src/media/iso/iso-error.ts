import { ServicingError } from '../../schema/errors.js';

/** An ISO file that cannot be read as one. */
export function isoInvalid(path: string, what: string): ServicingError {
  return new ServicingError('media-invalid', `${path} is not an ISO file that can be read: ${what}.`, { advice: 'Copy or download it again.' });
}
