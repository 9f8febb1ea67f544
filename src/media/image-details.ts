import { ServicingError } from '../schema/errors.js';
import type { ImageInfo } from '../schema/media.js';
import { imageContents } from './image-contents.js';
import { currentBuildOf, pendingOf, servicingStackOf, ubrOf } from './image-registry.js';
import { readPartOfHive } from './piece-window.js';
import { wimInvalid } from './wim-error.js';
import type { WimFile } from './wim-file.js';
import type { WimTree } from './wim-metadata.js';

/** Where installation images keep the recovery environment. */
const winrePath = 'Windows/System32/Recovery/winre.wim';
/** The SOFTWARE hive of an image. */
export const softwareHivePath = 'Windows/System32/config/SOFTWARE';
/** Where CBS keeps the manifest of every package that an image knows. */
const packagesPath = 'Windows/servicing/Packages';

type HiveDetails = Pick<ImageInfo, 'ubr' | 'currentBuild' | 'servicingStack' | 'pending'>;
type Details = HiveDetails & Pick<ImageInfo, 'winre' | 'packages' | 'has'>;

/** What hives of one file said, by their SHA-1: images may share one. */
export type KnownHives = Map<string, Promise<HiveDetails>>;

/**
 * What only the image's own files tell: its winre.wim, its packages, its build and servicing stack, files that
 * recipes decide by. Nothing where the metadata is in a part of a split WIM that is not open, no build or stack where the
 * hive's content is. Only the pieces of metadata and hive that this needs are unpacked, and no SHA-1 is checked.
 * @param options.known kept from image to image of the same file
 * @throws ServicingError `wim-invalid` (also for a damaged hive), `cancelled`
 */
export async function readImageDetails(wim: WimFile, index: number, options: { signal?: AbortSignal | undefined; known?: KnownHives } = {}): Promise<Details> {
  if (!wim.hasReadableMetadata(index)) return {};
  const { signal, known } = options;
  const { hive, ...details } = await wim.askMetadata(index, (tree) => ({
    packages: packagesOf(tree), has: imageContents(tree), ...winreOf(tree), hive: tree.find(softwareHivePath)?.sha1,
  }), { signal });
  if (hive === undefined || !wim.isReadable(hive)) return details;
  const read = known?.get(hive) ?? readHive(wim, index, hive, signal);
  known?.set(hive, read);
  return { ...details, ...(await read) };
}

function winreOf(tree: WimTree): Pick<Details, 'winre'> {
  const winre = tree.find(winrePath);
  return winre?.sha1 === undefined ? {} : { winre: { path: winre.path, size: winre.size, sha1: winre.sha1 } };
}

async function readHive(wim: WimFile, index: number, sha1: string, signal?: AbortSignal): Promise<HiveDetails> {
  try {
    const content = await wim.openContent(sha1, softwareHivePath);
    const read = await readPartOfHive(content, (hive) => ({
      ubr: ubrOf(hive), currentBuild: currentBuildOf(hive), servicingStack: servicingStackOf(hive), pending: someOf(pendingOf(hive)),
    }), signal);
    return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
  } catch (error) {
    if (!(error instanceof ServicingError) || error.code !== 'media-invalid') throw error;
    throw wimInvalid(wim.path, `the SOFTWARE hive of image ${index} cannot be read (${error.message})`, error);
  }
}

function someOf(names: string[]): string[] | undefined {
  return names.length === 0 ? undefined : names;
}

function packagesOf(tree: WimTree): string[] {
  const names = tree.fileNames(packagesPath) ?? [];
  return names.filter((name) => /\.mum$/iu.test(name)).map((name) => name.slice(0, -'.mum'.length)).sort();
}
