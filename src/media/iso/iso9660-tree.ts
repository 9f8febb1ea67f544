import { throwIfCancelled } from '../../files/cancel.js';
import { isoInvalid } from './iso-error.js';
import type { Extent, IsoSource } from './iso-source.js';
import { sectorSize } from './iso-source.js';
import { EntryList } from './iso-tree.js';
import type { IsoEntry, IsoTree } from './iso-tree.js';

const kinds = { primary: 1, supplementary: 2, end: 255 } as const;
/** UCS-2 levels 1 to 3 of the Joliet specification. */
const jolietEscapes = ['%/@', '%/C', '%/E'];
const recordFlags = { folder: 0x02, continues: 0x80 } as const;

interface DirectoryRecord {
  readonly name: string;
  readonly isFolder: boolean;
  readonly continues: boolean;
  readonly extent: Extent;
  readonly modified: IsoEntry['modified'];
}

type Decoder = (bytes: Buffer) => string;

/**
 * Lists the Joliet names where there are some, else the plain ISO 9660 names (ECMA-119). A file over 4 GiB is several
 * records of one name.
 * @returns undefined where the file has no ISO 9660 file system
 * @throws ServicingError `media-invalid`, `cancelled`
 */
export async function readIso9660Tree(source: IsoSource, signal?: AbortSignal): Promise<IsoTree | undefined> {
  const descriptors = await volumeDescriptors(source);
  const joliet = descriptors.find((one) => one[0] === kinds.supplementary && jolietEscapes.includes(one.toString('latin1', 88, 91)));
  const chosen = joliet ?? descriptors.find((one) => one[0] === kinds.primary);
  if (chosen === undefined) return undefined;
  const text: Decoder = joliet === undefined ? (bytes) => bytes.toString('latin1') : utf16;
  const list = new EntryList(source);
  const seen = new Set<number>();
  const pending = [{ path: '', extent: recordAt(chosen, 156, text)?.extent }];
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
    throwIfCancelled(signal);
    if (folder.extent === undefined || seen.has(folder.extent.offset)) throw isoInvalid(source.path, `its folder ${folder.path} is damaged`);
    seen.add(folder.extent.offset);
    for (const { name, isFolder, extents, modified } of joined(records(await source.read(folder.extent, 'a folder'), text))) {
      const path = list.add(folder.path, name, isFolder ? { kind: 'folder', size: 0, extents: [], modified }
        : { kind: 'file', size: extents.reduce((sum, { length }) => sum + length, 0), extents, modified });
      if (isFolder) pending.push({ path, extent: extents[0] });
    }
  }
  return { fileSystem: joliet === undefined ? 'iso9660' : 'joliet', label: text(chosen.subarray(40, 72)).replace(/[\0 ]+$/u, ''), entries: list.entries };
}

/** UCS-2, big-endian. */
function utf16(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16().toString('utf16le');
}

/** The volume descriptors from sector 16 on, as far as they are of this standard. */
export async function volumeDescriptors(source: IsoSource): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (let number = 16; (number + 1) * sectorSize <= source.size; number += 1) {
    const descriptor = await source.sector(number, 'its volume descriptors');
    if (descriptor.toString('latin1', 1, 6) !== 'CD001' || descriptor[0] === kinds.end) break;
    found.push(descriptor);
  }
  return found;
}

function records(bytes: Buffer, text: Decoder): DirectoryRecord[] {
  const found: DirectoryRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at] ?? 0;
    if (length === 0) {
      // No record crosses the end of a sector.
      at = (Math.floor(at / sectorSize) + 1) * sectorSize;
      continue;
    }
    const record = recordAt(bytes, at, text);
    if (record !== undefined) found.push(record);
    at += length;
  }
  // The first two are the folder itself and the one above it.
  return found.slice(2);
}

function recordAt(bytes: Buffer, at: number, text: Decoder): DirectoryRecord | undefined {
  if (at + 34 > bytes.length) return undefined;
  const flags = bytes[at + 25] ?? 0;
  const name = text(bytes.subarray(at + 33, at + 33 + (bytes[at + 32] ?? 0))).replace(/;\d+$/u, '').replace(/(?<=.)\.$/u, '');
  return {
    name, isFolder: (flags & recordFlags.folder) !== 0, continues: (flags & recordFlags.continues) !== 0,
    extent: { offset: bytes.readUInt32LE(at + 2) * sectorSize, length: bytes.readUInt32LE(at + 10) },
    modified: timeOf(bytes.subarray(at + 18, at + 25)),
  };
}

/** Seven bytes: years since 1900, month, day, hour, minute, second, quarters of an hour east of Greenwich. All zero: not recorded. */
function timeOf(bytes: Buffer): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = bytes;
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return Date.UTC(1900 + year, month - 1, day, hour, minute, second) - bytes.readInt8(6) * 15 * 60_000;
}

type JoinedFile = Pick<DirectoryRecord, 'name' | 'isFolder' | 'modified'> & { readonly extents: Extent[] };

/** Files over 4 GiB go on in the records after their first. */
function joined(found: readonly DirectoryRecord[]): JoinedFile[] {
  const files: JoinedFile[] = [];
  let open = false;
  for (const { name, isFolder, continues, extent, modified } of found) {
    if (open) files.at(-1)?.extents.push(extent);
    else files.push({ name, isFolder, modified, extents: [extent] });
    open = continues;
  }
  return files;
}
