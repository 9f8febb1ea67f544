import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { freeBytes } from '../files/disk-space.js';
import { isReplaceable, ownOutput } from '../files/own-output.js';
import { exists, isInside } from '../files/paths.js';
import { sizeText } from '../files/size-text.js';
import type { Backend } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { MediaInfo } from '../schema/media.js';
import type { Plan } from '../schema/plan.js';

export interface PlacesToCheck {
  readonly media: string;
  readonly output: string;
  readonly workspace: string;
  readonly updates: readonly string[];
  /** Whatever else the run reads: drivers, files, sources, kept results. */
  readonly reads?: readonly string[];
  /** An earlier output may be replaced. */
  readonly force?: boolean;
}

/** @throws ServicingError `rehearsed-input` when native DISM would be given media that a rehearsal made. */
export function refuseRehearsedInput(backend: Backend, media: Pick<MediaInfo, 'path' | 'rehearsed'>): void {
  if (backend !== 'native' || !media.rehearsed) return;
  throw new ServicingError('rehearsed-input', 'The media was made by the lab or a rehearsal: it is not Windows', {
    details: [media.path], advice: 'Use original media, or --backend rehearsal.',
  });
}

/**
 * Looks at the places of a request before anything is made.
 * @throws ServicingError `output-exists`, `usage` (places inside each other), `permission`
 */
export async function checkPlaces(places: PlacesToCheck): Promise<void> {
  if (await exists(places.output)) await checkOutput(places);
  for (const [what, inner, outer] of [
    ['The output lies inside the media', places.output, places.media],
    ['The workspace lies inside the media', places.workspace, places.media],
    ['The media lies inside the output', places.media, places.output],
    ['The workspace lies inside the output', places.workspace, places.output],
  ] as const) {
    if (isInside(inner, outer)) {
      throw new ServicingError('usage', what, { details: [`${inner} is below ${outer}`], advice: 'Name an output folder apart from the media.' });
    }
  }
  for (const update of places.updates) {
    if (isInside(places.output, update) || isInside(places.workspace, update)) {
      throw new ServicingError('usage', 'The output or the workspace lies inside the updates', { details: [update], advice: 'Name an output folder apart from the updates.' });
    }
  }
}

/** Whether two places, which need not exist yet, are on one volume. */
async function isSameVolume(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(await nearestExisting(a)), stat(await nearestExisting(b))]);
  return first.dev === second.dev;
}

/**
 * A workspace on another volume than the output is fine as long as both have room: the output is copied then.
 * @throws ServicingError `disk-space` when the plan's peak does not fit, or the output on its own volume
 */
export async function checkDiskSpace(plan: Plan, { workspace, output }: { workspace: string; output: string }, free: (path: string) => Promise<number> = freeBytes): Promise<void> {
  const { peakDiskBytes, outputBytes = 0 } = plan.estimate;
  const available = await free(workspace);
  if (available < peakDiskBytes) {
    throw new ServicingError('disk-space', `The run needs ${sizeText(peakDiskBytes)} on the volume of the workspace, ${sizeText(available)} are free`, {
      details: [`workspace: ${workspace}`], advice: 'Free space there, or name another volume with --workspace and --output.',
    });
  }
  if (await isSameVolume(workspace, dirname(output))) return;
  const there = await free(output);
  if (there >= outputBytes) return;
  throw new ServicingError('disk-space', `The output needs about ${sizeText(outputBytes)} on its volume, ${sizeText(there)} are free`, {
    details: [`output: ${output}`, `workspace, on another volume: ${workspace}`], advice: 'Free space there, or name another volume with --output.',
  });
}

/** @throws ServicingError `output-exists`, `usage` where the run would read what it replaces */
async function checkOutput({ output, force = false, updates, reads = [] }: PlacesToCheck): Promise<void> {
  if (!force) {
    const earlier = await ownOutput(output);
    throw new ServicingError('output-exists', `The output folder exists already: ${output}`, {
      ...(earlier === undefined ? {} : { details: [`It is the whole output of run ${earlier.runId}${earlier.finishedAt === undefined ? '' : `, finished at ${earlier.finishedAt}`}.`] }),
      advice: 'Name another output, move the old one away, or replace an earlier output with --force. The output appears only when a run is done, so it is never written over.',
    });
  }
  if (!(await isReplaceable(output))) {
    throw new ServicingError('output-exists', `What is at ${output} is no earlier output of this tool`, {
      advice: '--force replaces only an earlier output (a folder with its result.json) or an empty folder. Name another output, or move that one away.',
    });
  }
  const lost = [...updates, ...reads].find((path) => isInside(path, output));
  if (lost !== undefined) {
    throw new ServicingError('usage', 'The run reads from the output that it is to replace', { details: [`${lost} is below ${output}`], advice: 'Move it out of there, or name another output.' });
  }
}

async function nearestExisting(path: string): Promise<string> {
  return (await exists(path)) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
