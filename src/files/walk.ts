import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { throwIfCancelled } from './cancel.js';
import { entryKind } from './entry-kind.js';
import type { EntryKind } from './entry-kind.js';
import { errnoOf, toFileError } from './file-error.js';
import { mapLimit } from './map-limit.js';
import { foldCase } from './paths.js';
import { QuickLooks } from './quick-looks.js';

export interface WalkEntry {
  /** Below the root, `/`, case as on disk. */
  path: string;
  /** Absolute or relative as the root was. */
  hostPath: string;
  /** `other`: a link to a folder or to nothing, a socket, a device. Links to files are files; links to folders are not entered. */
  kind: 'file' | 'folder' | 'other';
  /** Bytes; 0 for what is not a file. */
  size: number;
  /** Modification time of a file in nanoseconds since 1970; 0 for what is none. */
  time: bigint;
}

export interface WalkOptions {
  signal?: AbortSignal | undefined;
  /** Leaves out an entry, and with a folder all below it. */
  skip?: (path: string, isFolder: boolean) => boolean;
}

/** What Windows keeps in the root of a volume for itself: no part of a media, and not even an administrator may read it. */
const ofTheVolume = new Set(['SYSTEM VOLUME INFORMATION', '$RECYCLE.BIN']);

/** Files of a folder that are looked at together. */
const looksAtOnce = 16;

/**
 * Lists a tree, folders before what they hold, names in code unit order, so that the same tree gives the same list. When the root
 * is that of a volume (a USB stick), Windows' own folders there are left out.
 * @throws ServicingError `permission`, `cancelled`; the file system's own error when the root is missing
 */
export async function* walk(root: string, options: WalkOptions = {}): AsyncGenerator<WalkEntry> {
  const looks = new QuickLooks();
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    throwIfCancelled(options.signal);
    const folders: string[] = [];
    const items = (await list(looks, join(root, folder))).filter((item) => folder !== '' || !ofTheVolume.has(foldCase(item.name)));
    const entries = await mapLimit(items, looksAtOnce, async (item) => {
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      const kind = await entryKind(join(root, path), item);
      return options.skip?.(path, kind === 'folder') === true ? undefined : describe(looks, { path, hostPath: join(root, path) }, kind);
    }, options.signal);
    for (const entry of entries) {
      if (entry === undefined) continue;
      if (entry.kind === 'folder') folders.push(entry.path);
      yield entry;
    }
    pending.push(...folders.reverse());
  }
}

async function list(looks: QuickLooks, folder: string): Promise<Dirent[]> {
  try {
    const items = await looks.list(folder);
    return items.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw toFileError(error, 'list', folder);
  }
}

async function describe(looks: QuickLooks, place: { path: string; hostPath: string }, kind: EntryKind): Promise<WalkEntry> {
  const none = { ...place, size: 0, time: 0n };
  if (kind === 'folder' || kind === 'other') return { ...none, kind };
  try {
    const facts = await looks.stat(place.hostPath);
    return facts.isFile() ? { ...place, kind: 'file', size: Number(facts.size), time: facts.mtimeNs } : { ...none, kind: 'other' };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { ...none, kind: 'other' };
    throw toFileError(error, 'look at', place.hostPath);
  }
}
