import { readFile, rm, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { FileSource } from '../files/byte-source.js';
import type { ByteSource } from '../files/byte-source.js';
import { testCab, unpackCab } from './cab.js';
import type { CabCall } from './cab.js';
import { checkCabBlocks } from './cab-blocks.js';
import type { CabBlocks } from './cab-blocks.js';
import { readCabTables } from './cab-tables.js';
import type { CabMember, CabTables } from './cab-tables.js';
import { carveCab } from './carve-cab.js';
import { invalidUpdate } from './invalid-update.js';
import { StoredSource } from './stored-source.js';

/** Where and for whom a cabinet is read. */
export interface ReadContext {
  /** The update file that errors name. */
  update: string;
  /** A folder that may be filled; the caller removes it. */
  scratch: string;
  signal?: AbortSignal | undefined;
  /** Something outside proves that the cabinet is whole: the vendor's SHA-1 of the file, or checksums around it. */
  proven?: boolean;
}

/** A cabinet that was checked as a whole. */
export interface Cabinet {
  source: ByteSource;
  tables: CabTables;
  blocks: CabBlocks;
  /** Each block has a checksum that holds, or the cabinet is proven from outside. */
  proven: boolean;
}

/** What a member's content may have, in bytes; the largest manifests of Windows have some 10 MB. */
const maxMemberBytes = 64 * 1024 * 1024;

/**
 * Checks a cabinet as a whole, as a stream. Throws ServicingError 'update-invalid' naming the update, and the cabinet
 * inside it that is damaged.
 */
export async function openCabinet(source: ByteSource, context: ReadContext): Promise<Cabinet> {
  try {
    const tables = await readCabTables(source);
    const blocks = await checkCabBlocks(source, tables, context.signal);
    const proven = context.proven === true || blocks.checked === blocks.count;
    const cabinet = { source, tables, blocks, proven };
    if (!proven) await decompressAll(cabinet, context);
    return cabinet;
  } catch (error) {
    if (source.name === context.update || !(error instanceof ServicingError) || error.code !== 'update-invalid') throw error;
    throw invalidUpdate({ file: context.update, what: `its payload is damaged: ${error.message}`, cause: error, advice: error.advice });
  }
}

/** The only proof for compressed blocks without checksums, in a file under a name of its own, is to decompress them. */
async function decompressAll(cabinet: Cabinet, context: ReadContext): Promise<void> {
  const members = cabinet.tables.members.filter((member) => cabinet.tables.folders[member.folder]!.compression !== 'stored');
  if (members.length === 0) return;
  const folder = await makeFolder(context);
  try {
    const call = { signal: context.signal, reportAs: context.update, members: members.map((member) => member.name) };
    const whole = join(folder, 'x.cab');
    await carveCab(cabinet, members, whole, context.signal);
    await testCab(whole, join(folder, 'x'), call);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The contents of members, one after the other, in the order given. Stored ones are read where they lie; of compressed ones
 * the tool unpacks these alone.
 */
export async function* readMembers(
  cabinet: Cabinet, members: readonly CabMember[], context: ReadContext,
): AsyncGenerator<{ member: CabMember; bytes: Buffer }> {
  const large = members.find((member) => member.size > maxMemberBytes);
  if (large !== undefined) {
    throw invalidUpdate({ file: context.update, member: large.name, what: `its size, ${large.size} bytes, is impossible for such a file` });
  }
  const packed = members.filter((member) => !isStored(cabinet, member));
  const folder = packed.length === 0 ? undefined : await unpack(cabinet, packed, context);
  try {
    for (const member of members) {
      const at = packed.indexOf(member);
      const bytes = at < 0 ? await storedSource(cabinet, member).read(0, member.size) : await readFile(join(folder!, String(at)));
      if (bytes.length !== member.size) {
        throw invalidUpdate({ file: context.update, member: member.name, what: `${bytes.length} of its ${member.size} bytes are there` });
      }
      yield { member, bytes };
    }
  } finally {
    if (folder !== undefined) await rm(join(folder, '..'), { recursive: true, force: true });
  }
}

/**
 * A member for reading at any place, given to `work`: a stored one lies in the cabinet, a compressed one is unpacked
 * while `work` lasts.
 */
export async function withMember<T>(
  cabinet: Cabinet, member: CabMember, context: ReadContext, work: (source: ByteSource) => Promise<T>,
): Promise<T> {
  if (isStored(cabinet, member)) return work(storedSource(cabinet, member));
  const folder = await unpack(cabinet, [member], context);
  try {
    const file = await FileSource.open(join(folder, '0'));
    try {
      return await work({ name: member.name, size: file.size, read: async (offset, length) => file.read(offset, length) });
    } finally {
      await file.close();
    }
  } finally {
    await rm(join(folder, '..'), { recursive: true, force: true });
  }
}

function isStored(cabinet: Cabinet, member: CabMember): boolean {
  return cabinet.tables.folders[member.folder]!.compression === 'stored';
}

function storedSource(cabinet: Cabinet, member: CabMember): StoredSource {
  const { name, size, folder, folderOffset } = member;
  return new StoredSource(cabinet.source, cabinet.blocks.folders[folder]!, {
    name, size, begin: folderOffset, reserve: cabinet.tables.blockReserve,
  });
}

/** Gives the folder with the members as `0`, `1` and so on; its parent is to be removed. */
async function unpack(cabinet: Cabinet, members: readonly CabMember[], context: ReadContext): Promise<string> {
  const folder = await makeFolder(context);
  const call: CabCall = { signal: context.signal, reportAs: context.update, members: members.map((member) => member.name) };
  try {
    await carveCab(cabinet, members, join(folder, 'x.cab'), context.signal);
    await unpackCab(join(folder, 'x.cab'), join(folder, 'x'), call);
    await rm(join(folder, 'x.cab'));
    return join(folder, 'x');
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function makeFolder(context: ReadContext): Promise<string> {
  await mkdir(context.scratch, { recursive: true });
  return mkdtemp(join(context.scratch, 'cab-'));
}
