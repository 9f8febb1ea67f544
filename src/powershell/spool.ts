import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { FrameError } from './protocol.js';
import type { SpoolFrame } from './protocol.js';
import { Turn } from './turn.js';

const pieceBytes = 256 * 1024;

/**
 * Reads the output that a session put in a file (a JSON object a line) and removes the file. An answer may be long, so it is
 * read in pieces, with turns for everybody else between the objects.
 * @throws FrameError when the file is not what the frame announced.
 */
export async function readSpool(frame: SpoolFrame): Promise<Record<string, unknown>[]> {
  const file = await open(frame.path, 'r');
  try {
    return await readLines(file, frame);
  } finally {
    await file.close();
    await rm(frame.path, { force: true });
  }
}

async function readLines(file: FileHandle, frame: SpoolFrame): Promise<Record<string, unknown>[]> {
  const hash = createHash('sha256');
  const items: Record<string, unknown>[] = [];
  const turn = new Turn();
  const piece = Buffer.allocUnsafe(pieceBytes);
  /** Of a line that goes on in the next piece. */
  let begun: Buffer[] = [];
  let bytes = 0;
  /** The first line that is no JSON. Whether the file is the right one matters more, and is known at its end. */
  let broken: unknown;
  const take = (line: Buffer): void => {
    if (line.length === 0 || broken !== undefined) return;
    try {
      items.push(JSON.parse(line.toString('latin1')) as Record<string, unknown>);
    } catch (error) {
      broken = error;
    }
  };
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, piece.length);
    if (bytesRead === 0) break;
    bytes += bytesRead;
    const part = piece.subarray(0, bytesRead);
    hash.update(part);
    let from = 0;
    for (let newline = part.indexOf(10); newline !== -1; newline = part.indexOf(10, from)) {
      const end = part.subarray(from, newline);
      take(begun.length === 0 ? end : Buffer.concat([...begun, end]));
      begun = [];
      from = newline + 1;
      if (turn.isOver) await turn.next();
    }
    if (from < bytesRead) begun.push(Buffer.from(part.subarray(from)));
  }
  take(Buffer.concat(begun));
  if (bytes !== frame.bytes || hash.digest('hex') !== frame.sha256) {
    throw new FrameError(`The answer in ${frame.path} is not the one announced (${bytes} of ${frame.bytes} bytes)`);
  }
  if (broken !== undefined) throw new FrameError(`The answer in ${frame.path} is no JSON`, { cause: broken });
  return items;
}
