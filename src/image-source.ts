import { dirname, join, resolve } from 'node:path';
import { FolderTree } from './files/file-tree.js';
import type { FileTree } from './files/file-tree.js';
import { inspectPath } from './media/inspect-path.js';
import { kindOf, openMedia } from './media/open-media.js';
import { openWimIn } from './media/wim-file.js';
import type { WimFile } from './media/wim-file.js';
import { OriginalMedia } from './run/original-media.js';
import type { WimInfo } from './schema/media.js';

/** A file with images that a job reads: by itself, or the install images of media. */
export interface ImageSource {
  /** Absolute path, as it was asked for. */
  readonly path: string;
  readonly wim: WimInfo;
  readonly rehearsed: boolean;
  /** Host path of the file, or of the first part: out of an ISO file it is copied first. */
  place(): Promise<string>;
  /** Opens it where it lies; to be closed. */
  open(): Promise<WimFile>;
  close(): Promise<void>;
}

/**
 * Finds the images that a path means: a WIM, an ESD, the first part of a split WIM, a folder with media or an ISO file.
 * @param folder for what has to be copied out of an ISO file
 * @throws ServicingError `media-*`, `wim-invalid`, `permission`, `cancelled`
 */
export async function openImageSource(path: string, folder: string, signal: AbortSignal): Promise<ImageSource> {
  const root = resolve(path);
  const isFile = await kindOf(root) === 'wim';
  const { install: wim, rehearsed } = await inspectPath(root, { signal });
  const tree: FileTree = isFile ? new FolderTree(dirname(root)) : await openMedia(root, { signal });
  const original = new OriginalMedia(isFile ? dirname(root) : root, join(folder, 'source'));
  return {
    path: root, wim, rehearsed,
    place: () => original.place(wim.path, { signal }),
    open: () => openWimIn(tree, wim.path, { parts: wim.parts }),
    close: () => tree.close(),
  };
}

/** The pattern by which DISM finds the parts of a split WIM; undefined for a whole one. */
export function partsPattern(first: string, { parts }: WimInfo): string | undefined {
  return parts === undefined ? undefined : first.replace(/\.[^./\\]+$/u, (ending) => `*${ending}`);
}
