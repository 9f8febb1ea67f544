/** A reader of PE files that shares nothing with the writer: headers, sections, resource tree, version block. */
export interface PeFacts {
  machine: number;
  isDll: boolean;
  subsystem: number;
  checksum: number;
  checksumAt: number;
  sections: { name: string; address: number; virtualSize: number; offset: number; size: number }[];
  sizeOfImage: number;
  entryPoint: number;
  fileVersion: string;
  productVersion: string;
  strings: Map<string, string>;
}

export function readPe(file: Buffer): PeFacts {
  if (file.toString('latin1', 0, 2) !== 'MZ') throw new Error('no MZ');
  const pe = file.readUInt32LE(0x3c);
  if (file.toString('latin1', pe, pe + 4) !== 'PE\0\0') throw new Error('no PE');
  const optional = pe + 24;
  // PE32 is for 32-bit machines, PE32+ for the others.
  const is32Bit = file.readUInt16LE(pe + 4) === 0x14c;
  if (file.readUInt16LE(optional) !== (is32Bit ? 0x10b : 0x20b)) throw new Error('not the form of its machine');
  const table = optional + file.readUInt16LE(pe + 20);
  const sections = Array.from({ length: file.readUInt16LE(pe + 6) }, (_, index) => {
    const at = table + index * 40;
    return {
      name: file.toString('latin1', at, at + 8).replace(/\0+$/u, ''), virtualSize: file.readUInt32LE(at + 8),
      address: file.readUInt32LE(at + 12), size: file.readUInt32LE(at + 16), offset: file.readUInt32LE(at + 20),
    };
  });
  const position = (address: number): number => {
    const section = sections.find((item) => address >= item.address && address < item.address + item.virtualSize);
    if (section === undefined) throw new Error(`no section at ${address}`);
    return address - section.address + section.offset;
  };
  const resources = position(file.readUInt32LE(optional + (is32Bit ? 96 : 112) + 16));
  let entry = resources;
  for (const id of [16, 1, 0x409]) entry = resources + (child(file, entry, id) & 0x7fffffff);
  const block = file.subarray(position(file.readUInt32LE(entry)), position(file.readUInt32LE(entry)) + file.readUInt32LE(entry + 4));
  const fixed = block.indexOf(Buffer.from([0xbd, 0x04, 0xef, 0xfe]));
  const version = (at: number): string =>
    [block.readUInt16LE(at + 2), block.readUInt16LE(at), block.readUInt16LE(at + 6), block.readUInt16LE(at + 4)].join('.');
  return {
    machine: file.readUInt16LE(pe + 4), isDll: (file.readUInt16LE(pe + 22) & 0x2000) !== 0, subsystem: file.readUInt16LE(optional + 68),
    checksum: file.readUInt32LE(optional + 64), checksumAt: optional + 64, sections,
    sizeOfImage: file.readUInt32LE(optional + 56), entryPoint: file.readUInt32LE(optional + 16),
    fileVersion: version(fixed + 8), productVersion: version(fixed + 16), strings: stringsOf(block),
  };
}

function child(file: Buffer, directory: number, id: number): number {
  const count = file.readUInt16LE(directory + 12) + file.readUInt16LE(directory + 14);
  for (let index = 0; index < count; index += 1) {
    const at = directory + 16 + index * 8;
    if (file.readUInt32LE(at) === id) return file.readUInt32LE(at + 4);
  }
  throw new Error(`no resource ${id}`);
}

/** Walks the nested blocks, `length, valueLength, type, key, padding, value, children`. */
function stringsOf(block: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (at: number): number => {
    const length = block.readUInt16LE(at);
    const valueLength = block.readUInt16LE(at + 2);
    const isText = block.readUInt16LE(at + 4) === 1;
    let end = at + 6;
    while (block.readUInt16LE(end) !== 0) end += 2;
    const key = block.toString('utf16le', at + 6, end);
    let next = (end + 2 + 3) & ~3;
    if (isText && valueLength > 0) found.set(key, block.toString('utf16le', next, next + (valueLength - 1) * 2));
    next = (next + valueLength * (isText ? 2 : 1) + 3) & ~3;
    while (next < at + length) next = (walk(next) + 3) & ~3;
    return at + length;
  };
  walk(0);
  return found;
}
