import { parseCompDb } from './comp-db.js';
import type { CompDb } from './comp-db.js';
import type { ByteSource } from '../files/byte-source.js';
import { lastPart } from './bundle.js';
import { invalidUpdate } from './invalid-update.js';
import { openCabinet, readMembers, withMember } from './open-cabinet.js';
import type { ReadContext } from './open-cabinet.js';
import { parseIn } from './read-package.js';

/** The metadata lies in one cabinet in another, in some updates once more. */
const deepest = 4;

/**
 * Reads the composition databases of a metadata cabinet (`*AggregatedMetadata*.cab`): each lies in a cabinet of its own
 * inside it, one XML file each; some updates wrap the metadata once more (`outer.AggregatedMetadata_KB…`).
 */
export async function readCompDbs(source: ByteSource, context: ReadContext, depth = 1): Promise<CompDb[]> {
  if (depth > deepest) {
    throw invalidUpdate({ file: context.update, member: source.name, what: `its metadata is nested deeper than ${deepest} cabinets` });
  }
  const metadata = await openCabinet(source, context);
  const inner: ReadContext = { ...context, proven: metadata.proven };
  const { members } = metadata.tables;
  const found: CompDb[] = [];
  for await (const { member, bytes } of readMembers(metadata, members.filter(({ name }) => isDatabase(name)), inner)) {
    const database = parseIn(context, member.name, 'the CompDB', () => parseCompDb(databaseName(member.name, source), bytes));
    if (database !== undefined) found.push(database);
  }
  for (const member of members.filter(({ name }) => /\.cab$/iu.test(name))) {
    if (/-express/iu.test(member.name)) continue;
    found.push(...await withMember(metadata, member, inner, async (nested) => readCompDbs(nested, inner, depth + 1)));
  }
  return found;
}

function isDatabase(name: string): boolean {
  return /\.xml$/iu.test(name) && !/-express/iu.test(name);
}

/** Where the XML file does not say of which update it is, its cabinet does (`LCUCompDB_KB5055523.xml.cab`). */
function databaseName(member: string, cabinet: ByteSource): string {
  return /CompDB_/iu.test(member) ? member : lastPart(cabinet.name);
}
