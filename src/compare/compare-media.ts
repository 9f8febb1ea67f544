import { foldCase } from '../files/paths.js';
import type { ImageDifference, MediaDifference } from '../schema/difference.js';
import type { ImageFileInfo, MediaInfo, WimInfo } from '../schema/media.js';
import { changedFacts } from './changes.js';
import { compareFiles } from './compare-files.js';
import { compareImages } from './compare-images.js';
import type { Side } from './sides.js';
import { openSide } from './sides.js';

export interface CompareOptions { readonly signal?: AbortSignal | undefined }

/**
 * How B differs from A: images with their builds, packages, features, drivers and WinRE, and the files beside them. Each is media
 * (a folder or an ISO file), a file with images, an output of this tool, or a `result.json`. Nothing is mounted, unpacked or changed.
 * @throws ServicingError as inspectMedia and inspectImageFile; `input-invalid` for a result without finished media
 */
export async function compareMedia(a: string, b: string, { signal }: CompareOptions = {}): Promise<MediaDifference> {
  const first = await openSide(a, signal);
  try {
    const second = await openSide(b, signal);
    try {
      return await compareSides(first, second, signal);
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}

async function compareSides(a: Side, b: Side, signal: AbortSignal | undefined): Promise<MediaDifference> {
  const images: ImageDifference[] = await compareImages('install', { side: a, info: a.info.install }, { side: b, info: b.info.install }, signal);
  if (isMedia(a.info) && isMedia(b.info)) images.push(...(await compareImages('boot', { side: a, info: a.info.boot }, { side: b, info: b.info.boot }, signal)));
  const facts = factsOf(a.info, b.info);
  const files = a.tree === undefined || b.tree === undefined || !isMedia(a.info) || !isMedia(b.info) ? undefined
    : await compareFiles(a.tree, b.tree, new Set([...imageFiles(a.info), ...imageFiles(b.info)]), signal);
  const isSame = facts.length === 0 && images.every(({ change }) => change === 'same') && (files === undefined || files.added.length + files.removed.length + files.changed.length === 0);
  return { schemaVersion: 1, a: a.about, b: b.about, same: isSame, facts, images, ...(files !== undefined && { files }) };
}

function factsOf(a: MediaInfo | ImageFileInfo, b: MediaInfo | ImageFileInfo): MediaDifference['facts'] {
  const [first, second] = [isMedia(a) ? a : undefined, isMedia(b) ? b : undefined];
  return changedFacts([
    ['build', a.build, b.build], ['architecture', a.architecture, b.architecture], ['rehearsed', String(a.rehearsed), String(b.rehearsed)],
    ...wimFacts('install images', a.install, b.install), ...(first === undefined || second === undefined ? [] : wimFacts('boot images', first.boot, second.boot)),
    ['index that starts', first?.boot.bootIndex, second?.boot.bootIndex], ['label', first?.iso?.label, second?.iso?.label],
    // Folders have no case in Windows.
    ['.NET Framework 3.5 source', first && foldCase(first.netfx3Source ?? 'none'), second && foldCase(second.netfx3Source ?? 'none')],
  ]);
}

function wimFacts(what: string, a: WimInfo, b: WimInfo): [string, string | number, string | number][] {
  return [[`${what}, format`, `${a.format} ${a.compression}`, `${b.format} ${b.compression}`], [`${what}, bytes`, a.size, b.size], [`${what}, parts`, a.totalParts, b.totalParts]];
}

function imageFiles({ install, boot }: MediaInfo): string[] {
  return [install, boot].flatMap(({ path, parts }) => parts ?? [path]).map(foldCase);
}

function isMedia(info: MediaInfo | ImageFileInfo): info is MediaInfo {
  return 'boot' in info;
}
