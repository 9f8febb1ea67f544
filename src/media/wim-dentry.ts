import type { PartialBytes } from './partial-bytes.js';
import { DamagedDataError } from './wim-error.js';

const fixedSize = 102;
const streamFixedSize = 38;
const directoryAttribute = 0x10;
const reparseAttribute = 0x400;
const noContent = '0'.repeat(40);

/**
 * A directory entry as stored (DIRENTRY of the WIM specification), alternate streams and short name left out. An image has
 * 100,000 of them and a folder is read for one or two, so what is rarely asked for is decoded then.
 */
export class Dentry {
  readonly name: string;
  /** A folder, and not one that is a reparse point. */
  readonly isFolder: boolean;
  /** Where the next entry begins. */
  readonly next: number;
  readonly #entry: Buffer;
  readonly #unnamed: string;
  readonly #whole: number;

  /** Use {@link parseDentry}. */
  constructor(entry: Buffer, streams: { unnamed: string; end: number }, whole: number) {
    this.name = nameIn(entry);
    this.isFolder = (entry.readUInt32LE(8) & (directoryAttribute | reparseAttribute)) === directoryAttribute;
    this.next = streams.end;
    this.#entry = entry;
    this.#unnamed = streams.unnamed;
    this.#whole = whole;
  }

  get attributes(): number {
    return this.#entry.readUInt32LE(8);
  }

  /** Where the entries of the folder begin; 0 = none. Throws as {@link parseDentry}. */
  get subfolder(): number {
    return sizeIn(this.#entry, 0x10, this.#whole);
  }

  /** SHA-1 of the unnamed stream, lower-case hexadecimal; undefined when empty. */
  get sha1(): string | undefined {
    const own = this.#entry.toString('hex', 0x40, 0x54);
    const sha1 = own === noContent ? this.#unnamed : own;
    return sha1 === noContent ? undefined : sha1;
  }

  get creationTime(): bigint {
    return this.#entry.readBigUInt64LE(0x28);
  }

  get lastAccessTime(): bigint {
    return this.#entry.readBigUInt64LE(0x30);
  }

  get lastWriteTime(): bigint {
    return this.#entry.readBigUInt64LE(0x38);
  }
}

/**
 * Reads the entry at an offset of the metadata resource; undefined at the end of its folder.
 * @throws RangeError, DamagedDataError for what cannot be an entry
 */
export function parseDentry(bytes: PartialBytes, at: number): Dentry | undefined {
  const length = readSize(bytes, at);
  if (length <= 8) return undefined;
  if (length < fixedSize || at + length > bytes.length) throw new DamagedDataError(`a directory entry of ${length} bytes`);
  const entry = bytes.range(at, at + length);
  return new Dentry(entry, readStreams(bytes, align8(at + length), entry.readUInt16LE(0x60)), bytes.length);
}

function nameIn(entry: Buffer): string {
  const nameSize = entry.readUInt16LE(0x64);
  if (fixedSize + nameSize > entry.length) throw new DamagedDataError('a name longer than its entry');
  const name = entry.toString('utf16le', fixedSize, fixedSize + nameSize);
  if (/[/\\\0]/u.test(name) || name === '.' || name === '..') throw new DamagedDataError('an impossible name');
  return name;
}

/** A file with alternate streams keeps its content in an unnamed one among them. */
function readStreams(bytes: PartialBytes, start: number, count: number): { unnamed: string; end: number } {
  let unnamed = noContent;
  let at = start;
  for (let index = 0; index < count; index++) {
    const length = readSize(bytes, at);
    if (length < streamFixedSize || at + length > bytes.length) throw new DamagedDataError(`a stream entry of ${length} bytes`);
    const entry = bytes.range(at, at + length);
    if (entry.readUInt16LE(0x24) === 0 && unnamed === noContent) unnamed = entry.toString('hex', 0x10, 0x24);
    at = align8(at + length);
  }
  return { unnamed, end: at };
}

function readSize(bytes: PartialBytes, at: number): number {
  if (at + 8 > bytes.length) throw new DamagedDataError('an entry beyond the end');
  return sizeIn(bytes.range(at, at + 8), 0, bytes.length);
}

/** A 64-bit number that must lie within the resource. */
function sizeIn(entry: Buffer, at: number, whole: number): number {
  const value = entry.readUInt32LE(at + 4) * 2 ** 32 + entry.readUInt32LE(at);
  if (value > whole) throw new DamagedDataError('an offset beyond the end');
  return value;
}

function align8(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
