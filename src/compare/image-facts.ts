import type { FileTree } from '../files/file-tree.js';
import { readCapabilityStates, readProvisionedApps } from '../media/image-content.js';
import { softwareHivePath } from '../media/image-details.js';
import { readFeatureStates, readImageBuild, readPackageStates, readServicingStack } from '../media/image-registry.js';
import { openInnerWim } from '../media/open-inner-wim.js';
import { openWimIn } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import type { WimTree } from '../media/wim-metadata.js';
import { formatBuild } from '../schema/common.js';
import type { ImageInfo, WimInfo } from '../schema/media.js';

/** Where an image keeps its driver packages, a folder each: `netwtw08.inf_amd64_96c6b2f2d2e43d4a`. */
const driverStore = 'Windows/System32/DriverStore/FileRepository';

/** What is inside an image, or a winre.wim, beyond what its XML says. */
export interface ImageFacts {
  readonly build?: string | undefined;
  readonly servicingStack?: string | undefined;
  /** Package identity → state in DISM's names; undefined where they cannot be read. */
  readonly packages?: ReadonlyMap<string, string> | undefined;
  readonly features?: ReadonlyMap<string, string> | undefined;
  readonly capabilities?: ReadonlyMap<string, string> | undefined;
  readonly drivers?: readonly string[] | undefined;
  readonly apps?: readonly string[] | undefined;
}

/** State of a package that only the name of its manifest tells of. */
const unknownState = 'unknown';

/** What a result knows of an image, where there is no image to look into. */
export function factsFromInfo(image: ImageInfo): ImageFacts {
  const { version, currentBuild, ubr, servicingStack, packages, features } = image;
  return {
    build: version === undefined ? undefined : formatBuild({ build: currentBuild ?? version.build, ubr: ubr ?? version.spBuild }), servicingStack,
    packages: packages === undefined ? undefined : new Map(packages.map((identity) => [identity, unknownState])),
    features: features === undefined ? undefined : new Map(Object.entries(features)),
  };
}

/**
 * Reads images of a file without mounting anything. One that a part of a split WIM is missing for has only what its XML says.
 * @returns facts by index, and those of the distinct winre.wim files by their SHA-1
 * @throws ServicingError `wim-invalid`, `media-invalid` for a damaged hive, `cancelled`
 */
export async function readImageFacts(tree: FileTree, info: WimInfo, wanted: readonly ImageInfo[], options: { winres: ReadonlySet<string>; signal?: AbortSignal | undefined }): Promise<{ images: Map<number, ImageFacts>; winres: Map<string, ImageFacts> }> {
  const wim = await openWimIn(tree, info.path, { parts: info.parts });
  const images = new Map<number, ImageFacts>();
  const winres = new Map<string, ImageFacts>();
  const hives = new Map<string, HiveFacts>();
  try {
    for (const image of wanted) {
      images.set(image.index, await factsOf(wim, image.index, hives, options.signal) ?? factsFromInfo(image));
      const sha1 = image.winre?.sha1;
      if (sha1 === undefined || !options.winres.has(sha1) || winres.has(sha1) || !wim.isReadable(sha1)) continue;
      winres.set(sha1, await winreFacts(wim, sha1, options.signal));
    }
    return { images, winres };
  } finally {
    await wim.close();
  }
}

type HiveFacts = Omit<ImageFacts, 'drivers'>;

async function factsOf(wim: WimFile, index: number, hives: Map<string, HiveFacts>, signal: AbortSignal | undefined): Promise<ImageFacts | undefined> {
  if (!wim.hasReadableMetadata(index)) return undefined;
  const tree = await wim.readMetadata(index, { signal });
  const hive = tree.find(softwareHivePath)?.sha1;
  const drivers = driversOf(tree);
  if (hive === undefined || !wim.isReadable(hive)) return { drivers };
  const known = hives.get(hive) ?? hiveFacts(await wim.readFile(index, softwareHivePath, { signal, tree }));
  hives.set(hive, known);
  return { ...known, drivers };
}

function hiveFacts(software: Uint8Array): HiveFacts {
  return {
    build: formatBuild(readImageBuild(software)), servicingStack: readServicingStack(software), packages: readPackageStates(software),
    features: readFeatureStates(software), capabilities: readCapabilityStates(software), apps: readProvisionedApps(software),
  };
}

/** The winre.wim is read where it lies; its first image is WinRE. */
async function winreFacts(wim: WimFile, sha1: string, signal: AbortSignal | undefined): Promise<ImageFacts> {
  const winre = await openInnerWim(wim, { sha1, path: 'winre.wim' }, signal);
  try {
    return await factsOf(winre, 1, new Map(), signal) ?? {};
  } finally {
    await winre.close();
  }
}

function driversOf(tree: WimTree): string[] {
  return (tree.list(driverStore) ?? []).filter(({ isFolder }) => isFolder).map(({ name }) => name.toLowerCase()).sort();
}
