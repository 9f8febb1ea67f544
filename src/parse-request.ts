import { resolve } from 'node:path';
import { z } from 'zod';
import { checkOutputOptions } from './plan/output-options.js';
import { ServicingError } from './schema/errors.js';
import { requestFields } from './schema/request-fields.js';
import type { ServicingRequest, ServicingRequestInput } from './schema/request.js';
import { servicingRequestSchema } from './schema/request.js';

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
