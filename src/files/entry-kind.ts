import type { Dirent } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { errnoOf, toFileError } from './file-error.js';

/** `link`: a symbolic link or junction, wherever it leads. `other`: a socket, a device, or gone since it was listed. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/**
 * What an entry of a listed folder is. On Windows a listing tells reparse points only, and Node calls every one of them
 * a link (and links to folders folders): files of a mounted image, deduplicated, compressed and cloud files are reparse
 * points too. There each is looked at; elsewhere the listing tells.
 * @param platform for tests
 * @throws ServicingError `permission`
 */
export async function entryKind(hostPath: string, item: Dirent, platform: NodeJS.Platform = process.platform): Promise<EntryKind> {
  if (item.isFile()) return 'file';
  if (item.isDirectory() && platform !== 'win32') return 'folder';
  if (!item.isDirectory() && !item.isSymbolicLink()) return 'other';
  try {
    const facts = await lstat(hostPath);
    if (facts.isSymbolicLink()) return 'link';
    return facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : 'other';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'other';
    throw toFileError(error, 'look at', hostPath);
  }
}
