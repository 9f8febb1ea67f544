import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { toFileError } from '../../files/file-error.js';
import { isoInvalid } from './iso-error.js';

/** Bytes of a sector; the file systems of optical media count in these. */
export const sectorSize = 2048;

/** Directories and descriptors are small; what claims to be larger is damage. */
const largestRead = 64 * 1024 * 1024;

/** A stretch of an ISO file. */
export interface Extent {
  /** Bytes from the start of the ISO file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** An ISO file, read at positions. */
export class IsoSource {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** @throws ServicingError `permission`; the file system's own error where the file is missing */
  static async open(path: string): Promise<IsoSource> {
    try {
      const handle = await open(path, 'r');
      return new IsoSource(path, (await handle.stat()).size, handle);
    } catch (error) {
      throw toFileError(error, 'read', path);
    }
  }

  /**
   * Reads exactly that many bytes.
   * @throws ServicingError `media-invalid` where the file ends before them
   */
  async read({ offset, length }: Extent, what: string): Promise<Buffer> {
    if (offset < 0 || length < 0 || length > largestRead || offset + length > this.size) throw isoInvalid(this.path, `${what} lies outside of it`);
    const bytes = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw isoInvalid(this.path, `it ends within ${what}`);
      done += bytesRead;
    }
    return bytes;
  }

  /** Reads one sector. Errors as {@link read}. */
  sector(number: number, what: string): Promise<Buffer> {
    return this.read({ offset: number * sectorSize, length: sectorSize }, what);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
