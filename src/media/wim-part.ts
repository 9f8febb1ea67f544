import { createHash } from 'node:crypto';
import { readWhole } from './wim-resource.js';
import { ResourceReader, type PieceReader } from './resource-reader.js';
import { SolidRun } from './solid-run.js';
import { hasPlaceInFile, isSolidResource, type WimBlob, type WimBlobTable } from './wim-blob-table.js';
import { wimInvalid } from './wim-error.js';
import type { WimHeader } from './wim-header.js';
import type { WimSource } from './wim-source.js';

/** One file with contents of a WIM: a whole WIM, or a part of a split one. */
export class WimPart {
  readonly source: WimSource;
  readonly header: WimHeader;
  readonly blobs: WimBlobTable;
  /** Opened solid resources by where the first of a run begins. */
  readonly #solid = new Map<number, Promise<SolidRun>>();

  constructor(source: WimSource, header: WimHeader, blobs: WimBlobTable) {
    this.source = source;
    this.header = header;
    this.blobs = blobs;
  }

  /** Whether this file has the content of an entry of its table. */
  holds(blob: WimBlob): boolean {
    return blob.partNumber === this.header.partNumber;
  }

  /** SHA-1 of every content that this file has, packed ones in the order of their places. */
  *contents(): Generator<string> {
    for (const index of this.blobs.byPlace()) {
      const blob = this.blobs.at(index);
      if (this.holds(blob) && !isSolidResource(blob)) yield blob.sha1;
    }
  }

  /**
   * A content for reading at any place, without check of its SHA-1.
   * @param part what it is, for messages
   * @throws ServicingError `wim-invalid`, `media-unsupported` for an unknown compression
   */
  async open(blob: WimBlob, part: string): Promise<PieceReader> {
    if (hasPlaceInFile(blob)) return ResourceReader.open(this.source, this.header, blob.resource, part);
    const resources = this.blobs.solidRunOf(blob.sha1);
    const [first] = resources;
    if (first === undefined) throw wimInvalid(this.source.path, `its ${part} is packed into a solid resource that it lacks`);
    const run = this.#solid.get(first.offset) ?? SolidRun.open(this.source, resources);
    this.#solid.set(first.offset, run);
    const content = (await run).content(blob.resource);
    if (content === undefined) throw wimInvalid(this.source.path, `its ${part} lies beyond the end of its solid resource`);
    return content;
  }

  /**
   * A whole content, checked against its SHA-1.
   * @throws ServicingError `wim-invalid`, `media-unsupported`, `cancelled`
   */
  async read(blob: WimBlob, part: string, signal?: AbortSignal): Promise<Buffer> {
    const content = await readWhole(await this.open(blob, part), signal);
    if (createHash('sha1').update(content).digest('hex') !== blob.sha1) {
      throw wimInvalid(this.source.path, `its ${part} is damaged (SHA-1 does not match)`);
    }
    return content;
  }
}
