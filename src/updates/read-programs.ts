import { readPeMachine } from '../files/pe-machine.js';
import { readPeVersion } from '../files/pe-version.js';
import { lastPart } from './bundle.js';
import type { CabMember } from './cab-tables.js';
import { readMembers } from './open-cabinet.js';
import type { Cabinet, ReadContext } from './open-cabinet.js';
import type { Program } from './update-contents.js';

/** The programs that Setup itself consists of, before whatever else the cabinet brings. */
const ofSetup = /^(?:setup(?:host|core|platform|prep)?\.(?:exe|dll)|appraiser\.dll|win(?:setup|dlp)\.dll)$/iu;
/** Some of them are enough to see which build they are of. */
const enough = 4;
const largest = 32 * 1024 * 1024;

/**
 * Version, machine and month of some programs of a cabinet without manifest (a Setup Dynamic Update has nothing else
 * that says what it is for).
 */
export async function readPrograms(cabinet: Cabinet, context: ReadContext): Promise<Program[]> {
  const programs = cabinet.tables.members.filter(({ name, size }) => /\.(?:exe|dll)$/iu.test(name) && size <= largest);
  const chosen = programs.sort((a, b) => rank(a) - rank(b) || a.size - b.size).slice(0, enough);
  const found: Program[] = [];
  for await (const { member, bytes } of readMembers(cabinet, chosen, context)) {
    found.push({ name: member.name, version: await readPeVersion(bytes), machine: readPeMachine(bytes), month: member.month });
  }
  return found;
}

function rank(member: CabMember): number {
  return ofSetup.test(lastPart(member.name)) ? 0 : 1;
}
