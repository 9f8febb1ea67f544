import { DamagedDataError } from './wim-error.js';

/** A directory entry as stored (DIRENTRY of the WIM specification), alternate streams and short name left out. */
export interface Dentry {
  name: string;
  attributes: number;
  /** A folder, and not one that is a reparse point. */
  isFolder: boolean;
  /** Where the entries of the folder begin; 0 = none. */
  subfolder: number;
  /** SHA-1 of the unnamed stream, lower-case hexadecimal; undefined when empty. */
  sha1: string | undefined;
  creationTime: bigint;
  lastAccessTime: bigint;
  lastWriteTime: bigint;
  /** Where the next entry begins. */
  next: number;
}

const fixedSize = 102;
const streamFixedSize = 38;
const directoryAttribute = 0x10;
const reparseAttribute = 0x400;
const noContent = '0'.repeat(40);

/**
 * Reads the entry at an offset of the metadata resource; undefined at the end of its folder.
 * @throws RangeError, DamagedDataError for what cannot be an entry
 */
export function parseDentry(bytes: Buffer, at: number): Dentry | undefined {
  const length = readSize(bytes, at);
  if (length <= 8) return undefined;
  if (length < fixedSize || at + length > bytes.length) throw new DamagedDataError(`a directory entry of ${length} bytes`);
  const attributes = bytes.readUInt32LE(at + 8);
  const streamCount = bytes.readUInt16LE(at + 0x60);
  const nameSize = bytes.readUInt16LE(at + 0x64);
  if (fixedSize + nameSize > length) throw new DamagedDataError('a name longer than its entry');
  const name = bytes.toString('utf16le', at + fixedSize, at + fixedSize + nameSize);
  if (/[/\\\0]/u.test(name) || name === '.' || name === '..') throw new DamagedDataError('an impossible name');
  const streams = readStreams(bytes, align8(at + length), streamCount);
  const own = bytes.toString('hex', at + 0x40, at + 0x54);
  const sha1 = own === noContent ? streams.unnamed : own;
  return {
    name, attributes,
    isFolder: (attributes & (directoryAttribute | reparseAttribute)) === directoryAttribute,
    subfolder: readSize(bytes, at + 0x10),
    sha1: sha1 === noContent ? undefined : sha1,
    creationTime: bytes.readBigUInt64LE(at + 0x28),
    lastAccessTime: bytes.readBigUInt64LE(at + 0x30),
    lastWriteTime: bytes.readBigUInt64LE(at + 0x38),
    next: streams.end,
  };
}

/** A file with alternate streams keeps its content in an unnamed one among them. */
function readStreams(bytes: Buffer, start: number, count: number): { unnamed: string; end: number } {
  let unnamed = noContent;
  let at = start;
  for (let index = 0; index < count; index++) {
    const length = readSize(bytes, at);
    if (length < streamFixedSize || at + length > bytes.length) throw new DamagedDataError(`a stream entry of ${length} bytes`);
    if (bytes.readUInt16LE(at + 0x24) === 0 && unnamed === noContent) unnamed = bytes.toString('hex', at + 0x10, at + 0x24);
    at = align8(at + length);
  }
  return { unnamed, end: at };
}

function readSize(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  if (value > BigInt(bytes.length)) throw new DamagedDataError('an offset beyond the end');
  return Number(value);
}

function align8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
