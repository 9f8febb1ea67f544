import type { OpenSource } from '../files/byte-source.js';
import type { FileTree } from '../files/file-tree.js';
import { ServicingError } from '../schema/errors.js';
import type { ImageInfo, MediaInfo, WimInfo } from '../schema/media.js';
import { readImageDetails, softwareHivePath } from './image-details.js';
import { readFeatureStates } from './image-registry.js';
import type { InspectOptions } from './inspect-wim.js';
import { withMedia } from './open-media.js';
import type { PieceReader } from './resource-reader.js';
import { openWimIn, openWimOf, type WimFile } from './wim-file.js';

/**
 * What media has beyond what inspecting it tells: the features of each image, and what each winre.wim says of itself. The
 * hives are read whole, which takes seconds each for real Windows; what is the same in several images is read once. What
 * cannot be read is left out.
 * @param media as it was inspected; it is not changed
 * @throws ServicingError `cancelled`
 */
export async function lookInside(media: MediaInfo, options: InspectOptions = {}): Promise<MediaInfo> {
  const looked = await orNothing(() => withMedia(media.path, options, async (tree) => {
    const known: Known = { features: new Map(), winre: new Map() };
    return { ...media, install: await inside(tree, media.install, known, options), boot: await inside(tree, media.boot, known, options) };
  }));
  return looked ?? media;
}

/** By SHA-1 of the hive, and of the winre.wim. */
interface Known {
  readonly features: Map<string, ImageInfo['features']>;
  readonly winre: Map<string, WinreLevel>;
}

type WinreLevel = Pick<NonNullable<ImageInfo['winre']>, 'build' | 'servicingStack' | 'packages'>;

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
  const features = await orNothing(() => featuresOf(wim, image.index, known, options));
  const { winre } = image;
  const level = winre === undefined ? undefined : await orNothing(() => winreLevel(wim, winre, known, options));
  return {
    ...image, ...(features === undefined ? {} : { features }), ...(winre === undefined ? {} : { winre: { ...winre, ...level } }),
  };
}

async function featuresOf(wim: WimFile, index: number, { features }: Known, { signal }: InspectOptions): Promise<ImageInfo['features']> {
  if (!wim.hasReadableMetadata(index)) return undefined;
  const tree = await wim.readMetadata(index, { signal });
  const sha1 = tree.find(softwareHivePath)?.sha1;
  if (sha1 === undefined || !wim.isReadable(sha1)) return undefined;
  if (!features.has(sha1)) {
    const states = readFeatureStates(await wim.readFile(index, softwareHivePath, { signal, tree }));
    features.set(sha1, Object.fromEntries([...states].sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  return features.get(sha1);
}

/** A winre.wim is read where it lies, inside its image: some kilobytes of it. */
async function winreLevel(wim: WimFile, { sha1, path }: NonNullable<ImageInfo['winre']>, { winre }: Known, { signal }: InspectOptions): Promise<WinreLevel> {
  const found = winre.get(sha1) ?? await readWinre(new PieceSource(`${path} in ${wim.path}`, await wim.openContent(sha1, path), signal), signal);
  winre.set(sha1, found);
  return found;
}

async function readWinre(source: OpenSource, signal: AbortSignal | undefined): Promise<WinreLevel> {
  const wim = await openWimOf(source);
  const image = wim.images[0];
  if (image === undefined) return {};
  const { ubr, currentBuild, servicingStack, packages } = await readImageDetails(wim, image.index, { signal });
  const build = currentBuild ?? image.version?.build;
  return {
    ...(build === undefined ? {} : { build: { build, ubr: ubr ?? image.version?.spBuild ?? 0 } }),
    ...(servicingStack === undefined ? {} : { servicingStack }), ...(packages === undefined ? {} : { packages }),
  };
}

/** A content of a WIM as a file of its own. */
class PieceSource implements OpenSource {
  readonly name: string;
  readonly size: number;
  readonly #content: PieceReader;
  readonly #signal: AbortSignal | undefined;

  constructor(name: string, content: PieceReader, signal: AbortSignal | undefined) {
    this.name = name;
    this.size = content.size;
    this.#content = content;
    this.#signal = signal;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.size);
    if (offset >= end) return Buffer.alloc(0);
    const { pieceSize } = this.#content;
    const first = Math.floor(offset / pieceSize);
    const pieces = await this.#content.pieces(first, Math.ceil(end / pieceSize), this.#signal);
    return Buffer.concat(pieces).subarray(offset - first * pieceSize, end - first * pieceSize);
  }

  /** The WIM around it is its owner's to close. */
  async close(): Promise<void> {
    return Promise.resolve();
  }
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
