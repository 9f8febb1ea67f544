import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { ServicingError } from '../schema/errors.js';
import { toFileError } from './file-error.js';

const issuesShown = 5;

/**
 * Reads a JSON document that this tool has written.
 * @throws ServicingError `input-invalid` for one that is damaged, of a later version or somebody else's, `permission`; else the
 *   file system's own error
 */
export async function readDocument<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ServicingError('input-invalid', `${path} is damaged: ${error.message}`, { cause: error });
    throw toFileError(error, 'read', path);
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version > 1) throw new ServicingError('input-invalid', `${path} was written by a later version of offline-servicing`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ServicingError('input-invalid', `${path} is not what offline-servicing writes`, {
    details: parsed.error.issues.slice(0, issuesShown).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  });
}
