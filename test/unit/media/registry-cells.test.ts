import { expect } from 'chai';
import { openHive } from '../../../src/media/registry-hive.js';
import { ServicingError } from '../../../src/schema/errors.js';

/** A hive of nothing but the cells given, the first of which is the root key; cells refer to each other by offset. */
class HiveBuilder {
  readonly #cells: Buffer[] = [];
  #next = 0x20;

  add(content: Buffer): number {
    const cell = Buffer.alloc(Math.ceil((content.length + 4) / 8) * 8);
    cell.writeInt32LE(-cell.length, 0);
    content.copy(cell, 4);
    const offset = this.#next;
    this.#cells.push(cell);
    this.#next += cell.length;
    return offset;
  }

  build(root: number): Buffer {
    const head = Buffer.alloc(0x1000);
    head.write('regf', 'latin1');
    head.writeUInt32LE(root, 0x24);
    return Buffer.concat([head, Buffer.alloc(0x20), ...this.#cells]);
  }
}

function key(name: string, lists: { subkeys?: [count: number, list: number]; values?: [count: number, list: number] } = {}, wide = false): Buffer {
  const text = Buffer.from(name, wide ? 'utf16le' : 'latin1');
  const cell = Buffer.alloc(0x4c + text.length);
  cell.write('nk', 'latin1');
  cell.writeUInt16LE(wide ? 0 : 0x20, 2);
  cell.writeUInt32LE(lists.subkeys?.[0] ?? 0, 0x14);
  cell.writeUInt32LE(lists.subkeys?.[1] ?? 0xffffffff, 0x1c);
  cell.writeUInt32LE(lists.values?.[0] ?? 0, 0x24);
  cell.writeUInt32LE(lists.values?.[1] ?? 0xffffffff, 0x28);
  cell.writeUInt16LE(text.length, 0x48);
  text.copy(cell, 0x4c);
  return cell;
}

function list(kind: string, offsets: readonly number[], entrySize = 4): Buffer {
  const cell = Buffer.alloc(4 + offsets.length * entrySize);
  cell.write(kind, 'latin1');
  cell.writeUInt16LE(offsets.length, 2);
  offsets.forEach((offset, index) => cell.writeUInt32LE(offset, 4 + index * entrySize));
  return cell;
}

function numbers(...values: number[]): Buffer {
  const cell = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => cell.writeUInt32LE(value, index * 4));
  return cell;
}

describe('media/registry-cells', () => {
  it('reads lists of all four kinds, one below another, and names that are not ASCII', () => {
    const hive = new HiveBuilder();
    const [a, b, c, d] = [hive.add(key('Alpha')), hive.add(key('Beta')), hive.add(key('Gämma')), hive.add(key('Дельта', {}, true))];
    const lists = [hive.add(list('li', [a])), hive.add(list('lf', [b], 8)), hive.add(list('lh', [c, d], 8))];
    const root = hive.add(key('ROOT', { subkeys: [4, hive.add(list('ri', lists))] }));
    const opened = openHive(hive.build(root));
    expect(opened.root.keys().map((one) => one.name)).to.deep.equal(['Alpha', 'Beta', 'Gämma', 'Дельта']);
    expect(opened.key('дельта')?.name).to.equal('Дельта');
    expect(opened.key('')?.name).to.equal('ROOT');
  });

  it('joins the parts of a long value, and notices a missing one', () => {
    const build = (parts: number): Buffer => {
      const hive = new HiveBuilder();
      const data = Buffer.alloc(40_000, 'long value ');
      const pieces = [0, 1, 2].slice(0, parts).map((nth) => hive.add(data.subarray(nth * 16_344, (nth + 1) * 16_344)));
      const big = Buffer.alloc(8);
      big.write('db', 'latin1');
      big.writeUInt16LE(parts, 2);
      big.writeUInt32LE(hive.add(numbers(...pieces)), 4);
      const value = Buffer.alloc(0x14 + 4);
      value.write('vk', 'latin1');
      value.writeUInt16LE(4, 2);
      value.writeUInt32LE(data.length, 4);
      value.writeUInt32LE(hive.add(big), 8);
      value.writeUInt32LE(3, 12);
      value.writeUInt16LE(1, 0x10);
      value.write('Long', 0x14, 'latin1');
      return hive.build(hive.add(key('ROOT', { values: [1, hive.add(numbers(hive.add(value)))] })));
    };
    expect(openHive(build(3)).root.value('long')).to.deep.equal(Buffer.alloc(40_000, 'long value '));
    expect(() => openHive(build(2)).root.value('long')).to.throw(ServicingError, 'lacks a part');
  });

  it('does not follow lists that hold themselves', () => {
    const hive = new HiveBuilder();
    const self = hive.add(list('ri', [0x20]));
    const root = hive.add(key('ROOT', { subkeys: [1, self] }));
    expect(() => openHive(hive.build(root)).root.keys()).to.throw(ServicingError, 'unknown kind');
  });
});
