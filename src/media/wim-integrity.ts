import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../files/cancel.js';
import type { FileTree } from '../files/file-tree.js';
import { sha256In } from '../files/hash.js';
import { wimInvalid } from './wim-error.js';
import { wimHeaderSize } from './wim-header.js';
import { readWimHeader } from './wim-file.js';
import { WimSource } from './wim-source.js';

const tableHeaderSize = 12;
const digestSize = 20;

/** What the integrity table of a WIM says of its bytes. */
export interface WimIntegrity {
  /** False where the WIM has no table: it is optional. */
  readonly hasTable: boolean;
  /** Bytes that the table covers. */
  readonly bytes: number;
  /** Numbers of the chunks whose bytes are not what the table says, from 0. */
  readonly damaged: readonly number[];
  /** Of the whole file, as it was read for this. */
  readonly sha256: string;
}

/**
 * Reads a WIM of a tree once, from beginning to end, and compares it with its integrity table: SHA-1 of each chunk (10 MiB as a rule) from the end of
 * the header to the end of the blob table. Layout as the "Windows Imaging File Format" specification gives it.
 * @param path as the tree found it
 * @throws ServicingError `wim-invalid` for a table that cannot be right, `media-invalid` where it cannot be read, `permission`, `cancelled`
 */
export async function checkWimIntegrity(tree: FileTree, path: string, options: { signal?: AbortSignal | undefined } = {}): Promise<WimIntegrity> {
  const { integrity, blobTable } = (await readWimHeader(tree, path)).header;
  if (integrity.offset === 0 || integrity.size === 0) return { hasTable: false, bytes: 0, damaged: [], sha256: await sha256In(tree, path, options) };
  const source = new WimSource(await tree.open(path));
  try {
    const table = await source.read(integrity.offset, integrity.size, 'integrity table');
    if (table.length < tableHeaderSize) throw wimInvalid(source.path, 'its integrity table is too short');
    const [count, chunkSize] = [table.readUInt32LE(4), table.readUInt32LE(8)];
    const end = blobTable.offset + blobTable.size;
    if (chunkSize === 0 || table.length !== tableHeaderSize + count * digestSize || count !== Math.ceil((end - wimHeaderSize) / chunkSize)) {
      throw wimInvalid(source.path, 'its integrity table does not fit its size');
    }
    const damaged: number[] = [];
    const whole = createHash('sha256').update(await source.read(0, wimHeaderSize, 'header'));
    for (let chunk = 0; chunk < count; chunk += 1) {
      throwIfCancelled(options.signal);
      const start = wimHeaderSize + chunk * chunkSize;
      const bytes = await source.read(start, Math.min(chunkSize, end - start), 'contents');
      whole.update(bytes);
      const wanted = table.subarray(tableHeaderSize + chunk * digestSize, tableHeaderSize + (chunk + 1) * digestSize);
      if (!createHash('sha1').update(bytes).digest().equals(wanted)) damaged.push(chunk);
    }
    for (let at = end; at < source.size; at += chunkSize) whole.update(await source.read(at, Math.min(chunkSize, source.size - at), 'XML and integrity table'));
    return { hasTable: true, bytes: end - wimHeaderSize, damaged, sha256: whole.digest('hex') };
  } finally {
    await source.close();
  }
}
