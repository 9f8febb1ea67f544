import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { extractFromCab } from './cab.js';
import { parseCompDb } from './comp-db.js';
import type { CompDb } from './comp-db.js';
import { invalidUpdate } from './invalid-update.js';
import { callOf, openCabinet } from './open-cabinet.js';
import type { ReadContext } from './open-cabinet.js';

/**
 * Reads the composition databases of a metadata cabinet (`*AggregatedMetadata*.cab`): each lies in a cabinet of its own
 * inside it, one XML file each; some updates wrap the metadata once more.
 */
export async function readCompDbs(metadata: string, context: ReadContext): Promise<CompDb[]> {
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
