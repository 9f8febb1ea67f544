import { throwIfCancelled } from '../../files/cancel.js';
import { isoInvalid } from './iso-error.js';
import type { Extent, IsoSource } from './iso-source.js';
import { sectorSize } from './iso-source.js';
import type { IsoEntry, IsoTree } from './iso-tree.js';

const kinds = { primary: 1, supplementary: 2, end: 255 } as const;
/** UCS-2 levels 1 to 3 of the Joliet specification. */
const jolietEscapes = ['%/@', '%/C', '%/E'];
const recordFlags = { folder: 0x02, continues: 0x80 } as const;

interface DirectoryRecord { readonly name: string; readonly isFolder: boolean; readonly continues: boolean; readonly extent: Extent }

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
  const text = joliet === undefined ? (bytes: Buffer) => bytes.toString('latin1') : (bytes: Buffer) => Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16().toString('utf16le');
  const entries: IsoEntry[] = [];
  const seen = new Set<number>();
  const pending = [{ path: '', extent: recordAt(chosen, 156, text)?.extent }];
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
    throwIfCancelled(signal);
    if (folder.extent === undefined || seen.has(folder.extent.offset)) throw isoInvalid(source.path, `its folder ${folder.path} is damaged`);
    seen.add(folder.extent.offset);
    for (const { name, isFolder, extents } of joined(records(await source.read(folder.extent, 'a folder'), text))) {
      const path = folder.path === '' ? name : `${folder.path}/${name}`;
      entries.push({ path, kind: isFolder ? 'folder' : 'file', size: isFolder ? 0 : extents.reduce((sum, { length }) => sum + length, 0), extents: isFolder ? [] : extents });
      if (isFolder) pending.push({ path, extent: extents[0] });
    }
  }
  return { fileSystem: joliet === undefined ? 'iso9660' : 'joliet', label: text(chosen.subarray(40, 72)).replace(/[\0 ]+$/u, ''), entries };
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

function records(bytes: Buffer, text: (bytes: Buffer) => string): DirectoryRecord[] {
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

function recordAt(bytes: Buffer, at: number, text: (bytes: Buffer) => string): DirectoryRecord | undefined {
  if (at + 34 > bytes.length) return undefined;
  const flags = bytes[at + 25] ?? 0;
  const name = text(bytes.subarray(at + 33, at + 33 + (bytes[at + 32] ?? 0))).replace(/;\d+$/u, '').replace(/(?<=.)\.$/u, '');
  return {
    name, isFolder: (flags & recordFlags.folder) !== 0, continues: (flags & recordFlags.continues) !== 0,
    extent: { offset: bytes.readUInt32LE(at + 2) * sectorSize, length: bytes.readUInt32LE(at + 10) },
  };
}

function joined(found: readonly DirectoryRecord[]): { name: string; isFolder: boolean; extents: Extent[] }[] {
  const files: { name: string; isFolder: boolean; extents: Extent[] }[] = [];
  let open = false;
  for (const { name, isFolder, continues, extent } of found) {
    if (open) files.at(-1)?.extents.push(extent);
    else files.push({ name, isFolder, extents: [extent] });
    open = continues;
  }
  return files;
}
