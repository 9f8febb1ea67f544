import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join, dirname, resolve } from 'node:path';
import type { ImageTree } from './image-tree.js';
import { runTool } from './tool.js';
import { fileTime, labTimes } from './times.js';

/** One index of a WIM to be. */
export interface WimImage {
  name: string;
  description: string;
  tree: ImageTree;
  /** Elements of the image's XML by path, e.g. `WINDOWS/VERSION/BUILD`. */
  properties: Readonly<Record<string, string>>;
  bootable?: boolean;
}

export interface WimOptions {
  /** Bytes that no image refers to, as an image that is changed in place leaves behind; an export drops them. */
  waste?: ImageTree;
  /** Of all images; default the release of Windows 10 1803. */
  time?: Date;
  /** Default LZX with an integrity table; `none` is an uncompressed WIM without one, as updates are. */
  compression?: 'LZX' | 'none';
  signal?: AbortSignal | undefined;
}

/**
 * Writes a WIM with the images in their order. Equal input gives equal bytes with one version of
 * wimlib: the GUID and the times of the images are fixed afterwards.
 * @throws ServicingError `backend` when wimlib-imagex is missing or fails
 */
export async function makeWim(images: readonly WimImage[], file: string, options: WimOptions = {}): Promise<void> {
  const folder = await mkdtemp(join(dirname(resolve(file)), '.lab-wim-'));
  const call = { signal: options.signal };
  const { compression = 'LZX', time = labTimes.release } = options;
  const check = compression === 'LZX' ? ['--check'] : [];
  const seed = images.map((image) => image.name).join('\n');
  try {
    for (const [index, image] of images.entries()) {
      const root = join(folder, String(index + 1));
      await image.tree.writeTo(root);
      await runTool('wimlib-imagex', [
        ...(index === 0 ? ['capture', root, file, image.name, image.description, `--compress=${compression}`] : ['append', root, file, image.name, image.description]),
        ...check, '--no-acls', ...(image.bootable === true ? ['--boot'] : []),
        ...Object.entries(image.properties).map(([key, value]) => `--image-property=${key}=${value}`),
      ], call);
      await fixIdentity(file, seed, time);
      await rm(root, { recursive: true });
    }
    if (options.waste !== undefined) {
      const root = join(folder, 'waste');
      await options.waste.writeTo(root);
      await runTool('wimlib-imagex', ['append', root, file, 'waste', ...check, '--no-acls'], call);
      await fixIdentity(file, seed, time);
      await runTool('wimlib-imagex', ['delete', file, String(images.length + 1), '--soft', ...check], call);
      await fixIdentity(file, seed, time);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Replaces the random GUID and the clock times, which the integrity table does not cover. To be called after each
 * change: the next one leaves this XML behind in a dead part of the file, and then covers it.
 */
async function fixIdentity(file: string, seed: string, time: Date): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const header = Buffer.alloc(208);
    await handle.read(header, 0, header.length, 0);
    createHash('md5').update(seed).digest().copy(header, 0x18);
    await handle.write(header, 0x18, 16, 0x18);
    const length = Number(header.readBigUInt64LE(0x48) & 0xff_ffff_ffff_ffffn);
    const offset = Number(header.readBigUInt64LE(0x50));
    const xml = Buffer.alloc(length);
    await handle.read(xml, 0, length, offset);
    const fixed = Buffer.from(fixTimes(xml.toString('utf16le'), time), 'utf16le');
    await handle.write(fixed, 0, fixed.length, offset);
  } finally {
    await handle.close();
  }
}

function fixTimes(xml: string, time: Date): string {
  const ticks = fileTime(time);
  const parts = { HIGHPART: ticks >> 32n, LOWPART: ticks & 0xffff_ffffn };
  return xml.replace(/<(HIGHPART|LOWPART)>0x[0-9A-F]{8}</gu, (_, part: 'HIGHPART' | 'LOWPART') =>
    `<${part}>0x${parts[part].toString(16).toUpperCase().padStart(8, '0')}<`);
}
