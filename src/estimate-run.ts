import { parseRequest } from './parse-request.js';
import { estimateOf } from './run/estimate-run.js';
import type { RunEstimate } from './run/estimate-run.js';
import { readTimings } from './run/timings.js';
import { defaultCache, defaultWorkspace } from './run/workspace.js';
import type { Backend } from './schema/common.js';
import type { Plan } from './schema/plan.js';
import type { ServicingRequest, ServicingRequestInput } from './schema/request.js';
import { resolve } from 'node:path';

/**
 * How long the plan of a request will take on this computer, by what its steps took in earlier runs with the same cache
 * folder.
 * @throws ServicingError `usage` for a request that is not valid
 */
export async function estimateRun(plan: Plan, input: ServicingRequestInput): Promise<RunEstimate> {
  const request = parseRequest(input);
  return estimateFor(plan, request, request.backend ?? (process.platform === 'win32' ? 'native' : undefined));
}

/** The same for a request that was parsed, and the backend that it means. */
export async function estimateFor(plan: Plan, request: ServicingRequest, backend: Backend | undefined): Promise<RunEstimate> {
  const cache = cacheOf(request);
  return estimateOf(plan, cache === undefined ? new Map() : await readTimings(cache), { backend, parallel: request.parallel });
}

/** Folder in which a request keeps results and timings; undefined where it keeps none. */
export function cacheOf(request: ServicingRequest): string | undefined {
  if (request.cache === false) return undefined;
  return request.cache ?? defaultCache(resolve(request.workspace ?? defaultWorkspace(request.output)));
}
