import { resolve } from 'node:path';
import { checkOutputOptions } from './plan/output-options.js';
import { parseInput } from './schema/parse-input.js';
import { requestFields } from './schema/request-fields.js';
import type { ServicingRequest, ServicingRequestInput } from './schema/request.js';
import { servicingRequestSchema } from './schema/request.js';

/**
 * Checks a request and fills in its defaults; paths become absolute.
 * @throws ServicingError `usage`, one detail a field
 */
export function parseRequest(input: ServicingRequestInput): ServicingRequest {
  const request = parseInput(servicingRequestSchema, input, 'request');
  checkOutputOptions(request);
  return Object.assign(request, Object.fromEntries(requestFields.flatMap(({ key, shape }): [string, unknown][] => {
    const value = request[key];
    if (shape === 'path' && typeof value === 'string') return [[key, resolve(value)]];
    return shape === 'paths' && Array.isArray(value) ? [[key, value.map((path) => resolve(path))]] : [];
  })));
}
