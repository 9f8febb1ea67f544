import { architectureWords } from './architecture.js';
import { codeLike } from './noise.js';
import { versionResource, type VersionStrings } from './version-resource.js';

export type PeKind = 'dll' | 'exe' | 'native' | 'efi';
export type PeMachine = 'amd64' | 'arm64' | 'x86';

export interface PeSpec {
  /** File name, e.g. `ntoskrnl.exe`; also decides the filling, so equal specs give equal bytes. */
  name: string;
  /** FileVersion, four numbers. */
  version: string;
  /** Default: the file version. */
  productVersion?: string;
  description?: string;
  /** Default: native for the kernel, dll for `.dll`, `.ocx`, `.cpl` and `.mui`, efi for `.efi`, else exe. */
  kind?: PeKind;
  /** Default that of the lab. */
  machine?: PeMachine;
  /** Bytes of filling in `.data`; default 4096. */
  filling?: number;
}

const fileAlignment = 0x200;
const sectionAlignment = 0x1000;
const machines = { amd64: 0x8664, arm64: 0xaa64, x86: 0x14c } as const;
const subsystems = { dll: 3, exe: 3, native: 1, efi: 10 } as const;
const code = { amd64: Buffer.from([0x31, 0xc0, 0xc3]), x86: Buffer.from([0x31, 0xc0, 0xc3]), arm64: Buffer.from([0, 0, 0x80, 0xd2, 0xc0, 3, 0x5f, 0xd6]) } as const;

interface Section { name: string; flags: number; bytes: Buffer; address: number; offset: number }

/**
 * A valid PE32+ file (PE32 for x86) from nothing: headers with a right checksum, code that returns 0, filling, and a version resource.
 * It does nothing when run. Layout: the PE format specification of the Windows SDK.
 */
export function makePe(spec: PeSpec): Buffer {
  const kind = spec.kind ?? kindOf(spec.name);
  const machine = spec.machine ?? architectureWords().identity;
  const filling = codeLike(`${spec.name} ${spec.version}`, spec.filling ?? 4096);
  const sections: Section[] = [];
  const add = (name: string, flags: number, bytes: (address: number) => Buffer): void => {
    const last = sections.at(-1);
    const address = last === undefined ? sectionAlignment : last.address + up(last.bytes.length, sectionAlignment);
    const offset = last === undefined ? fileAlignment * 2 : last.offset + up(last.bytes.length, fileAlignment);
    sections.push({ name, flags, bytes: bytes(address), address, offset });
  };
  add('.text', 0x60000020, () => code[machine]);
  if (filling.length > 0) add('.data', 0xc0000040, () => filling);
  const strings = versionStrings(spec);
  add('.rsrc', 0x40000040, (address) => resourceSection(versionResource(strings, kind === 'dll'), address));

  const last = sections.at(-1) as Section;
  const file = Buffer.alloc(last.offset + up(last.bytes.length, fileAlignment));
  writeHeaders(file, sections, kind, machine);
  for (const section of sections) section.bytes.copy(file, section.offset);
  file.writeUInt32LE(checksum(file), peOffset + 24 + 64);
  return file;
}

function kindOf(name: string): PeKind {
  if (/^ntoskrnl\.exe$/iu.test(name)) return 'native';
  if (/\.(?:dll|ocx|mui|cpl)$/iu.test(name)) return 'dll';
  return /\.efi$/iu.test(name) ? 'efi' : 'exe';
}

function versionStrings(spec: PeSpec): VersionStrings {
  return {
    fileVersion: spec.version, productVersion: spec.productVersion ?? spec.version,
    description: spec.description ?? `${spec.name} of the offline-servicing lab`,
    originalName: spec.name, productName: 'offline-servicing lab', company: 'The offline-servicing authors',
  };
}

const peOffset = 0x80;

function writeHeaders(file: Buffer, sections: readonly Section[], kind: PeKind, machine: PeMachine): void {
  file.write('MZ', 0, 'latin1');
  [0x90, 3, 0, 4].forEach((value, index) => file.writeUInt16LE(value, 2 + index * 2));
  file.writeUInt16LE(0x40, 0x18);
  file.writeUInt32LE(peOffset, 0x3c);
  file.write('This program cannot be run in DOS mode.\r\n$', 0x4e, 'latin1');
  // push cs; pop ds; mov dx,0x0e; mov ah,9; int 21h; mov ax,4c01h; int 21h
  Buffer.from('0e1fba0e00b409cd21b8014ccd21', 'hex').copy(file, 0x40);
  file.write('PE\0\0', peOffset, 'latin1');
  const coff = peOffset + 4;
  file.writeUInt16LE(machines[machine], coff);
  file.writeUInt16LE(sections.length, coff + 2);
  file.writeUInt32LE(0x5ace0000, coff + 4);
  const is32Bit = machine === 'x86';
  const optionalSize = is32Bit ? 224 : 240;
  file.writeUInt16LE(optionalSize, coff + 16);
  file.writeUInt16LE((kind === 'dll' ? 0x2002 : 0x0002) | (is32Bit ? 0x0100 : 0x0020), coff + 18);

  const optional = coff + 20;
  const [text, ...others] = sections as [Section, ...Section[]];
  const last = sections.at(-1) as Section;
  file.writeUInt16LE(is32Bit ? 0x10b : 0x20b, optional);
  file.writeUInt32LE(up(text.bytes.length, fileAlignment), optional + 4);
  file.writeUInt32LE(others.reduce((sum, section) => sum + up(section.bytes.length, fileAlignment), 0), optional + 8);
  file.writeUInt32LE(text.address, optional + 16);
  file.writeUInt32LE(text.address, optional + 20);
  if (is32Bit) file.writeUInt32LE(kind === 'dll' ? 0x10000000 : 0x400000, optional + 28);
  else file.writeBigUInt64LE(kind === 'dll' ? 0x180000000n : 0x140000000n, optional + 24);
  file.writeUInt32LE(sectionAlignment, optional + 32);
  file.writeUInt32LE(fileAlignment, optional + 36);
  for (const at of [40, 44, 48]) file.writeUInt16LE(10, optional + at);
  file.writeUInt32LE(last.address + up(last.bytes.length, sectionAlignment), optional + 56);
  file.writeUInt32LE(fileAlignment * 2, optional + 60);
  file.writeUInt16LE(subsystems[kind], optional + 68);
  file.writeUInt16LE(0x0100, optional + 70);
  const wordSize = is32Bit ? 4 : 8;
  [0x40000, 0x1000, 0x100000, 0x1000].forEach((size, index) => file.writeUInt32LE(size, optional + 72 + index * wordSize));
  const directories = optional + optionalSize - 16 * 8;
  file.writeUInt32LE(16, directories - 4);
  file.writeUInt32LE(last.address, directories + 2 * 8);
  file.writeUInt32LE(last.bytes.length, directories + 2 * 8 + 4);

  sections.forEach((section, index) => {
    const at = optional + optionalSize + index * 40;
    file.write(section.name, at, 'latin1');
    file.writeUInt32LE(section.bytes.length, at + 8);
    file.writeUInt32LE(section.address, at + 12);
    file.writeUInt32LE(up(section.bytes.length, fileAlignment), at + 16);
    file.writeUInt32LE(section.offset, at + 20);
    file.writeUInt32LE(section.flags, at + 36);
  });
}

/** Three directory levels (type RT_VERSION, name 1, language 0409) down to one data entry. */
function resourceSection(version: Buffer, address: number): Buffer {
  const section = Buffer.alloc(88 + version.length);
  [16, 1, 0x409].forEach((id, level) => {
    const at = level * 24;
    section.writeUInt16LE(1, at + 14);
    section.writeUInt32LE(id, at + 16);
    section.writeUInt32LE(level < 2 ? 0x80000000 + at + 24 : 72, at + 20);
  });
  section.writeUInt32LE(address + 88, 72);
  section.writeUInt32LE(version.length, 76);
  section.writeUInt32LE(1200, 80);
  version.copy(section, 88);
  return section;
}

/** The image checksum of the PE format; its own field counts as 0. */
function checksum(file: Buffer): number {
  let sum = 0;
  for (let at = 0; at < file.length; at += 2) {
    sum += file.readUInt16LE(at);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  return sum + file.length;
}

function up(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
