import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callCabTool } from '../files/cab-tool.js';
import { exists, resolveNoCase } from '../files/paths.js';
import { openWim } from '../media/wim-file.js';
import { ServicingError } from '../schema/errors.js';
import type { UpdateInfo } from '../schema/update.js';

/**
 * Takes one member out of an update, whichever container it has: a cabinet, or a WIM since Windows 11 24H2.
 * @param folder is made where it is missing
 * @returns the member's path
 * @throws ServicingError `servicing` when the update has no such member, `wim-invalid`, `cancelled`
 */
export async function takeMember(update: UpdateInfo, member: string, folder: string, signal: AbortSignal): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, member);
  if (await exists(path)) return path;
  if (update.format === 'msu-wim') await takeOutOfWim(update, member, path, signal);
  else await unpackCabinet(update.path, folder, signal, member);
  const found = await resolveNoCase(folder, member);
  if (found !== undefined) return found;
  throw new ServicingError('servicing', `${update.file} has no ${member}`, { details: [update.path] });
}

/**
 * Unpacks a cabinet into a folder.
 * @throws ServicingError `servicing` when the tool fails, `preflight` when there is none
 */
export async function unpackCabinet(cabinet: string, folder: string, signal: AbortSignal, pattern = '*'): Promise<void> {
  await mkdir(folder, { recursive: true });
  try {
    await callCabTool(cabinet, pattern, folder, signal);
  } catch (error) {
    if (error instanceof ServicingError) throw error;
    signal.throwIfAborted();
    throw new ServicingError('servicing', `${cabinet} could not be unpacked`, { cause: error });
  }
}

async function takeOutOfWim(update: UpdateInfo, member: string, path: string, signal: AbortSignal): Promise<void> {
  const wim = await openWim(update.path);
  try {
    await writeFile(path, await wim.readFile(1, member, { signal }));
  } finally {
    await wim.close();
  }
}
