import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { ServicingError } from '../schema/errors.js';
import { requestFields } from '../schema/request-fields.js';
import { servicingRequestSchema, type ServicingRequestInput } from '../schema/request.js';
import { closest } from './closest.js';

/** `$schema` is for editors (offline-servicing.schema.json) and says nothing to a run. */
const fileSchema = servicingRequestSchema.partial().extend({ $schema: z.string().optional() });

interface Problem {
  offset: number;
  message: string;
}

/** Offset of a value in the text; where it is missing, of what should hold it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return 0;
}

/** Offset of a key, for keys that should not be there. */
function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(node)) return offsetOf(document, path);
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isScalar(pair?.key) ? pair.key.range?.[0] ?? 0 : offsetOf(document, path);
}

function problemsOf(document: Document, issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== 'unrecognized_keys') {
    const name = issue.path.map(String).join('.');
    return [{ offset: offsetOf(document, issue.path), message: name === '' ? issue.message : `${name}: ${issue.message}` }];
  }
  return issue.keys.map((key) => {
    const meant = closest(key, requestFields.map((field) => field.key));
    const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
    return { offset: keyOffset(document, issue.path, key), message: `Unknown field ${key}${hint}` };
  });
}

function configError(path: string, lines: LineCounter, problems: readonly Problem[]): ServicingError {
  const texts = [...problems].sort((a, b) => a.offset - b.offset).map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`;
  });
  const [first = `${path}:1:1: Not a configuration`, ...others] = texts;
  return new ServicingError('usage', first, {
    details: others,
    advice: 'Fields are named as in docs/cli.md; unknown fields are errors so that a typing mistake changes nothing silently.',
  });
}

/** Paths in a file are relative to that file, so that it can be used from any folder. */
function resolvePaths(values: Partial<ServicingRequestInput>, folder: string): Partial<ServicingRequestInput> {
  const resolved: Record<string, unknown> = { ...values };
  for (const { key, shape } of requestFields) {
    const value = resolved[key];
    if (shape === 'path' && typeof value === 'string') resolved[key] = resolve(folder, value);
    if (shape === 'paths' && Array.isArray(value)) resolved[key] = value.map((item) => resolve(folder, String(item)));
  }
  return resolved;
}

/**
 * Reads a configuration file (YAML; JSON is YAML). Strict: what it does not know is an error, and every error names
 * file, line and column. Throws `usage`.
 */
export async function readConfigFile(path: string): Promise<Partial<ServicingRequestInput>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ServicingError('usage', `The configuration file ${path} cannot be read`, { cause });
  });
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/u, ''), { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw configError(path, lines, document.errors.map((error) => ({ offset: error.pos[0], message: error.message })));
  }
  const values: unknown = document.toJS() ?? {};
  const parsed = fileSchema.safeParse(values);
  if (!parsed.success) {
    throw configError(path, lines, parsed.error.issues.flatMap((issue) => problemsOf(document, issue)));
  }
  const { $schema: _, ...fields } = values as Partial<ServicingRequestInput> & { $schema?: string };
  return resolvePaths(fields, dirname(resolve(path)));
}
