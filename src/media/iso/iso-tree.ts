import { isoInvalid } from './iso-error.js';
import type { Extent, IsoSource } from './iso-source.js';

/** A file or folder in an ISO file. */
export interface IsoEntry {
  /** Below the root, `/`, case as recorded. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** Where the content lies, in order. */
  readonly extents: readonly Extent[];
  /** Modification time in milliseconds since 1970, to a microsecond; undefined where none is recorded. */
  readonly modified: number | undefined;
}

/** One of the file systems of an ISO file. */
export interface IsoTree {
  /** `udf` is what Windows takes where there are several, then `joliet`. */
  readonly fileSystem: 'udf' | 'joliet' | 'iso9660';
  readonly label: string;
  readonly entries: readonly IsoEntry[];
}

/** Of files, folders and extents: media has about a thousand; damage must not fill the memory. */
const mostEntries = 200_000;

/** What no name on Windows has, and what would lead out of a folder that the files are copied to. */
const badName = /[\0/\\:]|^\.{0,2}$/u;

/** Takes up the entries of an ISO file as they are read, and refuses those that cannot be right. */
export class EntryList {
  readonly entries: IsoEntry[] = [];
  readonly #source: IsoSource;
  #extents = 0;

  constructor(source: IsoSource) {
    this.#source = source;
  }

  /**
   * @param folder path of the folder that it is in, empty for the root
   * @returns its path
   * @throws ServicingError `media-invalid` for an impossible name, too many entries, or content that lies outside of the ISO file
   */
  add(folder: string, name: string, entry: Omit<IsoEntry, 'path'>): string {
    if (badName.test(name)) throw isoInvalid(this.#source.path, `${JSON.stringify(name)} in ${folder === '' ? 'its root' : folder} is no name of a file`);
    this.#extents += entry.extents.length;
    if (this.entries.length >= mostEntries || this.#extents > mostEntries) throw isoInvalid(this.#source.path, `it has more than ${mostEntries} files`);
    const path = folder === '' ? name : `${folder}/${name}`;
    for (const extent of entry.extents) this.#source.checkInside(extent, path);
    const recorded = entry.extents.reduce((sum, { length }) => sum + length, 0);
    if (recorded !== entry.size) throw isoInvalid(this.#source.path, `${path} has ${entry.size} bytes, of which ${recorded} are recorded`);
    this.entries.push({ path, ...entry });
    return path;
  }
}
