import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { extractFromCab } from './cab.js';
import type { CabCall } from './cab.js';
import { checkCabBlocks } from './cab-integrity.js';
import { readCabTables } from './cab-tables.js';
import { parseCompDb } from './comp-db.js';
import type { CompDb } from './comp-db.js';
import { invalidUpdate } from './invalid-update.js';
import { parseMum } from './mum.js';
import type { Mum } from './mum.js';
import { formatIdentity } from './package-identity.js';
import { parsePkgProperties } from './pkg-properties.js';
import type { PackageCabinet, UpdateContents } from './update-contents.js';

/** Where and for whom a cabinet is read. */
export interface ReadContext {
  /** The update file that errors name. */
  update: string;
  /** A folder that may be filled; the caller removes it. */
  scratch: string;
  signal?: AbortSignal | undefined;
}

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

/** Checks a cabinet as a whole and gives the names of its members. */
async function openCabinet(path: string, context: ReadContext): Promise<string[]> {
  try {
    const tables = await readCabTables(path);
    const { blocks, checked } = await checkCabBlocks(path, tables, context.signal);
    if (checked < blocks) await unpackEverything(path, context);
    return tables.members.map((member) => member.name);
  } catch (error) {
    if (path === context.update || context.signal?.aborted === true) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw invalidUpdate({ file: context.update, what: `its payload is damaged: ${what}`, cause: error });
  }
}

/** The only proof for blocks without checksums is to decompress them. */
async function unpackEverything(path: string, context: ReadContext): Promise<void> {
  const folder = join(context.scratch, 'test');
  await extractFromCab(path, '*', folder, callOf(context));
  await rm(folder, { recursive: true, force: true });
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

/** The databases lie in cabinets of their own inside the metadata cabinet, one XML file each. */
async function readCompDbs(metadata: string, context: ReadContext): Promise<CompDb[]> {
  const call = callOf(context);
  const folder = join(context.scratch, `compdb-${basename(metadata)}`);
  const found: CompDb[] = [];
  await openCabinet(metadata, context);
  for (const inner of await extractFromCab(metadata, '*.cab', folder, call)) {
    if (/aggregatedmetadata/iu.test(inner)) {
      found.push(...await readCompDbs(join(folder, inner), context));
      continue;
    }
    const xmlFolder = join(folder, `${inner}.d`);
    for (const xml of await extractFromCab(join(folder, inner), '*.xml', xmlFolder, call)) {
      const compDb = readCompDb(inner, await readFile(join(xmlFolder, xml)), context);
      if (compDb !== undefined) found.push(compDb);
    }
  }
  return found;
}

function readCompDb(name: string, bytes: Buffer, context: ReadContext): CompDb | undefined {
  try {
    return parseCompDb(name, bytes);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw invalidUpdate({ file: context.update, member: name, what: `the CompDB is malformed: ${what}`, cause: error });
  }
}

function callOf(context: ReadContext): CabCall {
  return { signal: context.signal, reportAs: context.update };
}

function isUpdateMum(name: string): boolean {
  return /(?:^|\/)update\.mum$/iu.test(name);
}
