import { createWriteStream } from 'node:fs';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { mapLimit } from '../files/map-limit.js';
import { currentPerson, Privacy } from './privacy.js';

const pieceSize = 4 * 1024 ** 2;
const logsAtOnce = 4;

/** A rule's text as the bytes of a log are read: one character a byte, so that whatever a log is written in stays as it is. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/**
 * Takes names and secrets out of logs that other programs have written into a folder: DISM writes every path that it is given. A log
 * that has none is left alone. Four logs at once, of each a piece of 4 MiB.
 * @throws the file system's errors
 */
export async function hideInLogs(folder: string, person = currentPerson()): Promise<void> {
  const privacy = new Privacy({ home: asBytes(person.home), name: asBytes(person.name), domain: person.domain === undefined ? undefined : asBytes(person.domain) });
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  await mapLimit(entries.filter((entry) => entry.isFile()), logsAtOnce, (entry) => hideInLog(join(folder, entry.name), privacy));
}

async function hideInLog(path: string, privacy: Privacy): Promise<void> {
  const file = await open(path, 'r');
  const { size } = await file.stat().catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  if (size <= pieceSize) await hideAtOnce(path, file, privacy);
  else await hideByPieces(path, file, privacy);
}

/** Most logs are small, and hold nothing to hide. */
async function hideAtOnce(path: string, file: FileHandle, privacy: Privacy): Promise<void> {
  let lines: string;
  try {
    lines = await file.readFile('latin1');
  } finally {
    await file.close();
  }
  const text = privacy.hide(lines);
  if (text === lines) return;
  const next = `${path}.new`;
  try {
    await writeFile(next, text, 'latin1');
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}

async function hideByPieces(path: string, file: FileHandle, privacy: Privacy): Promise<void> {
  const next = `${path}.new`;
  const output = createWriteStream(next);
  let changed = false;
  try {
    for await (const lines of wholeLines(file)) {
      const text = privacy.hide(lines);
      changed ||= text !== lines;
      if (!output.write(text, 'latin1')) await new Promise<void>((resolve) => { output.once('drain', resolve); });
    }
    output.end();
    await finished(output);
  } catch (error) {
    output.destroy();
    await rm(next, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await (changed ? rename(next, path) : rm(next));
}

/** Pieces that end with a line, so that no name is cut in two. */
async function* wholeLines(file: FileHandle): AsyncGenerator<string> {
  const buffer = Buffer.alloc(pieceSize);
  let rest = '';
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, pieceSize);
    if (bytesRead === 0) break;
    const text = rest + buffer.toString('latin1', 0, bytesRead);
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) yield text.slice(0, end);
    rest = text.slice(end);
  }
  if (rest !== '') yield rest;
}
