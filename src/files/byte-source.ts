/** Bytes that can be read at any place, so that an archive inside an archive is looked into without unpacking it. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readFailed, toFileError } from './file-error.js';

export interface ByteSource {
  /** Host path of the file, or name of the member, for messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A source that has a file open; to be closed. */
export interface OpenSource extends ByteSource {
  close(): Promise<void>;
}

/** A file open for reading; to be closed. */
export class FileSource implements OpenSource {
  readonly name: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(name: string, handle: FileHandle, size: number) {
    this.name = name;
    this.#handle = handle;
    this.size = size;
  }

  /** @throws ServicingError `permission`; the file system's own error when the file is missing */
  static async open(path: string): Promise<FileSource> {
    try {
      const handle = await open(path, 'r');
      return new FileSource(path, handle, (await handle.stat()).size);
    } catch (error) {
      throw toFileError(error, 'read', path);
    }
  }

  /** @throws ServicingError `permission`, `media-invalid` where the disk cannot be read, with the place */
  async read(offset: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    const bytes = Buffer.allocUnsafe(wanted);
    let done = 0;
    try {
      while (done < wanted) {
        const { bytesRead } = await this.#handle.read(bytes, done, wanted - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
    } catch (error) {
      throw readFailed(error, this.name, offset + done);
    }
    return bytes.subarray(0, done);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** A stretch of another source. */
export class RangeSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #whole: ByteSource;
  readonly #offset: number;

  constructor(name: string, whole: ByteSource, offset: number, size: number) {
    this.name = name;
    this.size = size;
    this.#whole = whole;
    this.#offset = offset;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return this.#whole.read(this.#offset + offset, Math.max(0, Math.min(length, this.size - offset)));
  }
}

/** Bytes in memory. */
export class BytesSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly #bytes: Buffer;

  constructor(name: string, bytes: Buffer) {
    this.name = name;
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return Promise.resolve(this.#bytes.subarray(offset, offset + length));
  }
}

const windowBytes = 4 * 1024 * 1024;

/** Reads a source forwards in large pieces, so that small blocks cost no system call each. */
export class WindowReader {
  readonly #source: ByteSource;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** `length` bytes from `offset`, fewer only at the end; valid until the next call. */
  async read(offset: number, length: number): Promise<Buffer> {
    const from = offset - this.#start;
    if (from < 0 || from + length > this.#window.length) {
      this.#window = await this.#source.read(offset, Math.max(windowBytes, length));
      this.#start = offset;
    }
    const at = offset - this.#start;
    return this.#window.subarray(at, at + length);
  }
}
