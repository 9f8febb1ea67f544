import { open, type FileHandle } from 'node:fs/promises';
import { toFileError } from '../files/file-error.js';
import { wimInvalid } from './wim-error.js';

/** A WIM file open for reading at any place. */
export class WimSource {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.size = size;
  }

  /** @throws ServicingError `permission`; the file system's own error when the file is missing */
  static async open(path: string): Promise<WimSource> {
    try {
      const handle = await open(path, 'r');
      return new WimSource(path, handle, (await handle.stat()).size);
    } catch (error) {
      throw toFileError(error, 'read', path);
    }
  }

  /** @throws ServicingError `wim-invalid` when the file ends before, naming `part` */
  async read(offset: number, length: number, part: string): Promise<Buffer> {
    this.checkRange(offset, length, part);
    const bytes = Buffer.allocUnsafe(length);
    try {
      for (let done = 0; done < length;) {
        const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw this.#truncated(part);
        done += bytesRead;
      }
    } catch (error) {
      throw toFileError(error, 'read', this.path);
    }
    return bytes;
  }

  /** @throws ServicingError `wim-invalid` when a stretch is not wholly inside the file, naming `part` */
  checkRange(offset: number, length: number, part: string): void {
    if (offset + length > this.size) throw this.#truncated(part);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #truncated(part: string): Error {
    return wimInvalid(this.path, `it is cut off, its ${part} lies beyond the end of the file (${this.size} bytes)`);
  }
}
