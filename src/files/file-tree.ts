import { join, sep } from 'node:path';
import { FileSource } from './byte-source.js';
import type { OpenSource } from './byte-source.js';
import { copyHostFile } from './copy-file.js';
import type { CopyOptions } from './copy-pieces.js';
import { resolveNoCase } from './paths.js';
import { QuickLooks } from './quick-looks.js';
import { sizeAndTime } from './tree-stamp.js';
import { walk } from './walk.js';
import type { WalkEntry, WalkOptions } from './walk.js';

/** A file or folder of a tree. */
export interface TreeEntry {
  /** Below the root, `/`, case as it was found. */
  readonly path: string;
  /** `other` as {@link walk} means it. */
  readonly kind: WalkEntry['kind'];
  /** Bytes; 0 for what is not a file. */
  readonly size: number;
  /** Modification time of a file in nanoseconds since 1970; 0 where none is recorded. */
  readonly time: bigint;
}

/** Files that are only read: those of a folder, or those in an ISO file. To be closed. */
export interface FileTree {
  /** Host path of the folder or of the file that holds the tree. */
  readonly root: string;
  /**
   * Every file and folder, folders before what they hold; the same tree gives the same list.
   * @throws ServicingError `permission`, `cancelled`
   */
  walk(options?: WalkOptions): AsyncIterable<TreeEntry>;
  /**
   * Finds a file or folder, names matched without case.
   * @returns its path in the case in which it was found, undefined where it is not there
   * @throws ServicingError `permission`
   */
  find(path: string): Promise<string | undefined>;
  /** What a file of the tree is called in messages. */
  nameOf(path: string): string;
  /** Modification time of a file in nanoseconds since 1970; 0 where none is recorded. Errors as {@link open}. */
  modifiedTime(path: string): Promise<bigint>;
  /**
   * Opens a file.
   * @param path as {@link find} or {@link walk} gave it
   * @throws ServicingError `permission`; the file system's own error where it is not there
   */
  open(path: string): Promise<OpenSource>;
  /**
   * Copies a file out: modification time kept, read-only cleared on the copy. A copy that fails or is cancelled leaves nothing.
   * @throws ServicingError `media-invalid` where it cannot be read, `permission`, `disk-space`, `cancelled`
   */
  copyOut(path: string, to: string, options?: CopyOptions): Promise<void>;
  close(): Promise<void>;
}

/** A folder as a tree. */
export class FolderTree implements FileTree {
  readonly root: string;
  readonly #looks = new QuickLooks();

  constructor(root: string) {
    this.root = root;
  }

  async* walk(options: WalkOptions = {}): AsyncGenerator<TreeEntry> {
    yield* walk(this.root, options);
  }

  async find(path: string): Promise<string | undefined> {
    const found = await resolveNoCase(this.root, path, this.#looks);
    return found?.slice(join(this.root, 'x').length - 1).replaceAll(sep, '/');
  }

  nameOf(path: string): string {
    return join(this.root, path);
  }

  async modifiedTime(path: string): Promise<bigint> {
    return (await sizeAndTime(this.nameOf(path))).time;
  }

  async open(path: string): Promise<OpenSource> {
    return FileSource.open(this.nameOf(path));
  }

  async copyOut(path: string, to: string, options: CopyOptions = {}): Promise<void> {
    await copyHostFile(this.nameOf(path), to, options);
  }

  async close(): Promise<void> {
    // Nothing of a folder stays open.
  }
}
