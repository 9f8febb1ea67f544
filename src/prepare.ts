import { resolve } from 'node:path';
import { defaultCacheFolder } from './files/cache-folder.js';
import { readInputs } from './inputs/read-inputs.js';
import { inspectMedia } from './media/inspect-media.js';
import { createPlan } from './plan/create-plan.js';
import { checkOutputOptions } from './plan/output-options.js';
import { wantedPackages } from './plan/languages/wanted-packages.js';
import { ServicingError } from './schema/errors.js';
import type { InputInfo } from './schema/inputs.js';
import type { MediaInfo } from './schema/media.js';
import type { Plan } from './schema/plan.js';
import { requestFields } from './schema/request-fields.js';
import type { ServicingRequest, ServicingRequestInput } from './schema/request.js';
import { servicingRequestSchema } from './schema/request.js';
import type { UpdateScan } from './schema/update.js';
import { readIdentities } from './updates/read-identities.js';
import { scanUpdates } from './updates/scan-updates.js';
import { z } from 'zod';

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
 * Checks a request and fills in its defaults; paths become absolute.
 * @throws ServicingError `usage`, one detail a field
 */
export function parseRequest(input: ServicingRequestInput): ServicingRequest {
  const parsed = servicingRequestSchema.safeParse(input);
  if (!parsed.success) {
    throw new ServicingError('usage', 'The request is not valid', {
      details: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`), cause: new Error(z.prettifyError(parsed.error)),
    });
  }
  checkOutputOptions(parsed.data);
  return Object.assign(parsed.data, Object.fromEntries(requestFields.flatMap(({ key, shape }): [string, unknown][] => {
    const value = parsed.data[key];
    if (shape === 'path' && typeof value === 'string') return [[key, resolve(value)]];
    return shape === 'paths' && Array.isArray(value) ? [[key, value.map((path) => resolve(path))]] : [];
  })));
}

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
