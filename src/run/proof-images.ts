import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FolderTree } from '../files/file-tree.js';
import { exists } from '../files/paths.js';
import { findParts } from '../media/split-parts.js';
import type { SplitPart } from '../media/split-parts.js';
import { openWim } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import { unproven } from './proof.js';

/**
 * Looks whether an export left what it reported: the images are there, by their number.
 * @throws ServicingError `proof`, `wim-invalid`
 */
export async function expectImages(path: string, count: number): Promise<void> {
  const images = (await exists(path)) ? await countImages(path) : 0;
  if (images < count) throw unproven(`${basename(path)} holds ${images === 0 ? 'no image' : `only ${images} of its images`}`, `expected: ${count}`);
}

/**
 * Looks whether a split left all that the whole WIM holds: every part is there, and in them every content.
 * @returns the parts, by their names
 * @throws ServicingError `proof`, `wim-invalid`
 */
export async function expectParts(first: string, whole: string, signal?: AbortSignal): Promise<SplitPart[]> {
  const folder = dirname(first);
  if (!(await exists(first))) throw unproven(`${basename(first)} is not there`, `expected: the parts of ${basename(whole)}`);
  const parts = await findParts(new FolderTree(folder), basename(first), signal);
  const before = await openWim(whole);
  try {
    const after = await openWim(first, { parts: parts.map((part) => join(folder, part.path)) });
    try {
      const lost = firstLost(before, after);
      if (lost !== undefined || after.images.length !== before.images.length) {
        throw unproven(`the parts of ${basename(whole)} do not hold all of it`, `missing: ${lost === undefined ? 'an image' : `the content with the SHA-1 ${lost}`}`);
      }
    } finally {
      await after.close();
    }
  } finally {
    await before.close();
  }
  return parts;
}

function firstLost(before: WimFile, after: WimFile): string | undefined {
  for (const sha1 of before.contents()) if (!after.isReadable(sha1)) return sha1;
  return undefined;
}

/**
 * Looks whether a mount shows anything: the folder was empty before.
 * @throws ServicingError `proof`
 */
export async function expectMounted(path: string): Promise<void> {
  if ((await readdir(path)).length === 0) throw unproven(`${path} is empty`, 'expected: the files of the image');
}

/**
 * Looks whether a mount has gone: its folder is empty again.
 * @throws ServicingError `proof`
 */
export async function expectDismounted(path: string): Promise<void> {
  if ((await readdir(path)).length > 0) throw unproven(`${path} still shows the image`, 'expected: an empty folder');
}

async function countImages(path: string): Promise<number> {
  const wim = await openWim(path);
  try {
    return wim.images.length;
  } finally {
    await wim.close();
  }
}
