import { z } from 'zod';
import { ServicingError } from './errors.js';

/**
 * Checks what was handed in, and fills in its defaults.
 * @param what it is called, e.g. `request`
 * @throws ServicingError `usage`, one detail a field
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ServicingError('usage', `The ${what} is not valid`, {
    details: parsed.error.issues.map((issue) => `${issue.path.join('.') || what}: ${issue.message}`), cause: new Error(z.prettifyError(parsed.error)),
  });
}
