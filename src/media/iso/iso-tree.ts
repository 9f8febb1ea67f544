import type { Extent } from './iso-source.js';

/** A file or folder in an ISO file. */
export interface IsoEntry {
  /** Below the root, `/`, case as recorded. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Bytes; 0 for a folder. */
  readonly size: number;
  /** Where the content lies, in order. */
  readonly extents: readonly Extent[];
}

/** One of the file systems of an ISO file. */
export interface IsoTree {
  /** `udf` is what Windows takes where there are several, then `joliet`. */
  readonly fileSystem: 'udf' | 'joliet' | 'iso9660';
  readonly label: string;
  readonly entries: readonly IsoEntry[];
}
