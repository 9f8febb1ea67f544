/**
 * The tables of a cabinet: header, folders (compressed streams) and files, as in the vendor's "Microsoft Cabinet
 * Format" specification. They are never compressed, so names and sizes are known without a tool.
 */
import { open } from 'node:fs/promises';
import { invalidUpdate } from './invalid-update.js';

/** A file inside a cabinet. */
export interface CabMember {
  /** Name with `/` as separator. */
  name: string;
  /** Size when extracted, in bytes. */
  size: number;
  folder: number;
  /** Where the file begins in the uncompressed stream of its folder. */
  folderOffset: number;
}

/** A stream of data blocks; a cabinet's files are cut out of such streams. */
export interface CabFolder {
  /** Where the first block begins in the cabinet. */
  offset: number;
  blocks: number;
}

export interface CabTables {
  /** Size the header states; a file on disk may be longer (a signature follows), never shorter. */
  size: number;
  members: CabMember[];
  folders: CabFolder[];
  /** Bytes reserved in each data block between its header and its data. */
  blockReserve: number;
}

const headerSize = 36;
const flagPrevious = 1;
const flagNext = 2;
const flagReserve = 4;
const attributeUtf8 = 0x80;

/** Reads the tables. Throws ServicingError 'update-invalid' for a file that is truncated, damaged or part of a set. */
export async function readCabTables(file: string): Promise<CabTables> {
  const handle = await open(file, 'r');
  try {
    const fileSize = (await handle.stat()).size;
    const head = Buffer.alloc(Math.min(fileSize, headerSize + 4));
    await handle.read(head, 0, head.length, 0);
    const size = checkHeader(file, head, fileSize);
    // Everything up to the first data block; a folder entry tells where that is.
    const foldersAt = headerSize + reserveLength(head);
    const first = Buffer.alloc(4);
    await handle.read(first, 0, 4, foldersAt);
    const tablesEnd = first.readUInt32LE(0);
    if (tablesEnd <= foldersAt || tablesEnd > size) {
      throw invalidUpdate({ file, what: 'the folder table of the cabinet is damaged' });
    }
    const tables = Buffer.alloc(tablesEnd);
    await handle.read(tables, 0, tablesEnd, 0);
    return parseTables(file, tables, size, foldersAt);
  } finally {
    await handle.close();
  }
}

function checkHeader(file: string, head: Buffer, fileSize: number): number {
  if (head.length < headerSize + 4 || head.toString('latin1', 0, 4) !== 'MSCF') {
    throw invalidUpdate({ file, what: 'the header of the cabinet is missing or cut off' });
  }
  const size = head.readUInt32LE(8);
  if (size > fileSize) {
    throw invalidUpdate({ file, what: `the cabinet is truncated: ${fileSize} of ${size} bytes are there` });
  }
  const flags = head.readUInt16LE(30);
  if ((flags & (flagPrevious | flagNext)) !== 0) {
    throw invalidUpdate({ file, what: 'the cabinet is one part of a set of several cabinets' });
  }
  if (head.readUInt16LE(26) === 0 || head.readUInt16LE(28) === 0) {
    throw invalidUpdate({ file, what: 'the cabinet holds no files' });
  }
  return size;
}

function reserveLength(head: Buffer): number {
  return (head.readUInt16LE(30) & flagReserve) === 0 ? 0 : 4 + head.readUInt16LE(headerSize);
}

function parseTables(file: string, tables: Buffer, size: number, foldersAt: number): CabTables {
  const reserved = (tables.readUInt16LE(30) & flagReserve) !== 0;
  const folderReserve = reserved ? tables.readUInt8(headerSize + 2) : 0;
  const blockReserve = reserved ? tables.readUInt8(headerSize + 3) : 0;
  try {
    const folders: CabFolder[] = [];
    for (let i = 0; i < tables.readUInt16LE(26); i++) {
      const at = foldersAt + i * (8 + folderReserve);
      folders.push({ offset: tables.readUInt32LE(at), blocks: tables.readUInt16LE(at + 4) });
    }
    return { size, folders, blockReserve, members: parseMembers(tables, folders.length) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidUpdate({ file, what: 'the file table of the cabinet is damaged', cause: error });
  }
}

function parseMembers(tables: Buffer, folderCount: number): CabMember[] {
  const members: CabMember[] = [];
  let at = tables.readUInt32LE(16);
  for (let i = 0; i < tables.readUInt16LE(28); i++) {
    const end = tables.indexOf(0, at + 16);
    if (end < 0) throw new RangeError('A file name has no end');
    const encoding = (tables.readUInt16LE(at + 14) & attributeUtf8) === 0 ? 'latin1' : 'utf8';
    const member: CabMember = {
      name: tables.toString(encoding, at + 16, end).replaceAll('\\', '/'),
      size: tables.readUInt32LE(at),
      folderOffset: tables.readUInt32LE(at + 4),
      folder: tables.readUInt16LE(at + 8),
    };
    if (member.folder >= folderCount) throw new RangeError('A file belongs to a folder that is not there');
    members.push(member);
    at = end + 1;
  }
  return members;
}
