import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha1File } from '../files/hash.js';
import { infAppliesTo } from '../files/inf-file.js';
import { fitsPattern } from '../files/name-pattern.js';
import { foldCase } from '../files/paths.js';
import { parseRegFile } from '../files/reg-file.js';
import { hivePaths } from '../files/reg-roots.js';
import { changesOfHive } from '../media/registry-changes.js';
import { unseenChanges } from '../media/registry-check.js';
import { openHive } from '../media/registry-hive.js';
import { architectureSchema } from '../schema/common.js';
import type { InputInfo } from '../schema/inputs.js';
import type { OpenImage } from './finished-content.js';

/** What is to be looked for in a finished image. */
export interface ContentQuestion {
  readonly image: OpenImage;
  /** In the order in which they went in. */
  readonly inputs: readonly InputInfo[];
  /** The registry files that went in after all files. */
  readonly settings: readonly InputInfo[];
  readonly architecture: string;
  readonly signal: AbortSignal;
}

const driverStore = 'Windows/System32/DriverStore/FileRepository';

/** INFs for the architecture of which the driver store has no copy with the same bytes. */
export async function missingDrivers({ image, inputs, architecture, signal }: ContentQuestion): Promise<string[]> {
  const packages = image.tree.list(driverStore)?.map((entry) => entry.name) ?? [];
  const missing: string[] = [];
  for (const input of inputs) {
    for (const path of input.files) {
      const inf = join(input.path, path);
      if (!infAppliesTo(await readFile(inf), architectureSchema.parse(architecture))) continue;
      const sha1 = await sha1File(inf, { signal });
      const name = basename(path);
      const stored = packages.filter((folder) => fitsPattern(folder, `${name}_*`)).map((folder) => image.tree.find(`${driverStore}/${folder}/${name}`)?.sha1);
      if (!stored.includes(sha1)) missing.push(`${input.name}/${path}`);
    }
  }
  return missing;
}

/** Files that the image does not have with the same content; of two inputs with the same path the later one counts. */
export async function missingFiles({ image, inputs, settings, signal }: ContentQuestion): Promise<string[]> {
  const changedLater = new Set((await changesOf(settings)).map((change) => foldCase(hivePaths[change.hive])));
  const last = new Map<string, { input: InputInfo; path: string }>();
  for (const input of inputs) for (const path of input.files) last.set(foldCase(path), { input, path });
  const missing: string[] = [];
  for (const [key, { input, path }] of last) {
    if (changedLater.has(key)) continue;
    const entry = image.tree.find(path);
    const sha1 = entry?.isFolder === false && entry.size === 0 ? emptySha1 : entry?.sha1;
    if (sha1 !== await sha1File(join(input.path, path), { signal })) missing.push(`${input.name}/${path}`);
  }
  return missing;
}

/** SHA-1 of nothing: a WIM names no content for an empty file. */
const emptySha1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** Settings of all registry files together that the hives do not show. */
export async function missingSettings({ image, inputs }: ContentQuestion): Promise<string[]> {
  const all = await changesOf(inputs);
  const missing: string[] = [];
  for (const name of new Set(all.map((change) => change.hive))) {
    const hive = openHive(await image.read(hivePaths[name]));
    missing.push(...unseenChanges(hive, changesOfHive(all, name, hive)));
  }
  return missing;
}

async function changesOf(inputs: readonly InputInfo[]): Promise<ReturnType<typeof parseRegFile>> {
  const files = await Promise.all(inputs.map(async (input) => parseRegFile(await readFile(input.path), input.name)));
  return files.flat();
}
