import { basename, dirname, resolve } from 'node:path';
import { FolderTree } from '../files/file-tree.js';
import { ServicingError } from '../schema/errors.js';
import type { ImageFileInfo } from '../schema/media.js';
import { inspectSplitWim } from './image-files.js';
import { inspectWimIn } from './inspect-wim.js';
import type { InspectOptions } from './inspect-wim.js';
import { readWimHeader } from './wim-file.js';

/**
 * Describes a WIM, ESD or split WIM by itself: an install.wim without its media, a boot.wim, a capture.
 * @param path host path; of a split WIM its first part, the others lie beside it
 * @throws ServicingError `media-not-found`, `wim-invalid`, `media-invalid` where a part is missing, of another split WIM, or not
 *   the first; `media-unsupported` for an encrypted ESD, `permission`, `cancelled`
 */
export async function inspectImageFile(path: string, options: InspectOptions = {}): Promise<ImageFileInfo> {
  const root = resolve(path);
  const tree = new FolderTree(dirname(root));
  const name = await tree.find(basename(root));
  if (name === undefined) throw new ServicingError('media-not-found', `There is no file at ${root}.`);
  const { header } = await readWimHeader(tree, name);
  if (header.partNumber !== 1) {
    throw new ServicingError('media-invalid', `${root} is part ${header.partNumber} of a split WIM.`, { advice: 'Name its first part; the others are found beside it.' });
  }
  const install = await (header.totalParts > 1 ? inspectSplitWim : inspectWimIn)(tree, name, options);
  const windows = install.images.find((image) => image.version !== undefined);
  return {
    schemaVersion: 1, path: root, install, rehearsed: install.images.some((image) => image.rehearsed),
    fileCount: install.parts?.length ?? 1, totalBytes: install.size,
    ...(windows?.architecture !== undefined && { architecture: windows.architecture }),
    ...(windows?.version !== undefined && { build: windows.version.build }),
  };
}
