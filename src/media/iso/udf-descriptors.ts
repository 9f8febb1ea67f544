import type { Extent, IsoSource } from './iso-source.js';
import { sectorSize } from './iso-source.js';
import { isoInvalid } from './iso-error.js';

/** Descriptor tags of ECMA-167 (volume structure 3/7.2.1, file structure 4/7.2.1). */
export const tags = {
  anchor: 2, partition: 5, logicalVolume: 6, terminator: 8, fileSet: 256, fileName: 257, allocationExtent: 258, file: 261, extendedFile: 266,
} as const;

/** Place of an object: a block of a partition. */
export interface LongAddress {
  readonly length: number;
  readonly block: number;
  readonly partition: number;
}

/** What the volume descriptors say: where the partitions begin, and where the file set is. */
export interface UdfVolume {
  readonly label: string;
  /** First sector of each partition map, in the order in which addresses count them. */
  readonly partitions: readonly number[];
  readonly fileSet: LongAddress;
}

const anchorSector = 256;
const tagSize = 16;
/** Descriptor versions of ECMA-167, second and third edition. */
const versions = [2, 3];
/** The upper two bits of a length tell the kind of extent. */
const lengthMask = 0x3fffffff;

/**
 * The number of a descriptor's kind.
 * @returns undefined where the tag is none: its checksum, or that over the descriptor, is wrong, or it is of another place
 * @param block the block that it was read from, as addresses count
 */
export function tagOf(bytes: Buffer, block: number): number | undefined {
  const [version, checksum, crc, length, location] = [bytes.readUInt16LE(2), bytes[4], bytes.readUInt16LE(8), bytes.readUInt16LE(10), bytes.readUInt32LE(12)];
  let sum = 0;
  for (let at = 0; at < tagSize; at += 1) sum += at === 4 ? 0 : bytes[at] ?? 0;
  const isWhole = versions.includes(version) && (sum & 0xff) === checksum && location === block
    && tagSize + length <= bytes.length && crcOf(bytes.subarray(tagSize, tagSize + length)) === crc;
  return isWhole ? bytes.readUInt16LE(0) : undefined;
}

/** CRC of ECMA-167 1/7.2.6: x^16 + x^12 + x^5 + 1, starting from zero. */
function crcOf(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    crc &= 0xffff;
  }
  return crc;
}

/** The length of a `short_ad` or `long_ad` without the bits that tell its kind. */
export function lengthOf(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) & lengthMask;
}

/**
 * Time of ECMA-167 1/7.3: zone in minutes, date, time of day, then hundredths, hundreds of microseconds and microseconds.
 * @returns milliseconds since 1970; undefined where none is recorded
 */
export function timeAt(bytes: Buffer, at: number): number | undefined {
  const [month, day, hour, minute, second, hundredths, hundreds, micros] = bytes.subarray(at + 4, at + 12) as unknown as number[];
  if (month === undefined || day === undefined || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const whole = Date.UTC(bytes.readInt16LE(at + 2), month - 1, day, hour, minute, second);
  return whole - zoneMinutes(bytes.readUInt16LE(at)) * 60_000 + (hundredths ?? 0) * 10 + (hundreds ?? 0) / 10 + (micros ?? 0) / 1000;
}

/** Twelve bits with sign; -2047 says that no zone is known, and is taken for UTC. */
function zoneMinutes(field: number): number {
  const zone = ((field & 0xfff) << 20) >> 20;
  return zone === -2047 ? 0 : zone;
}

/** `long_ad` of ECMA-167 4/14.14.2. */
export function longAddress(bytes: Buffer, at: number): LongAddress {
  return { length: lengthOf(bytes, at), block: bytes.readUInt32LE(at + 4), partition: bytes.readUInt16LE(at + 8) };
}

/** Text of OSTA compressed unicode: a first byte of 8 or 16 tells the bits of a character. */
export function udfText(bytes: Buffer): string {
  if (bytes.length === 0) return '';
  if (bytes[0] === 16) return Buffer.from(bytes.subarray(1, bytes.length - ((bytes.length - 1) % 2))).swap16().toString('utf16le');
  return bytes.subarray(1).toString('latin1');
}

/** A text in a field of fixed length, whose last byte counts those in use. */
function fixedText(bytes: Buffer): string {
  return udfText(bytes.subarray(0, Math.min(bytes.at(-1) ?? 0, bytes.length - 1)));
}

/**
 * Reads the volume descriptors of a UDF file system up to revision 2.01, which covers what Windows media have (1.02).
 * @returns undefined where there is no UDF file system
 * @throws ServicingError `media-invalid`
 */
export async function readUdfVolume(source: IsoSource): Promise<UdfVolume | undefined> {
  if (!(await hasUdf(source))) return undefined;
  const anchor = await source.sector(anchorSector, 'the anchor of its UDF file system');
  if (tagOf(anchor, anchorSector) !== tags.anchor) throw isoInvalid(source.path, 'its UDF file system has no anchor');
  const sequence: Extent = { length: anchor.readUInt32LE(16), offset: anchor.readUInt32LE(20) * sectorSize };
  const bytes = await source.read(sequence, 'its volume descriptors');
  const starts = new Map<number, number>();
  let logical: Buffer | undefined;
  for (let at = 0; at + sectorSize <= bytes.length; at += sectorSize) {
    const descriptor = bytes.subarray(at, at + sectorSize);
    const tag = tagOf(descriptor, (sequence.offset + at) / sectorSize);
    if (tag === tags.terminator) break;
    if (tag === tags.partition) starts.set(descriptor.readUInt16LE(22), descriptor.readUInt32LE(188));
    if (tag === tags.logicalVolume) logical = descriptor;
  }
  if (logical === undefined) throw isoInvalid(source.path, 'its UDF file system has no logical volume');
  return { label: fixedText(logical.subarray(84, 212)), partitions: partitionMaps(source.path, logical, starts), fileSet: longAddress(logical, 248) };
}

/** Bytes of a type 1 partition map. */
const mapSize = 6;

/** Type 1 maps only: type 2 is for rewritable and virtual partitions, which no installation media has. */
function partitionMaps(path: string, logical: Buffer, starts: ReadonlyMap<number, number>): number[] {
  const maps: number[] = [];
  let at = 440;
  for (let left = logical.readUInt32LE(268); left > 0 && at + mapSize <= logical.length; left -= 1) {
    const start = logical[at] === 1 ? starts.get(logical.readUInt16LE(at + 4)) : undefined;
    if (start === undefined) throw isoInvalid(path, 'its UDF file system has a kind of partition that installation media does not have');
    maps.push(start);
    at += mapSize;
  }
  return maps;
}

/** The volume recognition sequence from sector 16 on names the standards that follow. */
async function hasUdf(source: IsoSource): Promise<boolean> {
  for (let number = 16; number < 64 && (number + 1) * sectorSize <= source.size; number += 1) {
    const id = (await source.sector(number, 'its volume descriptors')).toString('latin1', 1, 6);
    if (id === 'NSR02' || id === 'NSR03') return true;
    if (!['CD001', 'BEA01', 'BOOT2', 'CDW02'].includes(id)) return false;
  }
  return false;
}
