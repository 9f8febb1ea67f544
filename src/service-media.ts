import { exists } from './files/paths.js';
import { parseRequest } from './parse-request.js';
import { chooseBackend } from './preflight/choose-backend.js';
import { EarlySession } from './run/early-session.js';
import type { RunEstimate } from './run/estimate-run.js';
import type { EventListener } from './run/event-stream.js';
import type { Plan } from './schema/plan.js';
import type { ServicingRequest, ServicingRequestInput } from './schema/request.js';
import type { ServicingResult } from './schema/result.js';

export interface ServiceOptions {
  /** Ends the run: nothing new starts, what runs is cancelled, mounts are discarded. */
  readonly signal?: AbortSignal;
  /** The run's events as they happen, progress among them. What it throws is a warning of the process, never a failed run. */
  readonly onEvent?: EventListener;
  /** Asked once, after planning and before anything is made; false ends with `cancelled`. */
  readonly confirm?: (plan: Plan, estimate: RunEstimate) => Promise<boolean>;
}

/**
 * The main job: brings Windows installation media up to date into a new folder. The original media is only read, and
 * the output appears when everything is done and checked. Media that has what the updates bring needs none: the result is
 * then `done` without an output, and its plan says so (`upToDate`).
 * @throws ServicingError when it could not begin (nothing was changed), ServicingRunError when a run failed; the
 *   latter carries the result, and its run folder is kept
 */
export async function serviceMedia(input: ServicingRequestInput, options: ServiceOptions = {}): Promise<ServicingResult> {
  const startedAt = new Date().toISOString();
  const request = parseRequest(input);
  const backend = chooseBackend(request.backend);
  const early = new EarlySession();
  try {
    // A session takes longer to come up than all that comes before its first use: loading the engine, reading media and updates.
    if (await mayBegin(request)) early.begin({ request, backend });
    const { runService } = await import('./run-service.js');
    return await runService({ request, backend, startedAt, early }, options);
  } finally {
    await early.end();
  }
}

/** What is seen at a glance; the run itself looks closer. */
async function mayBegin({ media, output, force }: ServicingRequest): Promise<boolean> {
  return await exists(media) && (force || !(await exists(output)));
}
