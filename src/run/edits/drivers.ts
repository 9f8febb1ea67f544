import { readFile } from 'node:fs/promises';
import { basename, join, win32 } from 'node:path';
import { infAppliesTo } from '../../files/inf-file.js';
import { ServicingError } from '../../schema/errors.js';
import type { Architecture } from '../../schema/common.js';
import type { InputInfo } from '../../schema/inputs.js';
import type { WithDism } from './capabilities.js';

/** The INFs of a folder, by whether they have models for the architecture. */
export interface SortedInfs {
  readonly applying: readonly string[];
  readonly others: readonly string[];
}

/** Sorts the INFs of a driver folder by architecture, as relative paths. */
export async function sortInfs(input: InputInfo, architecture: Architecture): Promise<SortedInfs> {
  const applying: string[] = [];
  const others: string[] = [];
  for (const path of input.files) (infAppliesTo(await readFile(join(input.path, path)), architecture) ? applying : others).push(path);
  return { applying, others };
}

/**
 * Adds every driver of a folder. Where some are for another architecture DISM adds the rest and may still end with an
 * error: then what is in the image decides.
 * @returns facts for the report
 * @throws ServicingError `servicing` also where none of them is for this architecture
 */
export async function addDrivers(dism: WithDism, path: string, input: InputInfo, architecture: Architecture): Promise<string[]> {
  const { applying, others } = await sortInfs(input, architecture);
  if (applying.length === 0) {
    throw new ServicingError('servicing', `No driver of ${input.path} is for ${architecture}`, { details: others.slice(0, 10), advice: 'Name a folder with drivers of the architecture of the image.' });
  }
  try {
    await dism((client) => client.addDrivers({ path, folder: input.path }));
  } catch (error) {
    const refused = error instanceof ServicingError && error.code === 'servicing' && others.length > 0;
    if (!refused || (await missingDrivers(dism, path, applying)).length > 0) throw error;
  }
  return [`${applying.length} drivers of ${input.name}`, ...others.map((inf) => `${inf} is not for ${architecture}`)];
}

/** The INFs that no driver of the image has as its original name; paths are those that were given. */
export async function missingDrivers(dism: WithDism, path: string, infs: readonly string[]): Promise<string[]> {
  const drivers = await dism((client) => client.getDrivers(path));
  // A path of Windows or of the rehearsal's Linux; win32 takes both separators.
  const present = new Set(drivers.map((driver) => win32.basename(driver.OriginalFileName).toLowerCase()));
  return infs.filter((inf) => !present.has(basename(inf).toLowerCase()));
}
