import { throwIfCancelled } from '../../files/cancel.js';
import { isoInvalid } from './iso-error.js';
import type { Extent, IsoSource } from './iso-source.js';
import { sectorSize } from './iso-source.js';
import type { IsoEntry, IsoTree } from './iso-tree.js';
import { longAddress, readUdfVolume, tagOf, tags, udfText } from './udf-descriptors.js';
import type { LongAddress, UdfVolume } from './udf-descriptors.js';

/** A file entry: what it is and where its content lies. */
interface FileEntry { readonly isFolder: boolean; readonly size: number; readonly extents: readonly Extent[] }

interface Name { readonly name: string; readonly isFolder: boolean; readonly at: LongAddress }

const folderType = 4;
const characteristics = { deleted: 0x04, parent: 0x08, folder: 0x02 } as const;
/** Of allocation descriptors; the upper two bits of their length. */
const extentKinds = { recorded: 0, continued: 3 } as const;

/**
 * Lists a UDF file system, as ECMA-167 and the UDF specification 1.02 lay it out.
 * @returns undefined where the ISO file has none
 * @throws ServicingError `media-invalid`, `cancelled`
 */
export async function readUdfTree(source: IsoSource, signal?: AbortSignal): Promise<IsoTree | undefined> {
  const volume = await readUdfVolume(source);
  if (volume === undefined) return undefined;
  const reader = new UdfReader(source, volume);
  return { fileSystem: 'udf', label: volume.label, entries: await reader.list(signal) };
}

class UdfReader {
  readonly #source: IsoSource;
  readonly #volume: UdfVolume;

  constructor(source: IsoSource, volume: UdfVolume) {
    this.#source = source;
    this.#volume = volume;
  }

  async list(signal: AbortSignal | undefined): Promise<IsoEntry[]> {
    const fileSet = await this.#source.read({ ...this.#place(this.#volume.fileSet), length: sectorSize }, 'its file set');
    if (tagOf(fileSet) !== tags.fileSet) throw isoInvalid(this.#source.path, 'its UDF file system has no file set');
    const entries: IsoEntry[] = [];
    const seen = new Set<number>();
    const pending: { path: string; at: LongAddress }[] = [{ path: '', at: longAddress(fileSet, 400) }];
    for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
      throwIfCancelled(signal);
      if (seen.has(folder.at.block)) throw isoInvalid(this.#source.path, `${folder.path} contains itself`);
      seen.add(folder.at.block);
      for (const { name, isFolder, at } of await this.#names(await this.#file(folder.at))) {
        const path = folder.path === '' ? name : `${folder.path}/${name}`;
        const file = await this.#file(at);
        entries.push({ path, kind: isFolder ? 'folder' : 'file', size: isFolder ? 0 : file.size, extents: isFolder ? [] : file.extents });
        if (isFolder) pending.push({ path, at });
      }
    }
    return entries;
  }

  /** Reads the file entry at an address: the classic one, or the extended one of later revisions. */
  async #file(at: LongAddress): Promise<FileEntry> {
    const place = this.#place(at);
    const bytes = await this.#source.read({ ...place, length: sectorSize }, 'a file entry');
    const isExtended = tagOf(bytes) === tags.extendedFile;
    if (!isExtended && tagOf(bytes) !== tags.file) throw isoInvalid(this.#source.path, 'a file entry is damaged');
    const [attributes, header] = isExtended ? [208, 216] : [168, 176];
    const size = Number(bytes.readBigUInt64LE(56));
    const start = header + bytes.readUInt32LE(attributes);
    const length = bytes.readUInt32LE(attributes + 4);
    if (start + length > bytes.length) throw isoInvalid(this.#source.path, 'a file entry is damaged');
    const kind = bytes.readUInt16LE(34) & 7;
    const isFolder = bytes[27] === folderType;
    if (kind === 3) return { isFolder, size, extents: [{ offset: place.offset + start, length: size }] };
    if (kind > 1) throw isoInvalid(this.#source.path, 'a file entry has a kind of allocation that installation media does not have');
    return { isFolder, size, extents: trimmed(await this.#extents(bytes.subarray(start, start + length), kind === 1, at.partition), size) };
  }

  /** Allocation descriptors: short ones count in the file's own partition, long ones name theirs. */
  async #extents(descriptors: Buffer, isLong: boolean, own: number): Promise<Extent[]> {
    const extents: Extent[] = [];
    const step = isLong ? 16 : 8;
    for (let at = 0; at + step <= descriptors.length; at += step) {
      const { length, block, partition } = isLong ? longAddress(descriptors, at) : { length: descriptors.readUInt32LE(at) & 0x3fffffff, block: descriptors.readUInt32LE(at + 4), partition: own };
      const kind = descriptors.readUInt32LE(at) >>> 30;
      if (length === 0) break;
      const place = this.#place({ length, block, partition });
      if (kind === extentKinds.continued) {
        const more = await this.#source.read({ ...place, length: sectorSize }, 'a continued file entry');
        if (tagOf(more) !== tags.allocationExtent) throw isoInvalid(this.#source.path, 'a continued file entry is damaged');
        return [...extents, ...(await this.#extents(more.subarray(24, 24 + more.readUInt32LE(20)), isLong, own))];
      }
      if (kind !== extentKinds.recorded) throw isoInvalid(this.#source.path, 'a file has parts that were never written');
      extents.push(place);
    }
    return extents;
  }

  async #names(folder: FileEntry): Promise<Name[]> {
    const bytes = Buffer.concat(await Promise.all(folder.extents.map((extent) => this.#source.read(extent, 'a folder'))));
    const names: Name[] = [];
    for (let at = 0; at + 38 <= bytes.length;) {
      if (tagOf(bytes.subarray(at)) !== tags.fileName) throw isoInvalid(this.#source.path, 'a folder is damaged');
      const flags = bytes[at + 18] ?? 0;
      const start = at + 38 + bytes.readUInt16LE(at + 36);
      const end = start + (bytes[at + 19] ?? 0);
      if (end > bytes.length) throw isoInvalid(this.#source.path, 'a folder is damaged');
      if ((flags & (characteristics.deleted | characteristics.parent)) === 0) {
        names.push({ name: udfText(bytes.subarray(start, end)), isFolder: (flags & characteristics.folder) !== 0, at: longAddress(bytes, at + 20) });
      }
      // Each name begins at a multiple of four.
      at += Math.ceil((end - at) / 4) * 4;
    }
    return names;
  }

  #place({ partition, block, length }: LongAddress): Extent {
    const start = this.#volume.partitions[partition];
    if (start === undefined) throw isoInvalid(this.#source.path, 'an address names a partition that is not there');
    return { offset: (start + block) * sectorSize, length };
  }
}

/** The last extent may be given in whole sectors. */
function trimmed(extents: readonly Extent[], size: number): Extent[] {
  let left = size;
  return extents.map(({ offset, length }) => {
    const used = Math.min(length, left);
    left -= used;
    return { offset, length: used };
  });
}
