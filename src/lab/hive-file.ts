import type { HiveKey, HiveValue } from './hive-key.js';
import { fileTime, labTimes } from './times.js';

const nothing = 0xffffffff;
/** Longer data needs the big-data form, which the lab has no use for. */
const longestData = 16_344;
/** Entries of one `lh` list; Windows splits longer ones below an `ri` list. */
const longestList = 511;

/**
 * Writes a registry hive from nothing (format `regf` 1.5): base block with its checksum, one bin, one security cell
 * that all keys share.
 * @param name written into the base block, e.g. `\SystemRoot\System32\Config\SOFTWARE`
 */
export function hiveFile(root: HiveKey, name: string, time: Date = labTimes.release): Buffer {
  const cells = new Cells();
  const security = cells.add(Buffer.alloc(20 + securityDescriptor.length));
  const keys = new KeyWriter(cells, security, fileTime(time));
  const rootOffset = keys.write(root, nothing, true);
  writeSecurity(cells.at(security), security, keys.count);
  const bin = cells.bin();
  return Buffer.concat([baseBlock(rootOffset, bin.length, name, fileTime(time)), bin]);
}

/** The allocated cells of one bin; offsets count from the start of the bin. */
class Cells {
  readonly #cells = new Map<number, Buffer>();
  #next = 32;

  /** @returns the offset of the new cell */
  add(content: Buffer): number {
    const cell = Buffer.alloc(Math.ceil((content.length + 4) / 8) * 8);
    cell.writeInt32LE(-cell.length, 0);
    content.copy(cell, 4);
    const offset = this.#next;
    this.#cells.set(offset, cell);
    this.#next += cell.length;
    return offset;
  }

  /** The content of a cell, for filling in later. */
  at(offset: number): Buffer {
    return (this.#cells.get(offset) as Buffer).subarray(4);
  }

  bin(): Buffer {
    const size = Math.ceil((this.#next + 8) / 4096) * 4096;
    const head = Buffer.alloc(32);
    head.write('hbin', 0, 'latin1');
    head.writeUInt32LE(size, 8);
    const free = Buffer.alloc(size - this.#next);
    free.writeInt32LE(free.length, 0);
    return Buffer.concat([head, ...this.#cells.values(), free]);
  }
}

class KeyWriter {
  count = 0;
  readonly #cells: Cells;
  readonly #security: number;
  readonly #time: bigint;

  constructor(cells: Cells, security: number, time: bigint) {
    this.#cells = cells;
    this.#security = security;
    this.#time = time;
  }

  write(key: HiveKey, parent: number, isRoot: boolean): number {
    this.count += 1;
    const name = nameBytes(key.name);
    const { keys, values } = key;
    const offset = this.#cells.add(Buffer.alloc(76 + name.bytes.length));
    const cell = this.#cells.at(offset);
    const children = keys.map((child) => this.write(child, offset, false));
    cell.write('nk', 0, 'latin1');
    cell.writeUInt16LE((isRoot ? 0x0c : 0) + (name.narrow ? 0x20 : 0), 2);
    cell.writeBigUInt64LE(this.#time, 4);
    cell.writeUInt32LE(parent, 16);
    cell.writeUInt32LE(keys.length, 20);
    cell.writeUInt32LE(this.#subkeyList(keys, children), 28);
    cell.writeUInt32LE(nothing, 32);
    cell.writeUInt32LE(values.length, 36);
    cell.writeUInt32LE(this.#valueList(values), 40);
    cell.writeUInt32LE(this.#security, 44);
    cell.writeUInt32LE(nothing, 48);
    cell.writeUInt32LE(Math.max(0, ...keys.map((child) => child.name.length * 2)), 52);
    cell.writeUInt32LE(Math.max(0, ...values.map((value) => value.name.length * 2)), 60);
    cell.writeUInt32LE(Math.max(0, ...values.map((value) => value.data.length)), 64);
    cell.writeUInt16LE(name.bytes.length, 72);
    name.bytes.copy(cell, 76);
    return offset;
  }

  #subkeyList(keys: readonly HiveKey[], offsets: readonly number[]): number {
    if (keys.length === 0) return nothing;
    const lists: number[] = [];
    for (let from = 0; from < keys.length; from += longestList) {
      const part = keys.slice(from, from + longestList);
      const list = Buffer.alloc(4 + part.length * 8);
      list.write('lh', 0, 'latin1');
      list.writeUInt16LE(part.length, 2);
      part.forEach((key, index) => {
        list.writeUInt32LE(offsets[from + index] as number, 4 + index * 8);
        list.writeUInt32LE(nameHash(key.name), 8 + index * 8);
      });
      lists.push(this.#cells.add(list));
    }
    if (lists.length === 1) return lists[0] as number;
    const index = Buffer.alloc(4 + lists.length * 4);
    index.write('ri', 0, 'latin1');
    index.writeUInt16LE(lists.length, 2);
    lists.forEach((list, at) => index.writeUInt32LE(list, 4 + at * 4));
    return this.#cells.add(index);
  }

  #valueList(values: readonly HiveValue[]): number {
    if (values.length === 0) return nothing;
    const list = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => list.writeUInt32LE(this.#value(value), index * 4));
    return this.#cells.add(list);
  }

  #value(value: HiveValue): number {
    if (value.data.length > longestData) throw new RangeError(`The data of ${value.name} is longer than ${longestData} bytes`);
    const name = nameBytes(value.name);
    const cell = Buffer.alloc(20 + name.bytes.length);
    cell.write('vk', 0, 'latin1');
    cell.writeUInt16LE(name.bytes.length, 2);
    if (value.data.length <= 4) {
      cell.writeUInt32LE(0x80000000 + value.data.length, 4);
      value.data.copy(cell, 8);
    } else {
      cell.writeUInt32LE(value.data.length, 4);
      cell.writeUInt32LE(this.#cells.add(value.data), 8);
    }
    cell.writeUInt32LE(value.type, 12);
    cell.writeUInt16LE(name.narrow && value.name !== '' ? 1 : 0, 16);
    name.bytes.copy(cell, 20);
    return this.#cells.add(cell);
  }
}

function nameBytes(name: string): { bytes: Buffer; narrow: boolean } {
  const narrow = /^[\u0000-\u00ff]*$/u.test(name);
  return { bytes: Buffer.from(name, narrow ? 'latin1' : 'utf16le'), narrow };
}

function nameHash(name: string): number {
  let hash = 0;
  for (const unit of name.toUpperCase().split('')) hash = (Math.imul(hash, 37) + unit.charCodeAt(0)) >>> 0;
  return hash;
}

/** Owner and group Administrators; full access for Administrators and SYSTEM, read for Users; self-relative. */
const securityDescriptor = ((): Buffer => {
  const sid = (...parts: number[]): Buffer => {
    const bytes = Buffer.from([1, parts.length, 0, 0, 0, 0, 0, 5, ...new Array<number>(parts.length * 4).fill(0)]);
    parts.forEach((part, index) => bytes.writeUInt32LE(part, 8 + index * 4));
    return bytes;
  };
  const ace = (mask: number, who: Buffer): Buffer => {
    const head = Buffer.from([0, 2, 8 + who.length, 0, 0, 0, 0, 0]);
    head.writeUInt32LE(mask, 4);
    return Buffer.concat([head, who]);
  };
  const administrators = sid(32, 544);
  const aces = [ace(0xf003f, administrators), ace(0xf003f, sid(18)), ace(0x20019, sid(32, 545))];
  const acl = Buffer.concat([Buffer.alloc(8), ...aces]);
  acl.writeUInt8(2, 0);
  acl.writeUInt16LE(acl.length, 2);
  acl.writeUInt16LE(aces.length, 4);
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(0x8004, 2);
  head.writeUInt32LE(20, 4);
  head.writeUInt32LE(20 + administrators.length, 8);
  head.writeUInt32LE(20 + 2 * administrators.length, 16);
  return Buffer.concat([head, administrators, administrators, acl]);
})();

function writeSecurity(cell: Buffer, offset: number, references: number): void {
  cell.write('sk', 0, 'latin1');
  cell.writeUInt32LE(offset, 4);
  cell.writeUInt32LE(offset, 8);
  cell.writeUInt32LE(references, 12);
  cell.writeUInt32LE(securityDescriptor.length, 16);
  securityDescriptor.copy(cell, 20);
}

function baseBlock(root: number, length: number, name: string, time: bigint): Buffer {
  const block = Buffer.alloc(4096);
  block.write('regf', 0, 'latin1');
  block.writeUInt32LE(1, 4);
  block.writeUInt32LE(1, 8);
  block.writeBigUInt64LE(time, 12);
  block.writeUInt32LE(1, 20);
  block.writeUInt32LE(5, 24);
  block.writeUInt32LE(1, 32);
  block.writeUInt32LE(root, 36);
  block.writeUInt32LE(length, 40);
  block.writeUInt32LE(1, 44);
  block.write(name.slice(-31), 48, 'utf16le');
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= block.readUInt32LE(at);
  // 0 and -1 are not valid checksums (the format's own rule).
  block.writeUInt32LE(sum === 0 ? 1 : sum === -1 ? 0xfffffffe : sum >>> 0, 508);
  return block;
}
