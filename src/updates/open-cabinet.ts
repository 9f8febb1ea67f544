import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { extractFromCab } from './cab.js';
import type { CabCall } from './cab.js';
import { checkCabBlocks } from './cab-integrity.js';
import { readCabTables } from './cab-tables.js';
import { invalidUpdate } from './invalid-update.js';

/** Where and for whom a cabinet is read. */
export interface ReadContext {
  /** The update file that errors name. */
  update: string;
  /** A folder that may be filled; the caller removes it. */
  scratch: string;
  signal?: AbortSignal | undefined;
  /** The SHA-1 that the vendor put into the file's name is that of its content: nothing in it can be damaged. */
  proven?: boolean;
}

/**
 * Checks a cabinet as a whole and gives the names of its members. Throws ServicingError 'update-invalid' naming the
 * update, and the cabinet inside it that is damaged.
 */
export async function openCabinet(path: string, context: ReadContext): Promise<string[]> {
  try {
    const tables = await readCabTables(path);
    const { blocks, checked } = await checkCabBlocks(path, tables, context.signal);
    if (checked < blocks && context.proven !== true) await unpackEverything(path, context);
    return tables.members.map((member) => member.name);
  } catch (error) {
    if (path === context.update || !(error instanceof ServicingError) || error.code !== 'update-invalid') throw error;
    throw invalidUpdate({ file: context.update, what: `its payload is damaged: ${error.message}`, cause: error });
  }
}

/** The only proof for blocks without checksums, in a file under a name of its own, is to decompress them. */
async function unpackEverything(path: string, context: ReadContext): Promise<void> {
  const folder = join(context.scratch, 'test');
  await extractFromCab(path, '*', folder, callOf(context));
  await rm(folder, { recursive: true, force: true });
}

/** The options of a call to the tool in this context. */
export function callOf(context: ReadContext): CabCall {
  return { signal: context.signal, reportAs: context.update };
}
