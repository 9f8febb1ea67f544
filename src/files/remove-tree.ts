import { readFile, realpath, rm } from 'node:fs/promises';
import { ServicingError } from '../schema/errors.js';
import { toFileError } from './file-error.js';
import { isInside } from './paths.js';

/**
 * Removes a folder and all below it, unless something is mounted at or below it: what hangs there is another volume's
 * or an image's content. On Linux the kernel is asked; a DISM mount is no mount to Windows, so its owner must list it.
 * @param options.mounts host paths known to be mounted
 * @throws ServicingError `cleanup` naming the mount, `permission`; a folder that is missing is no error
 */
export async function removeTree(path: string, options: { mounts?: readonly string[] } = {}): Promise<void> {
  // A mount whose server has died (ENOTCONN) has no real path, but it is in the kernel's table.
  const real = await realpath(path).catch(() => path);
  const known = await Promise.all((options.mounts ?? []).map((mount) => realpath(mount).catch(() => mount)));
  const mounted = [...known, ...(await kernelMounts())].find((mount) => isInside(mount, real));
  if (mounted !== undefined) {
    throw new ServicingError('cleanup', `${path} was not removed: ${mounted} is mounted.`, {
      advice: 'Dismount it first.',
    });
  }
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch (error) {
    throw toFileError(error, 'remove', path);
  }
}

/** The folders at which something is mounted, as the kernel tells (Linux); empty elsewhere. */
export async function kernelMounts(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const table = await readFile('/proc/self/mounts', 'utf8');
  return table.split('\n').filter((line) => line !== '').map((line) => unescapeMount(line.split(' ')[1] ?? ''));
}

/** The kernel writes space, tab, line feed and backslash as octal. */
function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
