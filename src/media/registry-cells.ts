import { ServicingError } from '../schema/errors.js';
import type { PartialBytes } from './partial-bytes.js';

/** Where the first hive bin begins; cell offsets count from here. */
const firstBin = 0x1000;
const none = 0xffffffff;
const asciiKeyName = 0x20;
const asciiValueName = 0x01;
const dataInline = 0x80000000;
/** A value longer than this is cut into segments of this size ("db" cells, hive version 1.4 and later). */
const segmentSize = 16344;

export interface RawValue { name: string; type: number; bytes: Buffer }

/**
 * The cells of a hive file: keys (nk), values (vk), lists of subkeys (lf, lh, li, ri) and long data (db). Layout: the
 * "Windows registry file format specification" published by M. Suhanov.
 */
export class RegistryCells {
  readonly #bytes: PartialBytes;

  constructor(bytes: PartialBytes) {
    this.#bytes = bytes;
  }

  keyName(key: number): string {
    const cell = this.#signed(key, 'nk');
    return this.#name(cell, 0x4c, 0x48, (this.#u16(cell, 2) & asciiKeyName) !== 0);
  }

  subkeys(key: number): number[] {
    const cell = this.#signed(key, 'nk');
    const count = this.#u32(cell, 0x14);
    return count === 0 ? [] : this.#listed(this.#u32(cell, 0x1c), true);
  }

  findSubkey(key: number, name: string): number | undefined {
    const wanted = name.toUpperCase();
    return this.subkeys(key).find((at) => this.keyName(at).toUpperCase() === wanted);
  }

  values(key: number): RawValue[] {
    const cell = this.#signed(key, 'nk');
    const count = this.#u32(cell, 0x24);
    if (count === 0 || count === none) return [];
    const list = this.#cell(this.#u32(cell, 0x28));
    return Array.from({ length: this.#fitting(count, list, 0, 4) }, (_, index) => this.#value(this.#u32(list, index * 4)));
  }

  #value(offset: number): RawValue {
    const cell = this.#signed(offset, 'vk');
    const size = this.#u32(cell, 4);
    return {
      name: this.#name(cell, 0x14, 2, (this.#u16(cell, 0x10) & asciiValueName) !== 0),
      type: this.#u32(cell, 12),
      bytes: size >= dataInline ? this.#slice(cell, 8, Math.min(size - dataInline, 4)) : this.#data(this.#u32(cell, 8), size),
    };
  }

  #data(offset: number, size: number): Buffer {
    if (size === 0) return Buffer.alloc(0);
    const cell = this.#cell(offset);
    if (size <= segmentSize || cell.toString('latin1', 0, 2) !== 'db') return this.#slice(cell, 0, size);
    const segments = this.#cell(this.#u32(cell, 4));
    const count = this.#fitting(this.#u16(cell, 2), segments, 0, 4);
    const pieces: Buffer[] = [];
    for (let index = 0, left = size; index < count && left > 0; index++, left -= segmentSize) {
      pieces.push(this.#slice(this.#cell(this.#u32(segments, index * 4)), 0, Math.min(left, segmentSize)));
    }
    const whole = Buffer.concat(pieces);
    if (whole.length !== size) throw damaged('a long value lacks a part');
    return whole;
  }

  #listed(offset: number, isTop: boolean): number[] {
    const cell = this.#cell(offset);
    const kind = cell.toString('latin1', 0, 2);
    const count = this.#u16(cell, 2);
    const entries = (size: number): number[] =>
      Array.from({ length: this.#fitting(count, cell, 4, size) }, (_, index) => this.#u32(cell, 4 + index * size));
    if (kind === 'lf' || kind === 'lh') return entries(8);
    if (kind === 'li') return entries(4);
    // An index root lists lists, never another index root.
    if (kind === 'ri' && isTop) return entries(4).flatMap((list) => this.#listed(list, false));
    throw damaged('a list of subkeys of unknown kind');
  }

  #name(cell: Buffer, at: number, sizeAt: number, isAscii: boolean): string {
    return this.#slice(cell, at, this.#u16(cell, sizeAt)).toString(isAscii ? 'latin1' : 'utf16le');
  }

  #signed(offset: number, signature: string): Buffer {
    const cell = this.#cell(offset);
    if (cell.toString('latin1', 0, 2) !== signature) throw damaged(`no ${signature} cell where one should be`);
    return cell;
  }

  /** The content of a cell: its size, negative while in use, stands before it. */
  #cell(offset: number): Buffer {
    const at = firstBin + offset;
    if (offset === none || at + 4 > this.#bytes.length) throw damaged('a cell beyond the end');
    const size = Math.abs(this.#bytes.range(at, at + 4).readInt32LE(0));
    if (size < 4 || at + size > this.#bytes.length) throw damaged('a cell of impossible size');
    return this.#bytes.range(at + 4, at + size);
  }

  #fitting(count: number, cell: Buffer, from: number, size: number): number {
    if (from + count * size > cell.length) throw damaged('a list longer than its cell');
    return count;
  }

  #slice(cell: Buffer, at: number, size: number): Buffer {
    if (at + size > cell.length) throw damaged('data longer than its cell');
    return cell.subarray(at, at + size);
  }

  #u16(cell: Buffer, at: number): number {
    return this.#slice(cell, at, 2).readUInt16LE(0);
  }

  #u32(cell: Buffer, at: number): number {
    return this.#slice(cell, at, 4).readUInt32LE(0);
  }
}

function damaged(why: string): ServicingError {
  return new ServicingError('media-invalid', `The registry hive is damaged: ${why}.`);
}
