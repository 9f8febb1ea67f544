import type { PackageIdentity } from './package-identity.js';

const families = ['Client', 'Server', 'WinPE'] as const;

/**
 * What the content says it is for: product families, then editions, each once, sorted. From the parents
 * (`Microsoft-Windows-ProfessionalEdition`, `Microsoft-Windows-ServerStandardEdition`, `Microsoft-Windows-WinPE-Package`)
 * and from `ApplicabilityInfo` or `Applies to` of pkgProperties (`Windows 10.0 Client SKUs`). Empty where neither names any.
 */
export function appliesTo(parents: readonly PackageIdentity[], properties: ReadonlyMap<string, string>): string[] {
  const found = new Set<string>();
  const editions = new Set<string>();
  for (const { name } of parents) {
    const edition = /^Microsoft-Windows-(\w+)Edition$/iu.exec(name)?.[1];
    if (edition !== undefined) editions.add(edition);
    const family = familyOf(name, edition);
    if (family !== undefined) found.add(family);
  }
  const stated = [properties.get('applicabilityinfo'), properties.get('applies to')].join(';');
  if (/\bclient\b/iu.test(stated)) found.add('Client');
  if (/\bserver\b/iu.test(stated)) found.add('Server');
  return [...families.filter((family) => found.has(family)), ...[...editions].sort()];
}

function familyOf(name: string, edition: string | undefined): (typeof families)[number] | undefined {
  if (/WinPE/iu.test(name)) return 'WinPE';
  if (/^Microsoft-Windows-Server/iu.test(name)) return 'Server';
  if (edition !== undefined || /^Microsoft-Windows-Client/iu.test(name)) return 'Client';
  return undefined;
}
