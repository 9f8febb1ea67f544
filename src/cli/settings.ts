import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { ServicingError } from '../schema/errors.js';
import { choicesOf, environmentName, requestFields, type RequestField } from '../schema/request-fields.js';
import { servicingRequestSchema, type ServicingRequestInput } from '../schema/request.js';
import { fromEnvironment, fromFlag } from './field-text.js';
import type { CliIo } from './io.js';
import { fieldOption } from './request-options.js';

type Values = Record<string, unknown>;

function flagOf(field: RequestField): string {
  return field.flag.split(' ')[0] ?? field.flag;
}

function flagValues(command: Command, fields: readonly RequestField[], cwd: string): Values {
  const values: Values = {};
  for (const field of fields) {
    const name = fieldOption(field).attributeName();
    if (command.getOptionValueSource(name) === 'cli') values[field.key] = fromFlag(field, command.getOptionValue(name), cwd);
  }
  return values;
}

function environmentValues(io: CliIo, fields: readonly RequestField[]): Values {
  const values: Values = {};
  for (const field of fields) {
    const text = io.env[environmentName(field)];
    if (text !== undefined && text !== '') values[field.key] = fromEnvironment(field, text, io.cwd);
  }
  return values;
}

/** Flags win over the environment, that over the configuration file; what is in none of them is not there. */
export async function collectValues(
  command: Command, io: CliIo, fields: readonly RequestField[], configPath?: string,
): Promise<Partial<ServicingRequestInput>> {
  const file = configPath === undefined ? {} : await (await import('./config-file.js')).readConfigFile(resolve(io.cwd, configPath));
  return { ...file, ...environmentValues(io, fields), ...flagValues(command, fields, io.cwd) };
}

function missingText(field: RequestField): string {
  return `${flagOf(field)} is missing: give the flag, set ${environmentName(field)}, or write ${field.key} in a --config file`;
}

/**
 * Checks collected values against a schema of request fields, and gives them back as they came, without defaults.
 * Throws `usage` with one line for each thing that is wrong.
 */
export function checkFields<T extends Partial<ServicingRequestInput>>(schema: z.ZodType<unknown, T>, values: Partial<ServicingRequestInput>): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return values as T;
  const lines = parsed.error.issues.map((issue) => {
    const field = requestFields.find((candidate) => candidate.key === issue.path[0]);
    if (field === undefined) return issue.message;
    if (values[field.key] === undefined) return missingText(field);
    const choices = choicesOf(field);
    return choices.length === 0
      ? `${flagOf(field)} (${environmentName(field)}): ${issue.message}`
      : `${flagOf(field)} (${environmentName(field)}) takes ${choices.join(' or ')}`;
  });
  const [first = 'The request is not valid', ...others] = lines;
  throw new ServicingError('usage', first, { details: others });
}

/** A whole request out of collected values. Throws `usage`. */
export function checkRequest(values: Partial<ServicingRequestInput>): ServicingRequestInput {
  return checkFields(servicingRequestSchema, values);
}
