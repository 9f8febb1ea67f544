import { errnoOf, isUnreadable } from '../files/file-error.js';
import { ServicingError } from '../schema/errors.js';

/**
 * What a step met in reading a file that is damaged: a disk that cannot give the bytes, or an image whose content does not
 * unpack, which a mount answers with EIO or EINVAL. Neither is a mistake of this program. Other errors are returned as
 * they are.
 */
export function orDamaged(error: unknown): unknown {
  if (!(error instanceof Error) || !(isUnreadable(error) || errnoOf(error) === 'EINVAL')) return error;
  return new ServicingError('servicing', `A file cannot be read: ${error.message}`, {
    cause: error, advice: 'The image or its disk is damaged. Check the media (offline-servicing verify) and the disk of the workspace, then run the same command again.',
  });
}
