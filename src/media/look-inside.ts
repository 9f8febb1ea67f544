import type { FileTree } from '../files/file-tree.js';
import { ServicingError } from '../schema/errors.js';
import type { ImageInfo, MediaInfo, PackageFacts, WimInfo } from '../schema/media.js';
import { readImageDetails, softwareHivePath } from './image-details.js';
import { featureStatesOf, packageStatesOf } from './image-registry.js';
import type { InspectOptions } from './inspect-wim.js';
import { openInnerWim } from './open-inner-wim.js';
import { withMedia } from './open-media.js';
import { readPackageFacts, withStates } from './package-facts.js';
import { readPartOfHive } from './piece-window.js';
import { openWimIn, type WimFile } from './wim-file.js';

/**
 * What media has beyond what inspecting it tells: the features of each image, and what each winre.wim says of itself. The
 * hives are read for the most part, which takes seconds each for real Windows; what is the same in several images is read once. What
 * cannot be read is left out.
 * @param media as it was inspected; it is not changed
 * @throws ServicingError `cancelled`
 */
export async function lookInside(media: MediaInfo, options: InspectOptions = {}): Promise<MediaInfo> {
  const looked = await orNothing(() => withMedia(media.path, options, async (tree) => {
    const known: Known = { hives: new Map(), winre: new Map() };
    return { ...media, install: await inside(tree, media.install, known, options), boot: await inside(tree, media.boot, known, options) };
  }));
  return looked ?? media;
}

/** By SHA-1 of the hive, and of the winre.wim. */
interface Known {
  readonly hives: Map<string, HiveFacts>;
  readonly winre: Map<string, WinreLevel>;
}

type WinreLevel = Pick<NonNullable<ImageInfo['winre']>, 'build' | 'servicingStack' | 'packages' | 'packageFacts'>;

interface HiveFacts { readonly features: NonNullable<ImageInfo['features']>; readonly states: ReadonlyMap<string, string> }

/** Pieces of a hive that are read at once: its packages are spread over a good part of it. */
const piecesAtOnce = 16;

async function inside(tree: FileTree, info: WimInfo, known: Known, options: InspectOptions): Promise<WimInfo> {
  const wim = await orNothing(() => openWimIn(tree, info.path, { parts: info.parts }));
  if (wim === undefined) return info;
  try {
    const images: ImageInfo[] = [];
    for (const image of info.images) images.push(await describe(wim, image, known, options));
    return { ...info, images };
  } finally {
    await wim.close();
  }
}

async function describe(wim: WimFile, image: ImageInfo, known: Known, options: InspectOptions): Promise<ImageInfo> {
  const hive = await orNothing(() => hiveFacts(wim, image.index, known, options));
  const facts = await orNothing(() => packageFacts(wim, image, hive, options));
  const { winre } = image;
  const level = winre === undefined ? undefined : await orNothing(() => winreLevel(wim, winre, known, options));
  return {
    ...image, ...(hive === undefined ? {} : { features: hive.features }), ...(facts === undefined ? {} : { packageFacts: facts }),
    ...(winre === undefined ? {} : { winre: { ...winre, ...level } }),
  };
}

async function hiveFacts(wim: WimFile, index: number, { hives }: Pick<Known, 'hives'>, { signal }: InspectOptions): Promise<HiveFacts | undefined> {
  if (!wim.hasReadableMetadata(index)) return undefined;
  const sha1 = await wim.askMetadata(index, (tree) => tree.find(softwareHivePath)?.sha1, { signal });
  if (sha1 === undefined || !wim.isReadable(sha1)) return undefined;
  const found = hives.get(sha1) ?? await readPartOfHive(await wim.openContent(sha1, softwareHivePath), (hive) => ({
    features: Object.fromEntries([...featureStatesOf(hive)].sort(([one], [other]) => (one < other ? -1 : 1))), states: packageStatesOf(hive),
  }), signal, piecesAtOnce);
  hives.set(sha1, found);
  return found;
}

async function packageFacts(wim: WimFile, { index, packages }: Pick<ImageInfo, 'index' | 'packages'>, hive: HiveFacts | undefined, options: InspectOptions): Promise<PackageFacts | undefined> {
  if (packages === undefined || hive === undefined) return undefined;
  return withStates(await readPackageFacts(wim, index, packages, options), hive.states);
}

/** A winre.wim is read where it lies, inside its image: some kilobytes of it. */
async function winreLevel(wim: WimFile, { sha1, path }: NonNullable<ImageInfo['winre']>, { winre }: Known, { signal }: InspectOptions): Promise<WinreLevel> {
  const found = winre.get(sha1) ?? await readWinre(await openInnerWim(wim, { sha1, path }, signal), signal);
  winre.set(sha1, found);
  return found;
}

async function readWinre(wim: WimFile, signal: AbortSignal | undefined): Promise<WinreLevel> {
  const image = wim.images[0];
  if (image === undefined) return {};
  const { ubr, currentBuild, servicingStack, packages } = await readImageDetails(wim, image.index, { signal });
  const build = currentBuild ?? image.version?.build;
  const hive = await orNothing(() => hiveFacts(wim, image.index, { hives: new Map() }, { signal }));
  const facts = await orNothing(() => packageFacts(wim, { index: image.index, packages }, hive, { signal }));
  return {
    ...(build === undefined ? {} : { build: { build, ubr: ubr ?? image.version?.spBuild ?? 0 } }),
    ...(servicingStack === undefined ? {} : { servicingStack }), ...(packages === undefined ? {} : { packages }),
    ...(facts === undefined ? {} : { packageFacts: facts }),
  };
}

async function orNothing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    // What is only told besides must not end a run that took hours.
    if (error instanceof ServicingError && error.code === 'cancelled') throw error;
    return undefined;
  }
}
