import { readPackageStates } from './image-registry.js';
import { openHive } from './registry-hive.js';

const capabilityIndex = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\CapabilityIndex';
const provisioned = 'Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore\\Applications';

/**
 * Capabilities that an image has, by full name, with the state of their packages (names of DISM), from its SOFTWARE hive.
 * @throws ServicingError `media-invalid` for what is no hive or a damaged one, as all functions here
 */
export function readCapabilityStates(softwareHive: Uint8Array): Map<string, string> {
  const packages = new Map([...readPackageStates(softwareHive)].map(([name, state]) => [name.toLowerCase(), state]));
  const found = new Map<string, string>();
  for (const capability of openHive(softwareHive).key(capabilityIndex)?.keys() ?? []) {
    for (const identity of capability.keys()) {
      const state = packages.get(identity.name.toLowerCase());
      if (state === 'Installed' || state === 'InstallPending') found.set(capability.name, state);
    }
  }
  return found;
}

/** Full names of the provisioned apps, from the SOFTWARE hive. */
export function readProvisionedApps(softwareHive: Uint8Array): string[] {
  return openHive(softwareHive).key(provisioned)?.keys().map((key) => key.name) ?? [];
}
