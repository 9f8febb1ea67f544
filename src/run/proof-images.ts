import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { exists } from '../files/paths.js';
import { openWim } from '../media/wim-file.js';
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
