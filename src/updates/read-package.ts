import { ServicingError } from '../schema/errors.js';
import { isUpdateMum } from './bundle.js';
import { invalidUpdate } from './invalid-update.js';
import { parseMum } from './mum.js';
import type { Mum } from './mum.js';
import { readMembers } from './open-cabinet.js';
import type { Cabinet, ReadContext } from './open-cabinet.js';
import { formatIdentity } from './package-identity.js';
import { readPrograms } from './read-programs.js';
import type { PackageCabinet } from './update-contents.js';

/**
 * Reads the manifests of a package cabinet, or what a cabinet without manifest shows of itself.
 * @param file name of the cabinet
 * @throws ServicingError `update-invalid`
 */
export async function readPackage(file: string, cabinet: Cabinet, context: ReadContext): Promise<PackageCabinet> {
  const { members: all } = cabinet.tables;
  const members = all.map((member) => member.name);
  const nested = new Map<string, Mum>();
  if (!members.some(isUpdateMum)) {
    return { file, members, top: undefined, nested, programs: await readPrograms(cabinet, context) };
  }
  let top: Mum | undefined;
  const manifests = all.filter((member) => /\.mum$/iu.test(member.name));
  for await (const { member, bytes } of readMembers(cabinet, manifests, context)) {
    const mum = parseIn(context, member.name, 'the package manifest', () => parseMum(bytes));
    if (isUpdateMum(member.name)) top = mum;
    else nested.set(formatIdentity(mum.identity), mum);
  }
  const month = manifests.find((member) => isUpdateMum(member.name))?.month;
  return { file, members, top, nested, month, programs: [] };
}

/** Runs a parser of a member; its error becomes one that names the update and the member. */
export function parseIn<T>(context: ReadContext, member: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ServicingError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidUpdate({ file: context.update, member, what: `${what} is malformed: ${reason}`, cause: error });
  }
}
