import { delimiter, resolve } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { environmentName, type RequestField } from '../schema/request-fields.js';

const booleanWords: Readonly<Record<string, boolean>> = {
  '1': true, 'true': true, 'yes': true, 'on': true, '0': false, 'false': false, 'no': false, 'off': false,
};

/** Splits at commas; an empty piece is left out. */
function pieces(text: string, separator: string): string[] {
  return text.split(separator).map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** Reads `Cmdlet=seconds` items. Throws `usage` with the name of where they come from. */
export function parseSeconds(items: readonly string[], origin: string): Record<string, number> {
  return Object.fromEntries(items.map((item): [string, number] => {
    const match = /^(?<cmdlet>[A-Za-z]+-[A-Za-z]+)=(?<seconds>[1-9]\d*)$/u.exec(item);
    if (match?.groups === undefined) {
      throw new ServicingError('usage', `${origin}: '${item}' is not a cmdlet with seconds`, {
        advice: 'Write it as Add-WindowsPackage=7200.',
      });
    }
    return [match.groups['cmdlet'] ?? '', Number(match.groups['seconds'])];
  }));
}

/** Reads a whole number from 1. Throws `usage` with the name of where it comes from. */
function parseCount(text: string, origin: string): number {
  if (/^[1-9]\d*$/u.test(text)) return Number(text);
  throw new ServicingError('usage', `${origin}: '${text}' is not a whole number from 1`);
}

/** Reads the value of a flag that commander has collected: a string, a list, or a boolean. */
export function fromFlag(field: RequestField, value: unknown, cwd: string): unknown {
  const list = Array.isArray(value) ? value.map(String) : [String(value)];
  switch (field.shape) {
    case 'path': return value === false ? false : resolve(cwd, String(value));
    case 'paths': return list.map((path) => resolve(cwd, path));
    case 'names': return list.flatMap((names) => pieces(names, ','));
    case 'seconds': return parseSeconds(list.flatMap((items) => pieces(items, ',')), field.flag.split(' ')[0] ?? '');
    case 'count': return parseCount(String(value), field.flag.split(' ')[0] ?? '');
    case 'switch': case 'choice': case 'executable': case 'text': return value;
  }
}

/** Reads the value of an environment variable. Throws `usage` naming the variable. */
export function fromEnvironment(field: RequestField, text: string, cwd: string): unknown {
  const name = environmentName(field);
  switch (field.shape) {
    case 'path': return resolve(cwd, text);
    case 'paths': return pieces(text, delimiter).map((path) => resolve(cwd, path));
    case 'names': return pieces(text, ',');
    case 'seconds': return parseSeconds(pieces(text, ','), name);
    case 'count': return parseCount(text, name);
    case 'choice': case 'executable': case 'text': return text;
    case 'switch': {
      const value = booleanWords[text.toLowerCase()];
      if (value === undefined) throw new ServicingError('usage', `${name} is '${text}'; it takes true or false`);
      return value;
    }
  }
}
