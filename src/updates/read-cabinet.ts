import { basename } from 'node:path';
import { filesOfCabinet, isBundle } from './bundle.js';
import { FileSource } from '../files/byte-source.js';
import { openCabinet } from './open-cabinet.js';
import type { ReadContext } from './open-cabinet.js';
import { readBundle } from './read-bundle.js';
import { readPackage } from './read-package.js';
import type { UpdateContents } from './update-contents.js';

/**
 * Reads an update that is a cabinet: a package cabinet, or a bundle (.msu, or its like under another name).
 * @throws ServicingError `update-invalid`, `permission`
 */
export async function readCabinetUpdate(context: ReadContext): Promise<UpdateContents> {
  const file = await FileSource.open(context.update);
  try {
    const cabinet = await openCabinet(file, context);
    const inner: ReadContext = { ...context, proven: cabinet.proven };
    if (isBundle(cabinet.tables.members.map((member) => member.name))) {
      return { format: 'msu-cab', ...await readBundle(filesOfCabinet(cabinet, inner), inner) };
    }
    const only = await readPackage(basename(context.update), cabinet, inner);
    return { format: 'cab', packages: [only], properties: new Map(), installs: [], compDbs: [] };
  } finally {
    await file.close();
  }
}
