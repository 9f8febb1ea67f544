import { defaultCacheFolder } from './files/cache-folder.js';
import { readInputs } from './inputs/read-inputs.js';
import { inspectMedia } from './media/inspect-media.js';
import { parseRequest } from './parse-request.js';
import { createPlan } from './plan/create-plan.js';
import { wantedPackages } from './plan/languages/wanted-packages.js';
import type { InputInfo } from './schema/inputs.js';
import type { MediaInfo } from './schema/media.js';
import type { Plan } from './schema/plan.js';
import type { ServicingRequest, ServicingRequestInput } from './schema/request.js';
import type { UpdateScan } from './schema/update.js';
import { readIdentities } from './updates/read-identities.js';
import { scanUpdates } from './updates/scan-updates.js';

/** What is known before anything is changed. */
export interface Preparation {
  readonly media: MediaInfo;
  readonly scan: UpdateScan;
  /** What the request hands in beside media and updates. */
  readonly inputs: readonly InputInfo[];
  readonly plan: Plan;
}

export type PreparationPhase = 'inspect' | 'scan' | 'plan';

/**
 * Inspects the media, scans the updates and plans. Opens nothing for writing but the cache of what was read of updates.
 * @throws ServicingError as inspectMedia, scanUpdates, readInputs and createPlan
 */
export async function prepare(request: ServicingRequest, signal: AbortSignal | undefined, onPhase: (phase: PreparationPhase) => void = () => undefined): Promise<Preparation> {
  const options = signal === undefined ? {} : { signal };
  onPhase('inspect');
  const media = await inspectMedia(request.media, options);
  onPhase('scan');
  const cache = request.cache === false ? undefined : request.cache ?? defaultCacheFolder();
  const scan = await scanUpdates(request.updates, { ...options, cache });
  const named = await readInputs(request, options);
  const inputs = await readIdentities(named, wantedPackages(named, request.languages, media.architecture), options);
  onPhase('plan');
  return { media, scan, inputs, plan: createPlan(media, scan, request, inputs) };
}

/**
 * The plan of a request: what would be done, in which order and why. Nothing is opened for writing.
 * @throws ServicingError `usage`, `media-*`, `wim-invalid`, `update-*`, `input-invalid`
 */
export async function planServicing(input: ServicingRequestInput, options: { signal?: AbortSignal } = {}): Promise<Plan> {
  return (await prepare(parseRequest(input), options.signal)).plan;
}
