import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errnoOf, toFileError } from '../files/file-error.js';
import { FolderTree } from '../files/file-tree.js';
import type { FileTree } from '../files/file-tree.js';
import { ServicingError } from '../schema/errors.js';
import { IsoImage } from './iso/iso-image.js';

/**
 * Opens media for reading, whatever form it has: a folder (a mounted ISO file is one) or an ISO file. The name does not
 * count, the content does. To be closed.
 * @throws ServicingError `media-not-found`, `media-unsupported` for a file that is no ISO file, `media-invalid` for a
 *   damaged one, `permission`, `cancelled`
 */
export async function openMedia(path: string, options: { signal?: AbortSignal | undefined } = {}): Promise<FileTree> {
  const root = resolve(path);
  const kind = await kindOf(root);
  if (kind === 'folder') return new FolderTree(root);
  if (kind === 'iso') return IsoImage.open(root, options);
  throw new ServicingError('media-unsupported', kind === 'wim' ? `${root} holds images alone; media has setup.exe and boot.wim besides.` : `${root} is neither a folder nor an ISO file.`, {
    advice: kind === 'wim' ? 'Name the folder or the ISO file that it comes from. `inspect` shows the images of such a file by itself.' : 'Media is given as a folder or an ISO file.',
  });
}

/** Opens media, does something with it and closes it. Errors as {@link openMedia}. */
export async function withMedia<T>(path: string, options: { signal?: AbortSignal | undefined }, work: (tree: FileTree) => Promise<T>): Promise<T> {
  const tree = await openMedia(path, options);
  try {
    return await work(tree);
  } finally {
    await tree.close();
  }
}

/**
 * What is at a path, by content.
 * @throws ServicingError `media-not-found`, `permission`
 */
export async function kindOf(path: string): Promise<'folder' | 'iso' | 'wim' | 'other'> {
  try {
    if ((await stat(path)).isDirectory()) return 'folder';
    return await kindOfFile(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') {
      throw new ServicingError('media-not-found', `There is no media at ${path}.`, { cause: error });
    }
    throw toFileError(error, 'look at', path);
  }
}

/** Where the first volume descriptor of optical media has its identifier: of ISO 9660, or of UDF alone. */
const descriptorAt = 16 * 2048 + 1;
const descriptors = ['CD001', 'BEA01'];
const wimMagic = 'MSWIM\0\0\0';

async function kindOfFile(path: string): Promise<'iso' | 'wim' | 'other'> {
  const handle = await open(path, 'r');
  try {
    const textAt = async (position: number, length: number): Promise<string> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      return buffer.toString('latin1', 0, bytesRead);
    };
    if (descriptors.includes(await textAt(descriptorAt, 5))) return 'iso';
    return (await textAt(0, wimMagic.length)) === wimMagic ? 'wim' : 'other';
  } finally {
    await handle.close();
  }
}
