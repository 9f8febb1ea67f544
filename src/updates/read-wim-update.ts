import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openWim } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import type { WimEntry, WimTree } from '../media/wim-metadata.js';
import { resourceChunks } from '../media/wim-resource.js';
import { WimSource } from '../media/wim-source.js';
import { ServicingError } from '../schema/errors.js';
import { mumOfCompDb } from './comp-db.js';
import { invalidUpdate } from './invalid-update.js';
import type { ReadContext } from './open-cabinet.js';
import { readBundle } from './read-cabinet.js';
import type { PackageCabinet, UpdateContents } from './update-contents.js';

/** The members that tell what the update is; payloads (.wim, .psf) stay where they are. */
const wanted = /^(?:ssu-.*|.*aggregatedmetadata.*)\.cab$/iu;

/**
 * Reads an update in the WIM container that Windows 11 24H2 and Windows Server 2025 brought: one uncompressed image with
 * the servicing stack cabinet, the payload, and composition databases, which are the vendor's own word on what it is.
 * Every content is compared with its SHA-1, so that a damaged payload is known before servicing.
 */
export async function readWimUpdate(context: ReadContext): Promise<UpdateContents> {
  try {
    const wim = await openWim(context.update);
    try {
      return await readOpenWim(wim, context);
    } finally {
      await wim.close();
    }
  } catch (error) {
    if (!(error instanceof ServicingError) || !['wim-invalid', 'media-unsupported', 'usage'].includes(error.code)) throw error;
    throw invalidUpdate({ file: context.update, what: `the WIM cannot be read: ${error.message}`, cause: error });
  }
}

async function readOpenWim(wim: WimFile, context: ReadContext): Promise<UpdateContents> {
  const tree = await wim.readMetadata(1, { signal: context.signal });
  const files = (tree.list('') ?? []).filter((entry) => !entry.isFolder);
  await checkContents(wim, tree, context);
  const folder = join(context.scratch, 'bundle');
  await mkdir(folder, { recursive: true });
  const unpacked = files.map((entry) => basename(entry.path)).filter((name) => wanted.test(name)).sort();
  for (const name of unpacked) await writeFile(join(folder, name), await wim.readFile(1, name, { tree, signal: context.signal }));
  const bundle = await readBundle(folder, unpacked, context);
  const main = mainPackage(files, bundle, context);
  return { format: 'msu-wim', ...bundle, packages: [...bundle.packages, main] };
}

/** The payload itself is a .wim or .psf that only DISM opens; the database names the package that it holds. */
function mainPackage(files: readonly WimEntry[], { compDbs }: Pick<UpdateContents, 'compDbs'>, context: ReadContext): PackageCabinet {
  const payload = files.map((entry) => basename(entry.path)).find((name) => /-kb\d+.*\.(?:wim|cab|psf)$/iu.test(name));
  const database = compDbs.find((db) => db.kind !== 'servicingStack');
  const top = database === undefined ? undefined : mumOfCompDb(database);
  if (payload === undefined || top === undefined) {
    throw invalidUpdate({
      file: context.update,
      what: payload === undefined ? 'the WIM holds no update payload' : 'no composition database in it names its package',
    });
  }
  return { file: payload, members: [], top, nested: new Map() };
}

async function checkContents(wim: WimFile, tree: WimTree, context: ReadContext): Promise<void> {
  const source = await WimSource.open(wim.path);
  try {
    for (const entry of tree.walk()) {
      const blob = entry.sha1 === undefined ? undefined : wim.blobs.find(entry.sha1);
      if (entry.isFolder || entry.sha1 === undefined) continue;
      if (blob === undefined) throw invalidUpdate({ file: context.update, member: entry.path, what: 'its content is missing' });
      const sha1 = createHash('sha1');
      const options = { part: entry.path, signal: context.signal };
      for await (const chunk of resourceChunks(source, wim.header, blob.resource, options)) sha1.update(chunk);
      if (sha1.digest('hex') !== entry.sha1) {
        throw invalidUpdate({ file: context.update, member: entry.path, what: 'checksum error in the data (SHA-1)' });
      }
    }
  } finally {
    await source.close();
  }
}
