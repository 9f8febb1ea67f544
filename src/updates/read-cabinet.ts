import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { extractFromCab } from './cab.js';
import type { CompDb } from './comp-db.js';
import { invalidUpdate } from './invalid-update.js';
import { parseMum } from './mum.js';
import type { Mum } from './mum.js';
import { callOf, openCabinet } from './open-cabinet.js';
import type { ReadContext } from './open-cabinet.js';
import { formatIdentity } from './package-identity.js';
import { parsePkgProperties } from './pkg-properties.js';
import { readCompDbs } from './read-comp-dbs.js';
import type { PackageCabinet, UpdateContents } from './update-contents.js';

/** Cabinets in an MSU that hold no packages: Windows Update's scan data and the deployment tools. */
const noPayload = /^(?:wsusscan|desktopdeployment(?:_\w+)?|.*aggregatedmetadata.*)\.cab$/iu;

/** Reads an update that is a cabinet: a package cabinet, or a bundle (.msu, or its like under another name). */
export async function readCabinetUpdate(context: ReadContext): Promise<UpdateContents> {
  const members = await openCabinet(context.update, context);
  const bundle = !members.some(isUpdateMum) && members.some((name) => /\.cab$/iu.test(name));
  if (!bundle) {
    const only = await readPackageCabinet(context.update, basename(context.update), members, context);
    return { format: 'cab', packages: [only], properties: new Map(), compDbs: [] };
  }
  const call = callOf(context);
  const folder = join(context.scratch, 'bundle');
  await extractFromCab(context.update, '*.cab', folder, call);
  const files = await extractFromCab(context.update, '*.txt', folder, call);
  return { format: 'msu-cab', ...(await readBundle(folder, files, context)) };
}

/** Reads the unpacked content of an MSU, whatever container it came in. */
export async function readBundle(
  folder: string, files: readonly string[], context: ReadContext,
): Promise<Omit<UpdateContents, 'format'>> {
  const packages: PackageCabinet[] = [];
  const compDbs: CompDb[] = [];
  let properties = new Map<string, string>();
  for (const file of files) {
    const path = join(folder, file);
    if (/-pkgProperties\.txt$/iu.test(file)) properties = parsePkgProperties(await readFile(path));
    else if (/aggregatedmetadata.*\.cab$/iu.test(file)) compDbs.push(...await readCompDbs(path, context));
    else if (/\.cab$/iu.test(file) && !noPayload.test(basename(file))) {
      packages.push(await readPackageCabinet(path, basename(file), await openCabinet(path, context), context));
    }
  }
  return { packages, properties, compDbs };
}

async function readPackageCabinet(
  path: string, file: string, members: readonly string[], context: ReadContext,
): Promise<PackageCabinet> {
  const nested = new Map<string, Mum>();
  let top: Mum | undefined;
  if (members.some(isUpdateMum)) {
    const folder = join(context.scratch, `mum-${file}`);
    for (const name of await extractFromCab(path, '*.mum', folder, callOf(context))) {
      const mum = await readMum(join(folder, name), name, context);
      if (isUpdateMum(name)) top = mum;
      else nested.set(formatIdentity(mum.identity), mum);
    }
    await rm(folder, { recursive: true, force: true });
  }
  return { file, members, top, nested };
}

async function readMum(path: string, member: string, context: ReadContext): Promise<Mum> {
  try {
    return parseMum(await readFile(path));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw invalidUpdate({ file: context.update, member, what: `the package manifest is malformed: ${what}`, cause: error });
  }
}

function isUpdateMum(name: string): boolean {
  return /(?:^|\/)update\.mum$/iu.test(name);
}
