import type { ChangedFact, ChangedNames, ChangedPackages } from '../schema/difference.js';
import { identityParts } from '../schema/identity-parts.js';

type Value = string | number | undefined;

/** Facts that have other values on the two sides, in the order given. What one side does not know is no change. */
export function changedFacts(facts: readonly (readonly [name: string, a: Value, b: Value])[]): ChangedFact[] {
  return facts.filter(([, a, b]) => a !== undefined && b !== undefined && a !== b).map(([name, a, b]) => ({ name, a: String(a), b: String(b) }));
}

/** Names of which only one side has each; letter case does not count. */
export function changedNames(a: readonly string[] | undefined, b: readonly string[] | undefined): ChangedNames {
  if (a === undefined || b === undefined) return { added: [], removed: [] };
  return { added: without(b, a), removed: without(a, b) };
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map((name) => name.toLowerCase()));
  return names.filter((name) => !known.has(name.toLowerCase())).sort();
}

/** Values by name, of both sides; one that only one side has has one value. Letter case of names does not count. */
export function changedStates(a: ReadonlyMap<string, string> | undefined, b: ReadonlyMap<string, string> | undefined): ChangedFact[] {
  if (a === undefined || b === undefined) return [];
  const [first, second] = [folded(a), folded(b)];
  const changed = [...new Set([...first.keys(), ...second.keys()])].filter((key) => first.get(key)?.value !== second.get(key)?.value);
  return changed.sort().map((key) => {
    const [one, other] = [first.get(key), second.get(key)];
    return { name: other?.name ?? one?.name ?? key, ...(one !== undefined && { a: one.value }), ...(other !== undefined && { b: other.value }) };
  });
}

function folded(states: ReadonlyMap<string, string>): Map<string, { name: string; value: string }> {
  return new Map([...states].map(([name, value]) => [name.toLowerCase(), { name, value }]));
}

/**
 * Packages that came, went, have another version or another state. Versions are told apart only where each side has one of the
 * name; several at once (language packs of one name have another language) came and went. Where one side knows names alone,
 * states are not compared.
 */
export function changedPackages(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): ChangedPackages {
  const { added, removed } = changedNames([...a.keys()], [...b.keys()]);
  const [came, went] = [byPackage(added), byPackage(removed)];
  const updated: ChangedPackages['updated'] = [];
  const isUpdate = new Set<string>();
  for (const [key, [now, ...more]] of came) {
    const [before, ...others] = went.get(key) ?? [];
    if (now === undefined || before === undefined || more.length + others.length > 0) continue;
    updated.push({ name: nameOf(now), from: identityParts(before).version, to: identityParts(now).version });
    isUpdate.add(now).add(before);
  }
  const states = changedStates(a, b).filter((fact) => fact.a !== undefined && fact.b !== undefined && fact.a !== 'unknown' && fact.b !== 'unknown');
  return { added: added.filter((name) => !isUpdate.has(name)), removed: removed.filter((name) => !isUpdate.has(name)), updated, states };
}

function byPackage(identities: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const identity of identities) {
    const key = nameOf(identity).toLowerCase();
    found.set(key, [...(found.get(key) ?? []), identity]);
  }
  return found;
}

/** Name, with architecture and language where they tell packages apart: `Package_for_RollupFix amd64`, `… amd64 de-DE`. */
function nameOf(identity: string): string {
  const { name, architecture, language } = identityParts(identity);
  return [name, architecture, language].filter((part) => part !== '').join(' ');
}

/** Driver packages by INF: a folder of the driver store is the INF's name, the architecture and a digest. */
export function changedDrivers(a: readonly string[] | undefined, b: readonly string[] | undefined): ChangedNames & { updated: { name: string; from: string; to: string }[] } {
  const { added, removed } = changedNames(a, b);
  const infOf = (folder: string): string => folder.replace(/_[0-9a-f]{16}$/u, '');
  const updated = added.flatMap((now) => {
    const before = removed.filter((name) => infOf(name) === infOf(now));
    const rivals = added.filter((name) => infOf(name) === infOf(now));
    return before.length === 1 && rivals.length === 1 && before[0] !== undefined ? [{ name: infOf(now), from: before[0], to: now }] : [];
  });
  const known = new Set(updated.flatMap(({ from, to }) => [from, to]));
  return { added: added.filter((name) => !known.has(name)), removed: removed.filter((name) => !known.has(name)), updated };
}
