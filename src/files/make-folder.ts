import { mkdir } from 'node:fs/promises';
import { toFileError } from './file-error.js';

/**
 * Makes a folder and the ones above it; one that exists is fine.
 * @throws ServicingError `permission`, `disk-space`; the file system's own error otherwise
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw toFileError(error, 'make', path);
  }
}
