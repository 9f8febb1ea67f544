import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { longPatienceMs, renameWithRetry, syncFolder } from './atomic.js';
import { errnoOf, toFileError } from './file-error.js';
import { exists } from './paths.js';
import { walk } from './walk.js';

/**
 * Makes a finished folder appear at its place whole: everything in it is brought to the disk, then it is renamed.
 * @param staging complete folder on the volume of `destination`
 * @throws ServicingError `output-exists` when there is anything at `destination`, which is then left as it was
 */
export async function publishFolder(staging: string, destination: string): Promise<void> {
  if (await exists(destination)) throw outputExists(destination);
  await syncTree(staging);
  try {
    await renameWithRetry(staging, destination, { patienceMs: longPatienceMs });
  } catch (error) {
    // What came into being since the look above.
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw outputExists(destination, error);
    if (errnoOf(error) === 'EXDEV') {
      throw new ServicingError('usage', `${staging} and ${destination} are on different volumes.`, {
        cause: error, advice: 'Choose a workspace on the volume of the output.',
      });
    }
    throw unpublished(toFileError(error, 'publish', destination), staging, destination);
  }
  await syncFolder(dirname(destination));
}

/** What is published is finished and checked: it must not be lost over a folder that cannot be renamed. */
function unpublished(error: unknown, staging: string, destination: string): unknown {
  if (!(error instanceof ServicingError)) return error;
  return new ServicingError(error.code, error.message, {
    cause: error.cause, advice: `Everything is done and only the last rename failed. Close what is open in ${staging} (a virus scanner, Explorer), then move that folder to ${destination}.`,
  });
}

function outputExists(destination: string, cause?: unknown): ServicingError {
  return new ServicingError('output-exists', `The output ${destination} exists already.`, {
    cause, advice: 'Name another folder, or move the old one away.',
  });
}

/** Brings a tree's contents and names to the disk. Errors as {@link publishFolder}. */
export async function syncTree(root: string): Promise<void> {
  const folders = [root];
  for await (const entry of walk(root)) {
    if (entry.kind === 'folder') folders.push(entry.hostPath);
    if (entry.kind === 'file') await syncFile(entry.hostPath);
  }
  for (const folder of folders.reverse()) await syncFolder(folder);
}

async function syncFile(path: string): Promise<void> {
  try {
    // Windows flushes only through a handle that may write.
    const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw toFileError(error, 'flush', path);
  }
}
