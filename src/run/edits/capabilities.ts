import type { DismClient } from '../../dism/client.js';
import { capabilitiesLike, fullCapabilityName } from '../../files/capability-name.js';
import { fitsPattern } from '../../files/name-pattern.js';
import { ServicingError } from '../../schema/errors.js';

/** Leases a session for one call. */
export type WithDism = <T>(work: (client: DismClient) => Promise<T>) => Promise<T>;

const gone = new Set(['NotPresent', 'Removed', 'UninstallPending', 'Staged', 'Superseded']);

/**
 * Adds a capability out of folders.
 * @param name may be short
 * @returns its full name
 * @throws ServicingError `servicing` for a name that neither the image nor the folders know, or that several have
 */
export async function addCapability(dism: WithDism, path: string, name: string, source: readonly string[]): Promise<string> {
  const known = await dism((client) => client.getCapabilities(path, source));
  const full = fullCapabilityName(name, known.map((entry) => entry.Name));
  if (full === undefined) {
    throw new ServicingError('servicing', `Neither the image nor the sources know a capability ${name}`, {
      hresult: '0x800f081f', symbol: 'CBS_E_SOURCE_MISSING', details: source.map((folder) => `looked in ${folder}`),
      advice: 'The sources must be the features on demand of the same build; the name is that of Get-WindowsCapability.',
    });
  }
  await dism((client) => client.addCapability({ path, name: full, source }));
  return full;
}

/** State of a capability by its full or short name; undefined where the image does not know it. */
export async function capabilityState(dism: WithDism, path: string, name: string): Promise<{ name: string; state: string } | undefined> {
  const known = await dism((client) => client.getCapabilities(path));
  // Of several with one short name, what is not there does not make it ambiguous.
  const there = known.filter((entry) => entry.State !== 'NotPresent').map((entry) => entry.Name);
  const full = fullCapabilityName(name, there) ?? known.find((entry) => entry.Name.toLowerCase() === name.toLowerCase())?.Name;
  const found = known.find((entry) => entry.Name === full);
  return found === undefined ? undefined : { name: found.Name, state: found.State };
}

/** The capabilities in the image that a pattern takes, by full name. */
export async function presentCapabilities(dism: WithDism, path: string, pattern: string): Promise<string[]> {
  const known = await dism((client) => client.getCapabilities(path));
  return capabilitiesLike(pattern, known.filter((entry) => entry.Name !== '' && !gone.has(entry.State)).map((entry) => entry.Name));
}

/** The provisioned apps that a pattern takes, by full name; the pattern is held against display name and full name. */
export async function presentApps(dism: WithDism, path: string, pattern: string): Promise<string[]> {
  const apps = await dism((client) => client.getApps(path));
  return apps.filter((app) => fitsPattern(app.DisplayName, pattern) || fitsPattern(app.PackageName, pattern)).map((app) => app.PackageName);
}
