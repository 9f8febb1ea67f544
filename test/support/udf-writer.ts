const sector = 2048;
const partitionStart = 300;

/** CRC-16 of ECMA-167 by a table. */
const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  return crc;
});

/** Makes a UDF file system block by block, with forms that other people's writers of installation media do not use. */
export class UdfWriter {
  readonly #bytes: Buffer;

  constructor(blocks: number) {
    this.#bytes = Buffer.alloc((partitionStart + blocks) * sector);
    ['BEA01', 'NSR03', 'TEA01'].forEach((id, at) => this.#bytes.write(id, (16 + at) * sector + 1, 'latin1'));
    this.#seal(2, 256, 256, (anchor) => { anchor.writeUInt32LE(3 * sector, 16); anchor.writeUInt32LE(32, 20); });
    this.#seal(5, 32, 32, (partition) => { partition.writeUInt32LE(partitionStart, 188); partition.writeUInt32LE(blocks, 192); });
    this.#seal(6, 33, 33, (volume) => {
      volume[84] = 8;
      volume.write('MADE BY A TEST', 85, 'latin1');
      volume[211] = 15;
      volume.writeUInt32LE(sector, 212);
      longAddress(0, sector).copy(volume, 248);
      volume.writeUInt32LE(6, 264);
      volume.writeUInt32LE(1, 268);
      volume[440] = 1;
      volume[441] = 6;
    });
    this.#seal(8, 34, 34, () => undefined);
    this.put(256, 0, (set) => { longAddress(1, sector).copy(set, 400); });
  }

  /** A descriptor that fills a block of the partition. */
  put(tag: number, block: number, fill: (bytes: Buffer) => void): this {
    this.#seal(tag, block, partitionStart + block, fill);
    return this;
  }

  /** An extended file entry of UDF 2.01. @param form of its allocation: 0 short, 1 long, 3 its content itself */
  entry(block: number, { folder = false, size, form, allocation, time }: { folder?: boolean; size: number; form: 0 | 1 | 3; allocation: Buffer; time?: Buffer }): this {
    return this.put(266, block, (bytes) => {
      bytes[27] = folder ? 4 : 5;
      bytes.writeUInt16LE(form, 34);
      bytes.writeBigUInt64LE(BigInt(size), 56);
      time?.copy(bytes, 92);
      bytes.writeUInt32LE(allocation.length, 212);
      allocation.copy(bytes, 216);
    });
  }

  /** Content from a block on. */
  content(block: number, bytes: Buffer): this {
    bytes.copy(this.#bytes, (partitionStart + block) * sector);
    return this;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  #seal(tag: number, location: number, at: number, fill: (bytes: Buffer) => void): void {
    const bytes = this.#bytes.subarray(at * sector, (at + 1) * sector);
    fill(bytes);
    const length = 1024;
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(3, 2);
    let crc = 0;
    for (const byte of bytes.subarray(16, 16 + length)) crc = ((crc << 8) ^ (crcTable[((crc >> 8) ^ byte) & 0xff] ?? 0)) & 0xffff;
    bytes.writeUInt16LE(crc, 8);
    bytes.writeUInt16LE(length, 10);
    bytes.writeUInt32LE(location, 12);
    bytes[4] = 0;
    bytes[4] = bytes.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) & 0xff;
  }
}

/** `short_ad`; the kind is in the upper bits of the length: 0 recorded, 1 not recorded, 3 goes on there. */
export function shortAddress(block: number, length: number, kind: 0 | 1 | 3 = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(((kind << 30) | length) >>> 0, 0);
  bytes.writeUInt32LE(block, 4);
  return bytes;
}

/** `long_ad` in the one partition. */
export function longAddress(block: number, length: number, kind: 0 | 1 | 3 = 0): Buffer {
  return Buffer.concat([shortAddress(block, length, kind), Buffer.alloc(8)]);
}

/** A file identifier of a folder; names with other than Latin letters take 16 bits a letter. */
export function fileName(name: string, block: number, flags = 0): Buffer {
  const text = /^[\0-\xff]*$/u.test(name) ? Buffer.concat([Buffer.from([8]), Buffer.from(name, 'latin1')]) : Buffer.concat([Buffer.from([16]), Buffer.from(name, 'utf16le').swap16()]);
  const bytes = Buffer.alloc(Math.ceil((38 + text.length) / 4) * 4);
  bytes.writeUInt16LE(257, 0);
  bytes[18] = flags;
  bytes[19] = text.length;
  longAddress(block, sector).copy(bytes, 20);
  text.copy(bytes, 38);
  return bytes;
}
