/** A minimal 64-bit PE with nothing but a version resource. */
export function peWithVersion(major: number, minor: number, build: number, revision: number): Buffer {
  const file = Buffer.alloc(0x400);
  file.write('MZ', 0, 'latin1');
  file.writeUInt32LE(0x80, 0x3c);
  file.write('PE\0\0', 0x80, 'latin1');
  file.writeUInt16LE(0x8664, 0x84);
  file.writeUInt16LE(1, 0x86);
  file.writeUInt16LE(240, 0x94);
  const optional = 0x98;
  file.writeUInt16LE(0x20b, optional);
  const [address, offset] = [0x1000, 0x200];
  file.writeUInt32LE(address, optional + 112 + 16);
  file.writeUInt32LE(0x200, optional + 112 + 20);
  const section = optional + 240;
  file.write('.rsrc', section, 'latin1');
  file.writeUInt32LE(0x200, section + 8);
  file.writeUInt32LE(address, section + 12);
  file.writeUInt32LE(0x200, section + 16);
  file.writeUInt32LE(offset, section + 20);
  const directory = (at: number, id: number, next: number): void => {
    file.writeUInt16LE(1, offset + at + 14);
    file.writeUInt32LE(id, offset + at + 16);
    file.writeUInt32LE(next, offset + at + 20);
  };
  directory(0, 16, 0x80000018);
  directory(0x18, 1, 0x80000030);
  directory(0x30, 1033, 0x48);
  file.writeUInt32LE(address + 0x60, offset + 0x48);
  file.writeUInt32LE(0x80, offset + 0x4c);
  const info = offset + 0x60 + 40;
  file.writeUInt32LE(0xfeef04bd, info);
  file.writeUInt32LE(0x10000, info + 4);
  file.writeUInt32LE(((major << 16) | minor) >>> 0, info + 8);
  file.writeUInt32LE(((build << 16) | revision) >>> 0, info + 12);
  return file;
}
