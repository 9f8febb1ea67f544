import { createHash } from 'node:crypto';

/**
 * JSON with one spelling: keys sorted by UTF-16 code unit, no white space, numbers and strings as JSON.stringify writes
 * them (the rules of RFC 8785). Properties that are undefined are left out, as in JSON.
 * @throws TypeError for what JSON cannot say (functions, symbols, bigint, NaN, infinities, undefined in a list) and for
 *   objects that are not plain, whose meaning would silently be lost (Map, Set, class instances without toJSON)
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new TypeError(`A ${typeof value} has no JSON form`);
  }
}

function canonicalObject(value: object): string {
  if (hasToJson(value)) return canonicalJson(value.toJSON());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('Only plain objects have a JSON form');
  const members = value as Record<string, unknown>;
  let text = '';
  // Without a comparing function, strings are sorted by code unit.
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

function hasToJson(value: object): value is { toJSON: () => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/** SHA-256 of {@link canonicalJson}, lower-case hexadecimal: equal values have equal digests, whatever the key order. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}
