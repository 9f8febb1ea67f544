import { isBundle, isMetadataFile, isPackageFile, isUpdateMum, filesOfCabinet, lastPart } from './bundle.js';
import type { BundleFile } from './bundle.js';
import type { ByteSource } from '../files/byte-source.js';
import { isExpress } from './classify.js';
import type { CompDb } from './comp-db.js';
import { mumOfCompDb } from './comp-db.js';
import { invalidUpdate } from './invalid-update.js';
import { openCabinet } from './open-cabinet.js';
import type { ReadContext } from './open-cabinet.js';
import { parsePkgProperties } from './pkg-properties.js';
import { readCompDbs } from './read-comp-dbs.js';
import { parseIn, readPackage } from './read-package.js';
import { parseUnattend } from './unattend.js';
import type { PackageCabinet, UpdateContents } from './update-contents.js';

/** An MSU in an MSU, as some tools pack them, is read; what goes on is no update. */
const deepest = 4;
/** Text files of an MSU have a few kilobytes. */
const maxTextBytes = 4 * 1024 * 1024;

type Bundle = Omit<UpdateContents, 'format'>;

/** Reads the files of an MSU, whatever container it came in. @throws ServicingError `update-invalid` */
export async function readBundle(files: readonly BundleFile[], context: ReadContext, depth = 1): Promise<Bundle> {
  if (depth > deepest) throw invalidUpdate({ file: context.update, what: `its packages are nested deeper than ${deepest} archives` });
  const packages: PackageCabinet[] = [];
  const compDbs: CompDb[] = [];
  const installs: string[] = [];
  const properties = new Map<string, string>();
  for (const file of files) {
    context.signal?.throwIfAborted();
    if (/pkgProperties[^/]*\.txt$/iu.test(file.name)) {
      for (const [key, value] of parsePkgProperties(await readText(file, context))) properties.set(key, value);
    } else if (isUnattend(file.name)) {
      const text = await readText(file, context);
      installs.push(...parseIn(context, file.name, 'the unattend file', () => parseUnattend(text)));
    } else if (isMetadataFile(file.name)) {
      compDbs.push(...await file.open(async (source) => readCompDbs(source, context)));
    } else if (isPackageFile(file.name)) {
      const inner = await file.open(async (source) => readInner(file, source, context, depth));
      // Those of a nested MSU have their deltas there, and were checked there.
      for (const item of inner.packages.filter(({ file: name }) => name === lastPart(file.name))) checkDeltas(item, files, context);
      packages.push(...inner.packages);
      compDbs.push(...inner.compDbs);
      installs.push(...inner.installs);
      for (const [key, value] of inner.properties) if (!properties.has(key)) properties.set(key, value);
    }
  }
  packages.push(...payloadOfDism(files, packages, compDbs));
  return { packages, properties, installs, compDbs };
}

/** `Windows10.0-KB4338819-x64.xml`: what wusa.exe and DISM are told to install. */
function isUnattend(name: string): boolean {
  return /^windows[^/]*-kb\d+[^/]*\.xml$/iu.test(name);
}

async function readText(file: BundleFile, context: ReadContext): Promise<Buffer> {
  if (file.size > maxTextBytes) {
    throw invalidUpdate({ file: context.update, member: file.name, what: `its size, ${file.size} bytes, is impossible for such a file` });
  }
  return file.open(async (source) => source.read(0, file.size));
}

async function readInner(file: BundleFile, source: ByteSource, context: ReadContext, depth: number): Promise<Bundle> {
  const cabinet = await openCabinet(source, context);
  const inner: ReadContext = { ...context, proven: cabinet.proven };
  const names = cabinet.tables.members.map((member) => member.name);
  if (!names.some(isUpdateMum) && isBundle(names)) return readBundle(filesOfCabinet(cabinet, inner), inner, depth + 1);
  return { packages: [await readPackage(lastPart(file.name), cabinet, inner)], compDbs: [], installs: [], properties: new Map() };
}

/** A payload that is a .wim or a .psf only DISM opens; the database names the package that it holds. */
function payloadOfDism(files: readonly BundleFile[], packages: readonly PackageCabinet[], compDbs: readonly CompDb[]): PackageCabinet[] {
  const payload = files.map((file) => lastPart(file.name)).find((name) => /-kb\d+.*\.(?:wim|psf)$/iu.test(name));
  const database = compDbs.find((db) => db.kind !== 'servicingStack');
  const top = database === undefined ? undefined : mumOfCompDb(database);
  if (payload === undefined || top === undefined) return [];
  const known = packages.some((item) => item.top?.identity.name === top.identity.name && item.top.identity.version === top.identity.version);
  return known ? [] : [{ file: payload, members: [], top, nested: new Map(), programs: [] }];
}

/** A package of deltas is nothing without the file that has them. */
function checkDeltas(item: PackageCabinet, files: readonly BundleFile[], context: ReadContext): void {
  if (!isExpress(item.members) || files.some((file) => /\.psf$/iu.test(file.name))) return;
  throw invalidUpdate({
    file: context.update, member: item.file, what: 'its content lies in a .psf file that the update does not hold',
    advice: 'Download the complete .msu; an express package alone cannot be used.',
  });
}
