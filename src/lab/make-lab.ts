import { mkdir, mkdtemp, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { throwIfCancelled } from '../files/cancel.js';
import { toFileError } from '../files/file-error.js';
import { exists } from '../files/paths.js';
import { publishFolder } from '../files/publish.js';
import { walk } from '../files/walk.js';
import { ServicingError } from '../schema/errors.js';
import type { UpdateKind } from '../schema/update.js';
import { packageIdentity } from './identity.js';
import { labEditions, type LabEdition } from './images.js';
import { makeMedia, type LabImage, type MediaOptions } from './media.js';
import { makeNamedUpdate, type UpdateSpec } from './update-file.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from './updates.js';

export interface LabOptions {
  /** The build of the media; the lab knows 17134, Windows 10 1803. */
  build: number;
  /** Folder that gets `media` and `updates`; made where it is missing. */
  output: string;
  /** Install images by EditionID ({@link labEditions}), in this order; default Core and Professional. */
  editions?: readonly string[] | undefined;
  /** Extra payload per install image in MiB, half of it incompressible; default 8. */
  megabytes?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((line: string) => void) | undefined;
}

export interface LabUpdate { file: string; kb: string; identity: string; kind: UpdateKind }

export interface LabReport {
  /** Absolute path of the media folder. */
  media: string;
  /** Absolute path of the folder with the updates. */
  updates: string;
  images: LabImage[];
  updatesMade: LabUpdate[];
  /** Size of all files. */
  bytes: number;
}

/**
 * Makes Windows-like installation media of 10.0.17134.1 and the updates of 2018-07 for it, from nothing (docs/lab.md).
 * Both folders appear whole; equal options give equal bytes with one version of the tools.
 * @throws ServicingError `usage` for options that make no sense, `output-exists` when there is a `media` or `updates`
 *   already, `permission`, `disk-space`, `backend` when wimlib-imagex or gcab is missing or fails, `cancelled`
 */
export async function makeLab(options: LabOptions): Promise<LabReport> {
  const { signal, onProgress } = options;
  const editions = knownEditions(options.editions ?? ['Core', 'Professional']);
  const megabytes = options.megabytes ?? 8;
  checkSize(options.build, megabytes);
  const output = resolve(options.output);
  const media = join(output, 'media');
  const updates = join(output, 'updates');
  for (const folder of [media, updates]) if (await exists(folder)) throw alreadyThere(folder);
  try {
    return await makeBelow(output, { media, updates }, { editions, megabytes, signal, onProgress });
  } catch (error) {
    throw toFileError(error, 'write below', output);
  }
}

async function makeBelow(output: string, places: { media: string; updates: string }, options: MediaOptions): Promise<LabReport> {
  const created = await mkdir(output, { recursive: true });
  const staging = await mkdtemp(join(output, '.lab-'));
  let done = false;
  try {
    const [media, updates] = [join(staging, 'media'), join(staging, 'updates')];
    for (const folder of [media, updates]) await mkdir(folder);
    const updatesMade = await makeUpdates(updates, options);
    const images = await makeMedia(media, options);
    const bytes = await sizeOf(staging);
    throwIfCancelled(options.signal);
    await publishFolder(updates, places.updates);
    await publishFolder(media, places.media);
    done = true;
    return { ...places, images, updatesMade, bytes };
  } finally {
    await rm(staging, { recursive: true, force: true });
    // It stays where others have put something into it by now.
    if (!done && created !== undefined) await rmdir(output).catch(() => undefined);
  }
}

function checkSize(build: number, megabytes: number): void {
  if (build !== 17134) throw new ServicingError('usage', `The lab makes media of build 17134, not ${build}.`);
  if (!Number.isInteger(megabytes) || megabytes < 0 || megabytes > 4096) {
    throw new ServicingError('usage', `The size must be a whole number of megabytes from 0 to 4096, not ${megabytes}.`);
  }
}

function knownEditions(names: readonly string[]): LabEdition[] {
  const known = labEditions.filter((edition) => names.includes(edition));
  if (known.length === 0 || known.length !== names.length) {
    throw new ServicingError('usage', `The lab cannot make the editions "${names.join(', ')}".`, {
      advice: `Name each of them at most once: ${labEditions.join(', ')}.`,
    });
  }
  return names.map((name) => name as LabEdition);
}

async function makeUpdates(folder: string, options: Pick<MediaOptions, 'signal' | 'onProgress'>): Promise<LabUpdate[]> {
  const specs: [UpdateKind, UpdateSpec][] = [
    ['servicingStack', servicingStackUpdate()], ['cumulative', cumulativeUpdate()], ['adobeFlash', flashUpdate()],
  ];
  const made: LabUpdate[] = [];
  for (const [kind, spec] of specs) {
    options.onProgress?.(`Update ${spec.kb}`);
    const file = await makeNamedUpdate(spec, folder, { signal: options.signal });
    made.push({ file, kb: spec.kb, identity: packageIdentity(spec.top.identity), kind });
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
