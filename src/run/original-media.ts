import { join, posix } from 'node:path';
import { copyTree } from '../files/copy-tree.js';
import type { CopyTreeOptions } from '../files/copy-tree.js';
import type { FileTree } from '../files/file-tree.js';
import { FolderTree } from '../files/file-tree.js';
import { removeTree } from '../files/remove-tree.js';
import { withMedia } from '../media/open-media.js';
import { ServicingError } from '../schema/errors.js';

type CopyWatch = Pick<CopyTreeOptions, 'signal' | 'onProgress'>;

/**
 * The original media for the steps of a run. DISM reads files of a folder only, so what it needs of an ISO file is copied
 * out of it, once, when the first step asks: a run that finds all its results kept copies nothing.
 */
export class OriginalMedia {
  readonly #path: string;
  readonly #folder: string;
  readonly #places = new Map<string, Promise<string>>();

  /**
   * @param path of a folder or an ISO file
   * @param folder for what is copied out of an ISO file
   */
  constructor(path: string, folder: string) {
    this.#path = path;
    this.#folder = folder;
  }

  /** Copies the media but for some files straight out of where it is. Errors as copyTree and openMedia. */
  async copyTo(to: string, options: CopyTreeOptions): Promise<{ files: number; bytes: number }> {
    return withMedia(this.#path, options, (tree) => copyTree(tree, to, options));
  }

  /**
   * Host path of a file with images, with the other parts of a split WIM beside it, or of a folder.
   * @param relative names without case
   * @throws ServicingError `servicing` where the media has no such file; else as copyTree and openMedia
   */
  async place(relative: string, watch: CopyWatch = {}): Promise<string> {
    const known = this.#places.get(relative);
    if (known !== undefined) return known;
    const place = withMedia(this.#path, watch, (tree) => this.#placeOf(tree, relative, watch));
    this.#places.set(relative, place);
    // What failed or was cancelled may be asked for again.
    place.catch(() => this.#places.delete(relative));
    return place;
  }

  /** Removes what was copied out. */
  async remove(): Promise<void> {
    this.#places.clear();
    await removeTree(this.#folder);
  }

  async #placeOf(tree: FileTree, relative: string, watch: CopyWatch): Promise<string> {
    const path = await tree.find(relative);
    if (path === undefined) throw new ServicingError('servicing', `${relative} is not there`, { details: [`looked in ${tree.root}`] });
    if (tree instanceof FolderTree) return tree.nameOf(path);
    await copyTree(tree, this.#folder, { ...watch, only: (other, isFolder) => isWanted(path, other, isFolder) });
    return join(this.#folder, path);
  }
}

/** The file or folder itself, what is below it, the folders above it, and all parts of a split WIM. */
function isWanted(path: string, other: string, isFolder: boolean): boolean {
  if (isFolder) return `${path}/`.startsWith(`${other}/`) || other.startsWith(`${path}/`);
  return other === path || other.startsWith(`${path}/`) || (/\.swm$/iu.test(path) && /\.swm$/iu.test(other) && posix.dirname(other) === posix.dirname(path));
}
