import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { freeBytes } from '../files/disk-space.js';
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
}

/**
 * Which backend a request means: what it names, else native on Windows.
 * @throws ServicingError `backend` where nothing was named and there is no native DISM, or native was named there.
 */
export function chooseBackend(wanted: Backend | undefined, platform: NodeJS.Platform = process.platform): Backend {
  if (wanted === 'rehearsal' || (wanted === 'native' && platform === 'win32')) return wanted;
  if (platform === 'win32') return 'native';
  throw new ServicingError('backend', wanted === 'native'
    ? `Native DISM runs on Windows only; this is ${platform}` : `There is no native DISM on ${platform}, and no other backend was named`, {
    advice: 'Run on Windows, or rehearse here with --backend rehearsal (the result is labelled and is not patched Windows).',
  });
}

/** @throws ServicingError `rehearsed-input` when native DISM would be given media that a rehearsal made. */
export function refuseRehearsedInput(backend: Backend, media: MediaInfo): void {
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
  if (await exists(places.output)) {
    throw new ServicingError('output-exists', `The output folder exists already: ${places.output}`, {
      advice: 'Name another output, or move the old one away. The output appears only when a run is done, so it is never written over.',
    });
  }
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

/**
 * Workspace and output must share a volume, because the output appears by a rename.
 * @throws ServicingError `usage`
 */
export async function checkSameVolume(workspace: string, output: string): Promise<void> {
  const [a, b] = await Promise.all([stat(await nearestExisting(workspace)), stat(await nearestExisting(dirname(output)))]);
  if (a.dev === b.dev) return;
  throw new ServicingError('usage', 'Workspace and output are on different volumes', {
    details: [`workspace: ${workspace}`, `output: ${output}`],
    advice: 'Put the workspace on the volume of the output (the default does that), so that the output can appear whole.',
  });
}

/** @throws ServicingError `disk-space` when the plan's peak does not fit. */
export async function checkDiskSpace(plan: Plan, workspace: string, free: (path: string) => Promise<number> = freeBytes): Promise<void> {
  const available = await free(workspace);
  if (available >= plan.estimate.peakDiskBytes) return;
  throw new ServicingError('disk-space', `The run needs ${sizeText(plan.estimate.peakDiskBytes)} on the volume of the workspace, ${sizeText(available)} are free`, {
    details: [`workspace: ${workspace}`], advice: 'Free space there, or name another volume with --workspace and --output.',
  });
}

async function nearestExisting(path: string): Promise<string> {
  return (await exists(path)) || dirname(path) === path ? path : nearestExisting(dirname(path));
}
