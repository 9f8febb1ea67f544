import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from './cancel.js';
import { entryKind } from './entry-kind.js';
import type { EntryKind } from './entry-kind.js';
import { errnoOf, toFileError } from './file-error.js';
import { foldCase } from './paths.js';

export interface WalkEntry {
  /** Below the root, `/`, case as on disk. */
  path: string;
  /** Absolute or relative as the root was. */
  hostPath: string;
  /** `other`: a link to a folder or to nothing, a socket, a device. Links to files are files; links to folders are not entered. */
  kind: 'file' | 'folder' | 'other';
  /** Bytes; 0 for what is not a file. */
  size: number;
}

export interface WalkOptions {
  signal?: AbortSignal | undefined;
  /** Leaves out an entry, and with a folder all below it. */
  skip?: (path: string, isFolder: boolean) => boolean;
}

/** What Windows keeps in the root of a volume for itself: no part of a media, and not even an administrator may read it. */
const ofTheVolume = new Set(['SYSTEM VOLUME INFORMATION', '$RECYCLE.BIN']);

/**
 * Lists a tree, folders before what they hold, names in code unit order, so that the same tree gives the same list. When the root
 * is that of a volume (a USB stick), Windows' own folders there are left out.
 * @throws ServicingError `permission`, `cancelled`; the file system's own error when the root is missing
 */
export async function* walk(root: string, options: WalkOptions = {}): AsyncGenerator<WalkEntry> {
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    throwIfCancelled(options.signal);
    const folders: string[] = [];
    for (const item of await list(join(root, folder))) {
      if (folder === '' && ofTheVolume.has(foldCase(item.name))) continue;
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      const kind = await entryKind(join(root, path), item);
      if (options.skip?.(path, kind === 'folder') === true) continue;
      const entry = await describe(path, join(root, path), kind);
      if (entry.kind === 'folder') folders.push(path);
      yield entry;
    }
    pending.push(...folders.reverse());
  }
}

async function list(folder: string): Promise<Dirent[]> {
  try {
    const items = await readdir(folder, { withFileTypes: true });
    return items.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw toFileError(error, 'list', folder);
  }
}

async function describe(path: string, hostPath: string, kind: EntryKind): Promise<WalkEntry> {
  if (kind === 'folder' || kind === 'other') return { path, hostPath, kind, size: 0 };
  try {
    const facts = await stat(hostPath);
    return facts.isFile() ? { path, hostPath, kind: 'file', size: facts.size } : { path, hostPath, kind: 'other', size: 0 };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { path, hostPath, kind: 'other', size: 0 };
    throw toFileError(error, 'look at', hostPath);
  }
}
