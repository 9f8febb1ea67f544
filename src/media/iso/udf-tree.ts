import { throwIfCancelled } from '../../files/cancel.js';
import { isoInvalid } from './iso-error.js';
import type { Extent, IsoSource } from './iso-source.js';
import { sectorSize } from './iso-source.js';
import { EntryList } from './iso-tree.js';
import type { IsoEntry, IsoTree } from './iso-tree.js';
import { lengthOf, longAddress, readUdfVolume, tagOf, tags, timeAt, udfText } from './udf-descriptors.js';
import type { LongAddress, UdfVolume } from './udf-descriptors.js';

/** A file entry: what it is and where its content lies. */
interface FileEntry extends Pick<IsoEntry, 'size' | 'extents' | 'modified'> { readonly isFolder: boolean }

interface Name { readonly name: string; readonly isFolder: boolean; readonly at: LongAddress }

const folderType = 4;
const characteristics = { deleted: 0x04, parent: 0x08, folder: 0x02 } as const;
/** Of allocation descriptors; the upper two bits of their length. */
const extentKinds = { recorded: 0, continued: 3 } as const;
/** How many extents a file may have: an extent holds up to 1 GiB, and masters are not fragmented. */
const mostExtents = 10_000;
/** Bytes of names in one folder. */
const largestFolder = 16 * 1024 * 1024;

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

  async list(signal: AbortSignal | undefined): Promise<readonly IsoEntry[]> {
    const fileSet = await this.#descriptor(this.#volume.fileSet, 'its file set', [tags.fileSet]);
    const list = new EntryList(this.#source);
    const seen = new Set<number>();
    const pending: { path: string; at: LongAddress }[] = [{ path: '', at: longAddress(fileSet, 400) }];
    for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
      throwIfCancelled(signal);
      if (seen.has(folder.at.block)) throw isoInvalid(this.#source.path, `its folder ${folder.path} contains itself`);
      seen.add(folder.at.block);
      for (const { name, isFolder, at } of await this.#names(await this.#file(folder.at))) {
        const { size, extents, modified } = await this.#file(at);
        const path = list.add(folder.path, name, isFolder ? { kind: 'folder', size: 0, extents: [], modified } : { kind: 'file', size, extents, modified });
        if (isFolder) pending.push({ path, at });
      }
    }
    return list.entries;
  }

  /** A descriptor that fills a block. */
  async #descriptor(at: LongAddress, what: string, kinds: readonly number[]): Promise<Buffer> {
    const bytes = await this.#source.read({ ...this.#place(at), length: sectorSize }, what);
    const tag = tagOf(bytes, at.block);
    if (tag === undefined || !kinds.includes(tag)) throw isoInvalid(this.#source.path, `${what} is damaged`);
    return bytes;
  }

  /** Reads the file entry at an address: the classic one, or the extended one of later revisions. */
  async #file(at: LongAddress): Promise<FileEntry> {
    const bytes = await this.#descriptor(at, 'a file entry', [tags.file, tags.extendedFile]);
    const isExtended = bytes.readUInt16LE(0) === tags.extendedFile;
    const [attributes, header, time] = isExtended ? [208, 216, 92] : [168, 176, 84];
    const size = Number(bytes.readBigUInt64LE(56));
    const start = header + bytes.readUInt32LE(attributes);
    const length = bytes.readUInt32LE(attributes + 4);
    if (start + length > bytes.length) throw isoInvalid(this.#source.path, 'a file entry is damaged');
    const facts = { isFolder: bytes[27] === folderType, size, modified: timeAt(bytes, time) };
    const kind = bytes.readUInt16LE(34) & 7;
    // Small content lies in the entry itself.
    if (kind === 3) return { ...facts, extents: trimmed([{ offset: this.#place(at).offset + start, length }], size) };
    if (kind > 1) throw isoInvalid(this.#source.path, 'a file entry has a kind of allocation that installation media does not have');
    const extents = await this.#extents(bytes.subarray(start, start + length), kind === 1 ? 'long' : 'short', at.partition);
    return { ...facts, extents: trimmed(extents, size) };
  }

  /** Allocation descriptors: short ones count in the file's own partition, long ones name theirs. */
  async #extents(first: Buffer, form: 'short' | 'long', own: number): Promise<Extent[]> {
    const extents: Extent[] = [];
    const step = form === 'long' ? 16 : 8;
    let descriptors = first;
    for (let at = 0, seen = 0; at + step <= descriptors.length; at += step, seen += 1) {
      const length = lengthOf(descriptors, at);
      const kind = descriptors.readUInt32LE(at) >>> 30;
      if (length === 0) break;
      if (seen >= mostExtents) throw isoInvalid(this.#source.path, `a file lies in more than ${mostExtents} pieces`);
      const place = form === 'long' ? longAddress(descriptors, at) : { length, block: descriptors.readUInt32LE(at + 4), partition: own };
      if (kind === extentKinds.continued) {
        const more = await this.#descriptor(place, 'a continued file entry', [tags.allocationExtent]);
        descriptors = more.subarray(24, 24 + more.readUInt32LE(20));
        at = -step;
      } else if (kind === extentKinds.recorded) {
        extents.push(this.#place(place));
      } else {
        throw isoInvalid(this.#source.path, 'a file has parts that were never written');
      }
    }
    return extents;
  }

  async #names(folder: FileEntry): Promise<Name[]> {
    if (folder.size > largestFolder) throw isoInvalid(this.#source.path, 'a folder has an impossible size');
    const pieces: Buffer[] = [];
    for (const extent of folder.extents) pieces.push(await this.#source.read(extent, 'a folder'));
    const bytes = Buffer.concat(pieces);
    const names: Name[] = [];
    for (let at = 0; at + 38 <= bytes.length;) {
      if (bytes.readUInt16LE(at) !== tags.fileName) throw isoInvalid(this.#source.path, 'a folder is damaged');
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
