import type { IsoSource } from './iso-source.js';
import { sectorSize } from './iso-source.js';
import { volumeDescriptors } from './iso9660-tree.js';

/** A boot image that firmware finds in an ISO file. */
export interface BootEntry {
  readonly platform: 'bios' | 'uefi' | 'other';
  readonly isBootable: boolean;
  /** Loaded as it is, and not as an emulated diskette or disk. */
  readonly isNoEmulation: boolean;
  /** How much of it BIOS loads, in sectors of 512 bytes. */
  readonly loadSectors: number;
  /** Where the image begins, in bytes. */
  readonly offset: number;
}

const platforms: Readonly<Record<number, BootEntry['platform']>> = { 0x00: 'bios', 0xef: 'uefi' };
const entrySize = 32;
const ids = { validation: 0x01, section: 0x90, lastSection: 0x91, extension: 0x44, bootable: 0x88 } as const;

/**
 * Reads the boot catalogue by the "El Torito" Bootable CD-ROM Format Specification 1.0; UEFI names its platform 0xEF.
 * @returns the boot images in their order; none where there is no catalogue, or one that firmware would not accept
 * @throws ServicingError `media-invalid`
 */
export async function readBootEntries(source: IsoSource): Promise<BootEntry[]> {
  const record = (await volumeDescriptors(source)).find((one) => one[0] === 0 && one.toString('latin1', 7, 30) === 'EL TORITO SPECIFICATION');
  if (record === undefined) return [];
  const catalogue = await source.sector(record.readUInt32LE(71), 'its boot catalogue');
  if (!isValid(catalogue.subarray(0, entrySize))) return [];
  const entries = [entryAt(catalogue, entrySize, catalogue[1] ?? 0)];
  for (let at = 2 * entrySize; at + entrySize <= catalogue.length;) {
    const id = catalogue[at];
    if (id !== ids.section && id !== ids.lastSection) break;
    const [platform, count] = [catalogue[at + 1] ?? 0, catalogue.readUInt16LE(at + 2)];
    at += entrySize;
    for (let left = count; left > 0 && at + entrySize <= catalogue.length; left -= 1) {
      entries.push(entryAt(catalogue, at, platform));
      at += entrySize;
      while (catalogue[at] === ids.extension) at += entrySize;
    }
    if (id === ids.lastSection) break;
  }
  return entries;
}

/** Its words add up to zero, and it ends with the two key bytes. */
function isValid(entry: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < entrySize; at += 2) sum = (sum + entry.readUInt16LE(at)) & 0xffff;
  return entry[0] === ids.validation && entry.readUInt16LE(30) === 0xaa55 && sum === 0;
}

function entryAt(catalogue: Buffer, at: number, platform: number): BootEntry {
  return {
    platform: platforms[platform] ?? 'other', isBootable: catalogue[at] === ids.bootable, isNoEmulation: ((catalogue[at + 1] ?? 0) & 0x0f) === 0,
    loadSectors: catalogue.readUInt16LE(at + 6), offset: catalogue.readUInt32LE(at + 8) * sectorSize,
  };
}
