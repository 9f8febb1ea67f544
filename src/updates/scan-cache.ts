import { join } from 'node:path';
import { z } from 'zod';
import { CacheFolder } from '../files/cache-folder.js';
import type { FileStamp } from '../files/file-stamp.js';
import type { FileDigests } from '../files/hash.js';
import { sha1Schema, sha256Schema } from '../schema/common.js';
import { updateInfoSchema } from '../schema/update.js';
import type { Description } from './describe-update.js';

/** To be raised whenever the same bytes are described in another way. */
const readerVersion = 2;
/** An entry has some kilobytes, of a cumulative update some hundred. */
const maxEntries = 2_000;

const digestsSchema = z.object({ sha256: sha256Schema, sha1: sha1Schema, size: z.number().int().nonnegative() });
const entrySchema = z.object({
  /** The only file name that the description is for; absent where it does not depend on the name. */
  name: z.string().optional(),
  description: z.union([z.object({ update: updateInfoSchema }), z.object({ refused: z.string() })]),
});

/**
 * What earlier scans found, in two folders: the hash of a file's stamp leads to the digests of its content, and the
 * SHA-256 of the content to what the update is.
 */
export class ScanCache {
  readonly #stamps: CacheFolder;
  readonly #updates: CacheFolder;

  /** @param folder made where it is missing */
  constructor(folder: string) {
    const options = { version: readerVersion, maxEntries };
    this.#stamps = new CacheFolder(join(folder, 'stamps'), options);
    this.#updates = new CacheFolder(join(folder, 'updates'), options);
  }

  /** The digests of a file that was hashed before and has not changed since. */
  async digestsOf(stamp: FileStamp): Promise<FileDigests | undefined> {
    return digestsSchema.safeParse(await this.#stamps.get(keyOf(stamp))).data;
  }

  async keepDigests(stamp: FileStamp, digests: FileDigests): Promise<void> {
    await this.#stamps.put(keyOf(stamp), digests);
  }

  /** What a content was found to be, if that holds for a file of this name too; the path in it may be an older one. */
  async find(sha256: string, name: string): Promise<Description | undefined> {
    const entry = entrySchema.safeParse(await this.#updates.get(sha256)).data;
    if (entry === undefined || (entry.name !== undefined && entry.name !== name)) return undefined;
    return entry.description;
  }

  /** @param name the file's name, where another name would have changed the description */
  async keep(sha256: string, description: Description, name: string | undefined): Promise<void> {
    await this.#updates.put(sha256, { ...(name === undefined ? {} : { name }), description });
  }

  /** Keeps the cache within its bounds. */
  async trim(): Promise<void> {
    await this.#stamps.trim();
    await this.#updates.trim();
  }
}

function keyOf({ path, size, mtime, ctime, inode, edges }: FileStamp): string {
  return JSON.stringify([path, size, mtime, ctime, inode, edges]);
}
