import { dirname, resolve } from 'node:path';
import { FolderTree } from '../../files/file-tree.js';
import { inspectImageFile } from '../../media/inspect-image-file.js';
import { kindOf } from '../../media/open-media.js';
import type { ImageFileInfo } from '../../schema/media.js';
import { fileChecks } from '../check-integrity.js';
import { examineMedia } from './examine-media.js';
import type { Examination } from './examine-media.js';
import { levelChecks } from './image-checks.js';
import { installChecks } from './install-checks.js';

/** What an examination of images without media found. There are no verdicts: how they are used, their media decides. */
export interface ImageExamination extends Omit<Examination, 'media'> {
  readonly media: ImageFileInfo;
}

/**
 * Examines a WIM, ESD or split WIM by itself, without DISM: whether everything in it can be unpacked and read.
 * @throws as inspectImageFile
 */
export async function examineImageFile(path: string, options: { signal?: AbortSignal } = {}): Promise<ImageExamination> {
  const signal = options.signal ?? new AbortController().signal;
  const media = await inspectImageFile(path, { signal });
  const tree = new FolderTree(dirname(resolve(path)));
  const checks = [...levelChecks([media.install]), ...(await fileChecks(tree, [media.install], signal)), ...(await installChecks(tree, media.install, signal))];
  return { schemaVersion: 1, media, checks, verdicts: [] };
}

/** Examines what is at a path: media, or a file with images by itself. Errors as examineMedia and examineImageFile. */
export async function examinePath(path: string, options: { signal?: AbortSignal } = {}): Promise<Examination | ImageExamination> {
  return await kindOf(resolve(path)) === 'wim' ? examineImageFile(path, options) : examineMedia(path, options);
}
