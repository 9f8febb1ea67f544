import type { FileHandle } from 'node:fs/promises';
import { open, rm } from 'node:fs/promises';
import { ServicingError } from '../schema/errors.js';
import type { ByteSource } from './byte-source.js';
import { throwIfCancelled } from './cancel.js';
import { toFileError } from './file-error.js';

/** Large reads keep a disk streaming. */
const pieceSize = 4 * 1024 * 1024;

export interface CopyOptions {
  signal?: AbortSignal | undefined;
  /** After each piece: bytes copied since the last call. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Writes all bytes of a source to a file: one piece is read while the one before it is written. What fails or is cancelled
 * leaves no file.
 * @throws ServicingError `media-invalid` for a source that ends early, `permission`, `disk-space`, `cancelled`; what the source throws
 */
export async function copyPieces(source: ByteSource, to: string, options: CopyOptions = {}): Promise<void> {
  try {
    const handle = await open(to, 'w');
    try {
      await copyInto(handle, source, options);
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(to, { force: true }).catch(() => undefined);
    throw toFileError(error, 'write', to);
  }
}

async function copyInto(handle: FileHandle, source: ByteSource, { signal, onBytes }: CopyOptions): Promise<void> {
  let piece = await readPiece(source, 0);
  for (let at = 0; at < source.size;) {
    throwIfCancelled(signal);
    at += piece.length;
    const [next] = await Promise.all([readPiece(source, at), handle.writeFile(piece)]);
    onBytes?.(piece.length);
    piece = next;
  }
}

async function readPiece(source: ByteSource, at: number): Promise<Buffer> {
  const wanted = Math.min(pieceSize, source.size - at);
  const piece = await source.read(at, wanted);
  if (piece.length === wanted) return piece;
  throw new ServicingError('media-invalid', `${source.name} ends at byte ${at + piece.length}; it had ${source.size} bytes.`, {
    advice: 'Something changed it while it was read. Start again when it is as it should be.',
  });
}
