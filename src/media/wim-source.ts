import { FileSource } from '../files/byte-source.js';
import type { OpenSource } from '../files/byte-source.js';
import { wimInvalid } from './wim-error.js';

/** A WIM file open for reading at any place: on a disk, or inside an ISO file. */
export class WimSource {
  /** Host path, or what a file inside an ISO file is called in messages. */
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly #file: OpenSource;

  constructor(file: OpenSource) {
    this.path = file.name;
    this.size = file.size;
    this.#file = file;
  }

  /** @throws ServicingError `permission`; the file system's own error when the file is missing */
  static async open(path: string): Promise<WimSource> {
    return new WimSource(await FileSource.open(path));
  }

  /** @throws ServicingError `wim-invalid` when the file ends before, naming `part`; `media-invalid` where it cannot be read */
  async read(offset: number, length: number, part: string): Promise<Buffer> {
    this.checkRange(offset, length, part);
    const bytes = await this.#file.read(offset, length);
    if (bytes.length < length) throw this.#truncated(part);
    return bytes;
  }

  /** @throws ServicingError `wim-invalid` when a stretch is not wholly inside the file, naming `part` */
  checkRange(offset: number, length: number, part: string): void {
    if (offset + length > this.size) throw this.#truncated(part);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #truncated(part: string): Error {
    return wimInvalid(this.path, `it is cut off, its ${part} lies beyond the end of the file (${this.size} bytes)`);
  }
}
