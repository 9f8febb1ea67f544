import { readFile } from 'node:fs/promises';
import { longPatienceMs, retryHeldOpen } from '../../files/atomic.js';
import { parseRegFile } from '../../files/reg-file.js';
import type { RegChange, RegHive } from '../../files/reg-model.js';
import { hivePaths } from '../../files/reg-roots.js';
import { resolveNoCase } from '../../files/paths.js';
import { changesOfHive } from '../../media/registry-changes.js';
import { unseenChanges } from '../../media/registry-check.js';
import { openHive } from '../../media/registry-hive.js';
import type { RegistryHive } from '../../media/registry-hive.js';
import { ServicingError } from '../../schema/errors.js';
import type { InputInfo } from '../../schema/inputs.js';
import { importIntoHive } from './offline-hive.js';

/**
 * Writes the settings of a .reg file into the hives of a mounted image.
 * @returns facts for the report
 * @throws ServicingError `servicing` where the image lacks a hive or it cannot be written, `cleanup` where one stays loaded
 */
export async function importRegistry(mount: string, input: InputInfo, options: { scratch: string; signal: AbortSignal }): Promise<string[]> {
  const facts: string[] = [];
  for (const { name, path, changes } of await hivesToChange(mount, input)) {
    await importIntoHive({ hive: path, changes, ...options });
    facts.push(`${changes.length} changes in ${hivePaths[name]}`);
  }
  return facts;
}

/** What of a .reg file's settings the hives of a mounted image do not show. Errors as {@link importRegistry}. */
export async function missingSettings(mount: string, input: InputInfo): Promise<string[]> {
  return (await hivesToChange(mount, input)).flatMap(({ hive, changes }) => unseenChanges(hive, changes));
}

async function hivesToChange(mount: string, input: InputInfo): Promise<{ name: RegHive; path: string; hive: RegistryHive; changes: RegChange[] }[]> {
  const all = parseRegFile(await readFile(input.path), input.name);
  const found: { name: RegHive; path: string; hive: RegistryHive; changes: RegChange[] }[] = [];
  for (const name of new Set(all.map((change) => change.hive))) {
    const path = await resolveNoCase(mount, hivePaths[name]);
    if (path === undefined) throw new ServicingError('servicing', `The image has no ${hivePaths[name]}, which ${input.name} would change`);
    const hive = openHive(await retryHeldOpen(() => readFile(path), { patienceMs: longPatienceMs }));
    found.push({ name, path, hive, changes: changesOfHive(all, name, hive) });
  }
  return found;
}
