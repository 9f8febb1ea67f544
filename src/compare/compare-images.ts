import type { ImageDifference } from '../schema/difference.js';
import type { ImageInfo, WimInfo } from '../schema/media.js';
import { changedDrivers, changedFacts, changedNames, changedPackages, changedStates } from './changes.js';
import type { ImageFacts } from './image-facts.js';
import { factsFromInfo, readImageFacts } from './image-facts.js';
import type { ImagePair } from './pairs.js';
import { pairImages } from './pairs.js';
import type { Side } from './sides.js';

/**
 * Compares the images of one file of each side. Images with one identity (metadata and XML) are the same; only the others are
 * looked into.
 * @throws ServicingError `wim-invalid`, `media-invalid`, `cancelled`
 */
export async function compareImages(wim: 'install' | 'boot', a: { side: Side; info: WimInfo }, b: { side: Side; info: WimInfo }, signal?: AbortSignal): Promise<ImageDifference[]> {
  const pairs = pairImages(a.info.images, b.info.images);
  const open = pairs.filter((pair) => pair.a !== undefined && pair.b !== undefined && pair.a.identity !== pair.b.identity);
  const winres = new Set(open.flatMap((pair) => (pair.a?.winre?.sha1 === pair.b?.winre?.sha1 ? [] : [pair.a?.winre?.sha1 ?? '', pair.b?.winre?.sha1 ?? ''])));
  const [first, second] = [
    await look(a.side, a.info, open.flatMap((pair) => pair.a ?? []), winres, signal), await look(b.side, b.info, open.flatMap((pair) => pair.b ?? []), winres, signal),
  ];
  return pairs.map((pair) => differenceOf(wim, pair, first, second));
}

type Looked = Awaited<ReturnType<typeof readImageFacts>>;

async function look({ tree }: Side, info: WimInfo, images: readonly ImageInfo[], winres: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<Looked> {
  if (tree !== undefined && images.length > 0) return readImageFacts(tree, info, images, { winres, signal });
  return {
    images: new Map(images.map((image) => [image.index, factsFromInfo(image)])),
    winres: new Map(images.flatMap(({ winre }): [string, ImageFacts][] => (winre === undefined ? [] : [[winre.sha1, winreFacts(winre)]]))),
  };
}

function winreFacts({ build, servicingStack, packages }: NonNullable<ImageInfo['winre']>): ImageFacts {
  return {
    build: build === undefined ? undefined : `${build.build}.${build.ubr}`, servicingStack,
    packages: packages === undefined ? undefined : new Map(packages.map((identity) => [identity, 'unknown'])),
  };
}

const nothing: Omit<ImageDifference, 'wim' | 'name' | 'change'> = { facts: [], features: [], drivers: { added: [], removed: [], updated: [] }, apps: { added: [], removed: [] } };

function differenceOf(wim: ImageDifference['wim'], { a, b }: ImagePair, first: Looked, second: Looked): ImageDifference {
  const base = { ...nothing, wim, name: b?.name ?? a?.name ?? '', ...(a !== undefined && { a: a.index }), ...(b !== undefined && { b: b.index }) };
  if (a === undefined || b === undefined) return { ...base, change: a === undefined ? 'added' : 'removed' };
  if (a.identity === b.identity) return { ...base, change: 'same' };
  const [one, other] = [first.images.get(a.index) ?? {}, second.images.get(b.index) ?? {}];
  const winre = winreDifference(a, b, first, second);
  const found = {
    ...base,
    facts: changedFacts([
      ['name', a.name, b.name], ['edition', a.editionId, b.editionId], ['build', one.build, other.build], ['servicing stack', one.servicingStack, other.servicingStack],
      ['languages', a.languages.join(', '), b.languages.join(', ')], ['size', a.size, b.size], ['files', a.fileCount, b.fileCount],
      ['work pending', a.pending?.length ?? 0, b.pending?.length ?? 0],
    ]),
    features: [...changedStates(one.features, other.features), ...changedStates(one.capabilities, other.capabilities)],
    drivers: changedDrivers(one.drivers, other.drivers), apps: changedNames(one.apps, other.apps),
    ...(one.packages !== undefined && other.packages !== undefined && { packages: changedPackages(one.packages, other.packages) }),
    ...(winre !== undefined && { winre }),
  };
  // Another identity and nothing to name: times, or files that no package tells of.
  return { ...found, change: 'changed', facts: isEmpty(found) ? [{ name: 'metadata', a: a.identity.slice(0, 12), b: b.identity.slice(0, 12) }] : found.facts };
}

function isEmpty({ facts, features, drivers, apps, packages, winre }: Omit<ImageDifference, 'change'>): boolean {
  return [facts, features, drivers.added, drivers.removed, drivers.updated, apps.added, apps.removed, ...Object.values(packages ?? {})].every((list) => list.length === 0) && winre === undefined;
}

function winreDifference(a: ImageInfo, b: ImageInfo, first: Looked, second: Looked): ImageDifference['winre'] {
  if (a.winre?.sha1 === b.winre?.sha1) return undefined;
  const [one, other] = [first.winres.get(a.winre?.sha1 ?? '') ?? {}, second.winres.get(b.winre?.sha1 ?? '') ?? {}];
  const presence = a.winre === undefined || b.winre === undefined ? [{ name: 'winre.wim', a: a.winre === undefined ? 'missing' : 'there', b: b.winre === undefined ? 'missing' : 'there' }] : [];
  return {
    facts: [...presence, ...changedFacts([['build', one.build, other.build], ['servicing stack', one.servicingStack, other.servicingStack], ['size', a.winre?.size, b.winre?.size]])],
    ...(one.packages !== undefined && other.packages !== undefined && { packages: changedPackages(one.packages, other.packages) }),
  };
}
