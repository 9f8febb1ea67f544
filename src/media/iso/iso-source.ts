import { FileSource } from '../../files/byte-source.js';
import type { OpenSource } from '../../files/byte-source.js';
import { isoInvalid } from './iso-error.js';

/** Bytes of a sector; the file systems of optical media count in these. */
export const sectorSize = 2048;

/** Directories and descriptors are small; what claims to be larger is damage. */
const largestRead = 16 * 1024 * 1024;

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
  readonly #file: OpenSource;

  constructor(file: OpenSource) {
    this.path = file.name;
    this.size = file.size;
    this.#file = file;
  }

  /** @throws ServicingError `permission`; the file system's own error where the file is missing */
  static async open(path: string): Promise<IsoSource> {
    return new IsoSource(await FileSource.open(path));
  }

  /**
   * Reads exactly that many bytes.
   * @throws ServicingError `media-invalid` where the file ends before them or cannot be read
   */
  async read(extent: Extent, what: string): Promise<Buffer> {
    this.checkInside(extent, what);
    if (extent.length > largestRead) throw isoInvalid(this.path, `${what} has an impossible size`);
    const bytes = await this.#file.read(extent.offset, extent.length);
    if (bytes.length < extent.length) throw isoInvalid(this.path, `it ends within ${what}`);
    return bytes;
  }

  /** @throws ServicingError `media-invalid` for a stretch that is not wholly in the file, as in one that was cut off in transit */
  checkInside({ offset, length }: Extent, what: string): void {
    if (offset >= 0 && length >= 0 && offset + length <= this.size) return;
    throw isoInvalid(this.path, `it is cut off or damaged: ${what} would end at byte ${offset + length} of ${this.size}`);
  }

  /** Reads one sector. Errors as {@link read}. */
  sector(number: number, what: string): Promise<Buffer> {
    return this.read({ offset: number * sectorSize, length: sectorSize }, what);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
