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
  readonly #bytes: PartialBytes;
  readonly #at: number;
  readonly #unnamed: string;

  /** Use {@link parseDentry}. */
  constructor(bytes: PartialBytes, at: number, length: number) {
    const entry = bytes.range(at, at + length);
    const streams = readStreams(bytes, align8(at + length), entry.readUInt16LE(0x60));
    this.name = nameIn(entry);
    this.isFolder = (entry.readUInt32LE(8) & (directoryAttribute | reparseAttribute)) === directoryAttribute;
    this.next = streams.end;
    this.#bytes = bytes;
    this.#at = at;
    this.#unnamed = streams.unnamed;
  }

  get attributes(): number {
    return this.#fixed.readUInt32LE(8);
  }

  /** Where the entries of the folder begin; 0 = none. Throws as {@link parseDentry}. */
  get subfolder(): number {
    return sizeIn(this.#fixed, 0x10, this.#bytes.length);
  }

  /** SHA-1 of the unnamed stream, lower-case hexadecimal; undefined when empty. */
  get sha1(): string | undefined {
    const own = this.#fixed.toString('hex', 0x40, 0x54);
    const sha1 = own === noContent ? this.#unnamed : own;
    return sha1 === noContent ? undefined : sha1;
  }

  get creationTime(): bigint {
    return this.#fixed.readBigUInt64LE(0x28);
  }

  get lastAccessTime(): bigint {
    return this.#fixed.readBigUInt64LE(0x30);
  }

  get lastWriteTime(): bigint {
    return this.#fixed.readBigUInt64LE(0x38);
  }

  get #fixed(): Buffer {
    return this.#bytes.range(this.#at, this.#at + fixedSize);
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
  return new Dentry(bytes, at, length);
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
