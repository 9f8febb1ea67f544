import type { RegHive } from './reg-model.js';

/** Where the hives lie in an image. */
export const hivePaths: Readonly<Record<RegHive, string>> = {
  SOFTWARE: 'Windows/System32/config/SOFTWARE',
  SYSTEM: 'Windows/System32/config/SYSTEM',
  DEFAULT: 'Windows/System32/config/DEFAULT',
  NTUSER: 'Users/Default/NTUSER.DAT',
};

/**
 * Roots of a running Windows and the offline hive that each stands for: the user of an offline image is the default user,
 * whose hive every new account starts with; `.DEFAULT` is the account of the system.
 */
const roots: readonly { readonly root: string; readonly hive: RegHive }[] = [
  { root: 'HKEY_LOCAL_MACHINE\\SOFTWARE', hive: 'SOFTWARE' }, { root: 'HKLM\\SOFTWARE', hive: 'SOFTWARE' },
  { root: 'HKEY_LOCAL_MACHINE\\SYSTEM', hive: 'SYSTEM' }, { root: 'HKLM\\SYSTEM', hive: 'SYSTEM' },
  { root: 'HKEY_USERS\\.DEFAULT', hive: 'DEFAULT' }, { root: 'HKU\\.DEFAULT', hive: 'DEFAULT' },
  { root: 'HKEY_CURRENT_USER', hive: 'NTUSER' }, { root: 'HKCU', hive: 'NTUSER' },
];

/** The offline hive and the key in it that a path of a .reg file means; undefined for a root that no hive stands for. */
export function offlineKey(path: string): { hive: RegHive; key: string } | undefined {
  const upper = path.toUpperCase();
  const found = roots.find(({ root }) => upper === root || upper.startsWith(`${root}\\`));
  return found === undefined ? undefined : { hive: found.hive, key: path.slice(found.root.length + 1) };
}

const controlSet = /^CurrentControlSet(?=\\|$)/iu;

/** Whether a key is below CurrentControlSet, which is a link that only a running Windows has. */
export function isBelowCurrentControlSet(hive: RegHive, key: string): boolean {
  return hive === 'SYSTEM' && controlSet.test(key);
}

/** The key with the control set that the link means, e.g. `ControlSet001`. */
export function inControlSet(key: string, current: number): string {
  return key.replace(controlSet, `ControlSet${String(current).padStart(3, '0')}`);
}
