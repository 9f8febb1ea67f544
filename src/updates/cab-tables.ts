/**
 * The tables of a cabinet: header, folders (compressed streams) and files, as in the vendor's "Microsoft Cabinet
 * Format" specification. They are never compressed, so names and sizes are known without a tool.
 */
import { normalizeRelative } from '../files/paths.js';
import type { ByteSource } from '../files/byte-source.js';
import { invalidUpdate } from './invalid-update.js';

/** A file inside a cabinet. */
export interface CabMember {
  /** Relative path with `/`; never one that leads out of the folder it is unpacked to. */
  name: string;
  /** Size when extracted, in bytes. */
  size: number;
  folder: number;
  /** Where the file begins in the uncompressed stream of its folder. */
  folderOffset: number;
  /** When the file was made, `YYYY-MM`, local to whoever made it; undefined where the date is none. */
  month: string | undefined;
}

/** How the blocks of a folder are compressed. */
export type CabCompression = 'stored' | 'mszip' | 'quantum' | 'lzx';

/** A stream of data blocks; a cabinet's files are cut out of such streams. */
export interface CabFolder {
  /** Where the first block begins in the cabinet. */
  offset: number;
  blocks: number;
  compression: CabCompression;
  /** The number that says compression and its window, as the cabinet has it. */
  compressionType: number;
}

export interface CabTables {
  /** Size the header states; a file on disk may be longer (a signature follows), never shorter. */
  size: number;
  members: CabMember[];
  folders: CabFolder[];
  /** Bytes reserved in each data block between its header and its data. */
  blockReserve: number;
}

export const headerSize = 36;
const flagPrevious = 1;
const flagNext = 2;
/** The header is followed by the sizes of reserved fields. */
export const flagReserve = 4;
const attributeUtf8 = 0x80;
/** 65,535 files with the longest names, and all that may be reserved, come to less. */
const maxTableSize = 32 * 1024 * 1024;
const compressions: readonly CabCompression[] = ['stored', 'mszip', 'quantum', 'lzx'];

/** Reads the tables. Throws ServicingError 'update-invalid' for a file that is truncated, damaged or part of a set. */
export async function readCabTables(source: ByteSource): Promise<CabTables> {
  const head = await source.read(0, headerSize + 4);
  const size = checkHeader(source, head);
  // Everything up to the first data block; the folder entries tell where that is.
  const foldersAt = headerSize + reserveLength(head);
  const folderSize = 8 + ((head.readUInt16LE(30) & flagReserve) === 0 ? 0 : head.readUInt8(headerSize + 2));
  const entries = await source.read(foldersAt, head.readUInt16LE(26) * folderSize);
  const damaged = invalidUpdate({ file: source.name, what: 'the folder table of the cabinet is damaged' });
  if (entries.length < head.readUInt16LE(26) * folderSize) throw damaged;
  const folders: CabFolder[] = [];
  for (let at = 0; at < entries.length; at += folderSize) {
    const compressionType = entries.readUInt16LE(at + 6);
    const compression = compressions[compressionType & 0x0f];
    if (compression === undefined) throw damaged;
    folders.push({ offset: entries.readUInt32LE(at), blocks: entries.readUInt16LE(at + 4), compression, compressionType });
  }
  const tablesEnd = Math.min(...folders.map((folder) => folder.offset));
  if (tablesEnd < foldersAt + entries.length || tablesEnd > Math.min(size, maxTableSize)) throw damaged;
  const tables = await source.read(0, tablesEnd);
  const blockReserve = (head.readUInt16LE(30) & flagReserve) === 0 ? 0 : head.readUInt8(headerSize + 3);
  return { size, folders, blockReserve, members: parseMembers(source, tables, folders.length) };
}

function checkHeader(source: ByteSource, head: Buffer): number {
  const file = source.name;
  if (head.length < headerSize + 4 || head.toString('latin1', 0, 4) !== 'MSCF') {
    throw invalidUpdate({ file, what: 'the header of the cabinet is missing or cut off' });
  }
  const size = head.readUInt32LE(8);
  if (size > source.size) {
    throw invalidUpdate({ file, what: `the cabinet is truncated: ${source.size} of ${size} bytes are there` });
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

function parseMembers(source: ByteSource, tables: Buffer, folderCount: number): CabMember[] {
  const members: CabMember[] = [];
  try {
    let at = tables.readUInt32LE(16);
    for (let i = 0; i < tables.readUInt16LE(28); i++) {
      const end = tables.indexOf(0, at + 16);
      if (end < 0) throw new RangeError('A file name has no end');
      const encoding = (tables.readUInt16LE(at + 14) & attributeUtf8) === 0 ? 'latin1' : 'utf8';
      const member: CabMember = {
        name: checkName(source, tables.toString(encoding, at + 16, end)),
        size: tables.readUInt32LE(at),
        folderOffset: tables.readUInt32LE(at + 4),
        folder: tables.readUInt16LE(at + 8),
        month: monthOf(tables.readUInt16LE(at + 10)),
      };
      if (member.folder >= folderCount) throw new RangeError('A file belongs to a folder that is not there');
      members.push(member);
      at = end + 1;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidUpdate({ file: source.name, what: 'the file table of the cabinet is damaged', cause: error });
  }
  return members;
}

/** Whoever unpacks the cabinet later writes to the names in it. */
function checkName(source: ByteSource, name: string): string {
  try {
    return normalizeRelative(name);
  } catch (cause) {
    throw invalidUpdate({
      file: source.name, member: JSON.stringify(name), what: 'its name leads out of the folder that it is unpacked to', cause,
      advice: 'No update of Windows has such a file: do not use it, and find out where it came from.',
    });
  }
}

/** Of an MS-DOS date: years since 1980, month, day. */
function monthOf(date: number): string | undefined {
  const month = (date >> 5) & 0x0f;
  if (month < 1 || month > 12) return undefined;
  return `${1980 + (date >> 9)}-${String(month).padStart(2, '0')}`;
}
