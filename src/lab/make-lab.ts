import { mkdir, mkdtemp, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { throwIfCancelled } from '../files/cancel.js';
import { toFileError } from '../files/file-error.js';
import { exists } from '../files/paths.js';
import { publishFolder } from '../files/publish.js';
import { walk } from '../files/walk.js';
import type { Architecture } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { UpdateKind } from '../schema/update.js';
import { forArchitecture } from './architecture.js';
import { writeCatalogFile, type CatalogFile } from './catalog-file.js';
import { generationOf, type Generation } from './generations.js';
import { makeLabIso } from './lab-iso.js';
import { makeMedia, type LabImage, type MediaOptions } from './media.js';
import { driverFiles, extraFiles } from './extras.js';
import type { Product } from './release.js';
import { makeRepository, repositoryCabinets, type RepositoryCabinet } from './repository.js';

export interface LabOptions {
  /** The build of the media: 17134, 17763, 19045 or 26100. */
  build: number;
  /** Default client, for a build that has one. */
  product?: Product | undefined;
  /** Default x64; the others get media and updates only. x86 up to Windows 10, servers x64 only. */
  architecture?: Architecture | undefined;
  /** Update build revision of the media, which hold the cumulative update that brought it; default that of the generation's media. */
  revision?: number | undefined;
  /** Servicing stack and cumulative update in files of their own, as before 2021-02; only of 19045. */
  separate?: boolean | undefined;
  /** Folder that gets `media`, `updates` and more; made where it is missing. */
  output: string;
  /** Install images by EditionID of the product (`ServerStandardCore` without a desktop), in this order; default two of them. */
  editions?: readonly string[] | undefined;
  /** Extra payload per install image in MiB, half of it incompressible; default 8. */
  megabytes?: number | undefined;
  /** The media as an ISO file besides; needs a program that writes one. */
  iso?: boolean | undefined;
  /** Media and updates only, which takes half the time where there would be more. */
  bare?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((line: string) => void) | undefined;
}

export interface LabUpdate { file: string; kb: string; identity: string; kind: UpdateKind }

export interface LabReport {
  /** Absolute path of the media folder. */
  media: string;
  /** Absolute path of the ISO file, where one was asked for. */
  iso?: string;
  /** Absolute path of the folder with the updates. */
  updates: string;
  /** Absolute path of the folder with languages and features, for a generation that has them. */
  repository?: string;
  /** Absolute path of a folder with driver packages, for the same generations. */
  drivers?: string;
  /** Absolute path of a folder with `settings.reg` and `files`, for the same generations. */
  extras?: string;
  images: LabImage[];
  updatesMade: LabUpdate[];
  /** Size of all files. */
  bytes: number;
}

/**
 * Makes Windows-like installation media and the updates of one month for them, from nothing (docs/lab.md).
 * Each folder appears whole; equal options give equal bytes with one version of the tools.
 * @throws ServicingError `usage` for options that make no sense, `output-exists` when one of the folders is there
 *   already, `permission`, `disk-space`, `backend` when wimlib-imagex or gcab is missing or fails, `preflight` when no
 *   program writes ISO files and one is asked for, `cancelled`
 */
export async function makeLab(options: LabOptions): Promise<LabReport> {
  return forArchitecture(options.architecture ?? 'x64', () => makeFor(options));
}

async function makeFor(options: LabOptions): Promise<LabReport> {
  const { signal, onProgress, megabytes = 8 } = options;
  const generation = refreshed(generationOf(options.build), options.revision);
  checkSize(megabytes);
  checkArchitecture(options);
  const editions = chosenEditions(generation, options);
  const updates = monthOf(generation, options.separate ?? false);
  const output = resolve(options.output);
  const more = options.bare === true || (options.architecture ?? 'x64') !== 'x64' ? {} : repositoryOf(generation, editions);
  const folders = more.repository === undefined ? basicFolders : [...basicFolders, ...moreFolders];
  for (const name of options.iso === true ? [...folders, isoName] : folders) if (await exists(join(output, name))) throw alreadyThere(join(output, name));
  const media = { release: generation.release, editions, megabytes, signal, onProgress };
  try {
    return await makeBelow(output, folders, { media, updates, iso: options.iso === true, ...more });
  } catch (error) {
    throw toFileError(error, 'write below', output);
  }
}

const isoName = 'media.iso';
const basicFolders = ['media', 'updates'] as const;
const moreFolders = ['repository', 'drivers', 'extras'] as const;
type Folder = (typeof basicFolders)[number] | (typeof moreFolders)[number];

/** All that is to be made. */
interface LabParts {
  media: MediaOptions;
  updates: readonly CatalogFile[];
  iso: boolean;
  repository?: readonly RepositoryCabinet[];
}

async function makeBelow(output: string, folders: readonly Folder[], parts: LabParts): Promise<LabReport> {
  const { signal } = parts.media;
  const created = await mkdir(output, { recursive: true });
  const staging = await mkdtemp(join(output, '.lab-'));
  let done = false;
  try {
    for (const name of folders) await mkdir(join(staging, name));
    const updatesMade = await makeUpdates(parts.updates, join(staging, 'updates'), parts.media);
    const images = await makeMedia(join(staging, 'media'), parts.media);
    if (parts.repository !== undefined) await makeMore(staging, parts.repository, parts.media);
    if (parts.iso) {
      parts.media.onProgress?.('ISO file');
      await makeLabIso(join(staging, 'media'), join(staging, isoName), parts.media.release, signal);
    }
    const bytes = await sizeOf(staging);
    throwIfCancelled(signal);
    for (const name of [...folders].reverse()) await publishFolder(join(staging, name), join(output, name));
    if (parts.iso) await rename(join(staging, isoName), join(output, isoName));
    done = true;
    const places = Object.fromEntries(folders.map((name) => [name, join(output, name)])) as Pick<LabReport, Folder>;
    return { ...places, ...(parts.iso ? { iso: join(output, isoName) } : {}), images, updatesMade, bytes };
  } finally {
    await rm(staging, { recursive: true, force: true });
    // It stays where others have put something into it by now.
    if (!done && created !== undefined) await rmdir(output).catch(() => undefined);
  }
}

async function makeMore(staging: string, cabinets: readonly RepositoryCabinet[], { release, signal, onProgress }: MediaOptions): Promise<void> {
  onProgress?.('Languages, features, drivers and settings');
  await makeRepository(cabinets, join(staging, 'repository'), { signal });
  await driverFiles(release.times.release).writeTo(join(staging, 'drivers'));
  await extraFiles(release.times.release).writeTo(join(staging, 'extras'));
}

function repositoryOf({ release, repository }: Generation, editions: readonly string[]): Pick<LabParts, 'repository'> {
  const product = release.editions[editions[0] ?? '']?.product;
  return repository === undefined || product === undefined ? {} : { repository: repositoryCabinets(release, product, repository) };
}

/** The generation with media that Microsoft has refreshed since. */
function refreshed(generation: Generation, revision = generation.release.revision): Generation {
  if (!Number.isInteger(revision) || revision < 1 || revision > 65_535) {
    throw new ServicingError('usage', `The revision must be a whole number from 1 to 65535, not ${revision}.`);
  }
  return { ...generation, release: { ...generation.release, revision } };
}

function checkSize(megabytes: number): void {
  if (!Number.isInteger(megabytes) || megabytes < 0 || megabytes > 4096) {
    throw new ServicingError('usage', `The size must be a whole number of megabytes from 0 to 4096, not ${megabytes}.`);
  }
}

function checkArchitecture({ build, product, architecture = 'x64' }: LabOptions): void {
  const isServer = product === 'server' || generationOf(build).editions.client === undefined;
  if (architecture === 'x64' || (!isServer && (architecture === 'arm64' || build < firstBuildWithoutX86))) return;
  throw new ServicingError('usage', `There is no ${isServer ? 'Windows Server' : 'Windows'} of build ${build} for ${architecture}.`, {
    advice: 'x86 ends with Windows 10; the servers of the lab are for x64.',
  });
}

/** Windows 11. */
const firstBuildWithoutX86 = 22000;

function monthOf(generation: Generation, separate: boolean): CatalogFile[] {
  if (!separate) return generation.updates();
  if (generation.separateUpdates === undefined) {
    throw new ServicingError('usage', `The lab has no other shape for the updates of ${generation.release.name}.`);
  }
  return generation.separateUpdates();
}

function chosenEditions(generation: Generation, options: LabOptions): readonly string[] {
  const { release } = generation;
  const product = options.product ?? (generation.editions.client === undefined ? 'server' : 'client');
  const usual = generation.editions[product];
  if (usual === undefined) throw new ServicingError('usage', `The lab has no ${product} of ${release.name}.`);
  const known = Object.keys(release.editions).filter((edition) => release.editions[edition]?.product === product);
  const names = options.editions ?? usual;
  const found = known.filter((edition) => names.includes(edition));
  if (found.length === 0 || found.length !== names.length) {
    throw new ServicingError('usage', `The lab cannot make the editions "${names.join(', ')}".`, {
      advice: `Name each of them at most once: ${known.join(', ')}.`,
    });
  }
  return names;
}

async function makeUpdates(
  files: readonly CatalogFile[], folder: string, options: Pick<MediaOptions, 'signal' | 'onProgress'>,
): Promise<LabUpdate[]> {
  const made: LabUpdate[] = [];
  for (const item of files) {
    const { kind, kb, identity } = item;
    options.onProgress?.(`Update ${kb}`);
    const file = await writeCatalogFile(item, folder, { signal: options.signal });
    made.push({ file, kb, identity, kind });
  }
  return made;
}

async function sizeOf(root: string): Promise<number> {
  let bytes = 0;
  for await (const entry of walk(root)) if (entry.kind === 'file') bytes += (await stat(entry.hostPath)).size;
  return bytes;
}

function alreadyThere(folder: string): ServicingError {
  return new ServicingError('output-exists', `There is something at ${folder} already.`, {
    advice: 'Name another folder, or remove the old lab first.',
  });
}
