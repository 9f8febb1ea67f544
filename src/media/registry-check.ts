import { isDeepStrictEqual } from 'node:util';
import type { RegChange } from '../files/reg-model.js';
import type { RegistryHive } from './registry-hive.js';
import { decodeValue } from './registry-value.js';

/** What a key must be like in the end. */
interface WantedKey {
  readonly key: string;
  readonly gone: boolean;
  /** By upper-case name; undefined = must not be there. */
  readonly values: Map<string, { name: string; value: Extract<RegChange, { do: 'set' }> | undefined }>;
}

/**
 * What of a .reg file's changes a hive does not show, one line each. Later changes win over earlier ones. That a key which was
 * deleted and made again has lost its old values is not looked for.
 * @param changes of this hive only, their keys as the hive has them
 */
export function unseenChanges(hive: RegistryHive, changes: readonly RegChange[]): string[] {
  return [...wantedKeys(changes).values()].flatMap((wanted) => {
    const found = hive.key(wanted.key);
    if (wanted.gone) return found === undefined ? [] : [`${wanted.key} is still there`];
    if (found === undefined) return [`${wanted.key} is missing`];
    const values = new Map(found.values().map((value) => [value.name.toUpperCase(), value]));
    return [...wanted.values].flatMap(([upper, { name, value }]) => {
      const seen = values.get(upper);
      const place = `${wanted.key}\\${name === '' ? '(default)' : name}`;
      if (value === undefined) return seen === undefined ? [] : [`${place} is still there`];
      if (seen === undefined) return [`${place} is missing`];
      return seen.type === value.type && isDeepStrictEqual(seen.data, decodeValue(value.type, value.data)) ? [] : [`${place} has another value`];
    });
  });
}

function wantedKeys(changes: readonly RegChange[]): Map<string, WantedKey> {
  const keys = new Map<string, WantedKey>();
  for (const change of changes) {
    const upper = change.key.toUpperCase();
    if (change.do === 'delete-key') {
      for (const [name] of keys) if (name === upper || name.startsWith(`${upper}\\`)) keys.delete(name);
      keys.set(upper, { key: change.key, gone: true, values: new Map() });
      continue;
    }
    // A key that is made again is there with all above it.
    for (const [name, wanted] of keys) if (wanted.gone && (name === upper || upper.startsWith(`${name}\\`))) keys.delete(name);
    const wanted = keys.get(upper) ?? { key: change.key, gone: false, values: new Map() };
    if (change.do !== 'make-key') wanted.values.set(change.name.toUpperCase(), { name: change.name, value: change.do === 'set' ? change : undefined });
    keys.set(upper, wanted);
  }
  return keys;
}
