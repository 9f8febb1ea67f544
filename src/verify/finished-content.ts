import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMediaWim } from '../media/open-media-wim.js';
import { openWim } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import type { WimTree } from '../media/wim-metadata.js';
import type { MediaInfo } from '../schema/media.js';
import type { Target } from '../schema/plan.js';
import { finishedImage } from './check-images.js';
import type { VerifyInput } from './verify-media.js';

/** A finished image that is open for reading. */
export interface OpenImage {
  readonly tree: WimTree;
  read(path: string): Promise<Buffer>;
}

/** Opens the finished image of a target, a WinRE inside its install image too; undefined where there is none. */
export async function withFinishedImage<T>(input: VerifyInput, after: MediaInfo, target: Target, work: (image: OpenImage) => Promise<T>): Promise<T | undefined> {
  if (target.source.kind === 'media') return undefined;
  if (target.source.kind === 'wim') {
    const image = finishedImage(input.plan, target, input.original, after);
    const wim = target.source.wim === input.original.install.path ? after.install : after.boot;
    return image === undefined ? undefined : withImage(await openMediaWim(input.finished, wim), image.index, input.signal, work);
  }
  const holder = input.plan.targets.find((other) => other.consumes.includes(target.id) && other.source.kind === 'wim');
  const image = holder === undefined ? undefined : finishedImage(input.plan, holder, input.original, after);
  if (image?.winre === undefined) return undefined;
  const { path } = image.winre;
  const content = await withImage(await openMediaWim(input.finished, after.install), image.index, input.signal, (open) => open.read(path));
  await mkdir(input.scratch, { recursive: true });
  const copy = join(input.scratch, `content-${target.id.replace(':', '')}.wim`);
  try {
    await writeFile(copy, content);
    return await withImage(await openWim(copy), 1, input.signal, work);
  } finally {
    await rm(copy, { force: true });
  }
}

/** Reads an image of an open WIM, which is closed then. */
export async function withImage<T>(wim: WimFile, index: number, signal: AbortSignal, work: (image: OpenImage) => Promise<T>): Promise<T> {
  try {
    const tree = await wim.readMetadata(index, { signal });
    return await work({ tree, read: (file) => wim.readFile(index, file, { signal, tree }) });
  } finally {
    await wim.close();
  }
}
