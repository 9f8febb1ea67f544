import { ServicingError } from '../schema/errors.js';
import { freeBytes } from './disk-space.js';
import { sizeText } from './size-text.js';

/**
 * Refuses a file that has no room on its volume, before it is begun.
 * @param what it is, for the message, e.g. `The ISO file`
 * @param needed bytes, by what it is made of
 * @throws ServicingError `disk-space`
 */
export async function requireFileRoom(what: string, path: string, needed: number, free: (path: string) => Promise<number> = freeBytes): Promise<void> {
  const available = await free(path);
  if (needed <= available) return;
  throw new ServicingError('disk-space', `${what} needs about ${sizeText(needed)}, ${sizeText(available)} are free on its volume`, {
    details: [`to be written: ${path}`], advice: 'Free space there, or name another volume.',
  });
}
