import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { longPatienceMs, renameWithRetry, syncFolder } from './atomic.js';
import { copyVerified } from './copy-verified.js';
import { errnoOf, toFileError } from './file-error.js';
import { acquireLock } from './lock.js';
import { mapLimit } from './map-limit.js';
import { isOwnOutput, isReplaceable } from './own-output.js';
import { exists } from './paths.js';
import { removeTree } from './remove-tree.js';
import { walk } from './walk.js';

export interface PublishOptions {
  /** An earlier output, or an empty folder, at the destination is moved aside, once the new folder is ready beside it. */
  readonly replace?: boolean;
  /** A folder within that was brought to the disk before ({@link syncTree}) and has not changed since. */
  readonly synced?: string;
  /** Ends a copy to another volume. */
  readonly signal?: AbortSignal | undefined;
  /** While it is copied to another volume: bytes copied so far and in all. */
  readonly onProgress?: (bytes: number, total: number) => void;
}

/**
 * Makes a finished folder appear at its place whole: everything in it is brought to the disk, then it is renamed. From
 * another volume it is copied beside its place first, and every copy read back.
 * @param staging complete folder
 * @returns where the folder is that was replaced, for the caller to remove; undefined when there was none
 * @throws ServicingError `output-exists` when there is anything at `destination` that may not be replaced; then, and
 *   after any other error, what was there is there still
 */
export async function publishFolder(staging: string, destination: string, options: PublishOptions = {}): Promise<string | undefined> {
  const isThere = await exists(destination);
  if (isThere && !(options.replace === true && await isReplaceable(destination))) throw outputExists(destination);
  const { next, old } = besideNames(destination);
  await syncTree(staging, options.synced);
  if (!isThere && await renamed(staging, destination)) {
    await syncFolder(dirname(destination));
    return undefined;
  }
  await removeTree(next);
  if (!(await renamed(staging, next))) await copyBeside(staging, next, options);
  if (isThere) await renameOrSay(destination, old, `The new output is complete in ${next}.`);
  try {
    await renameOrSay(next, destination, `Everything is done and only the last rename failed. Close what is open in ${next} (a virus scanner, Explorer), then move that folder to ${destination}.`);
  } catch (error) {
    if (isThere) await renameWithRetry(old, destination, { patienceMs: longPatienceMs });
    throw error;
  }
  await syncFolder(dirname(destination));
  return isThere ? old : undefined;
}

/**
 * Makes good what a process has left that was killed while it published: where the new output is in its place the old
 * one is removed, else the old one comes back. Does nothing where nothing was left.
 * @throws ServicingError `busy` while another process publishes there; `output-exists` when something else has taken the
 *   place of the output, and nothing is removed then
 */
export async function finishPublishing(destination: string): Promise<void> {
  const { next, old } = besideNames(destination);
  if (!(await exists(next)) && !(await exists(old))) return;
  const lock = await acquireLock(destination, { purpose: 'finishing what was half published' });
  try {
    if (await exists(old)) await finishExchange(destination, old);
    await removeTree(next);
  } finally {
    await lock.release();
  }
}

async function finishExchange(destination: string, old: string): Promise<void> {
  if (!(await exists(destination))) {
    await renameOrSay(old, destination, `The earlier output is in ${old}.`);
    return;
  }
  if (!(await isOwnOutput(destination))) {
    throw new ServicingError('output-exists', `${destination} is not the output that was to be published there`, {
      advice: `The earlier output is in ${old}. Move one of them away.`,
    });
  }
  await removeTree(old);
}

/** Beside the destination, so that a rename reaches it: the new folder before, and the old one after the exchange. */
export function besideNames(destination: string): { next: string; old: string } {
  return { next: `${destination}.to-be-published`, old: `${destination}.replaced` };
}

/** @returns false when the two are on different volumes */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await renameWithRetry(from, to, { patienceMs: longPatienceMs });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EXDEV') return false;
    // What came into being since the look before.
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw outputExists(to, error);
    throw said(error, to, `Everything is done and only the last rename failed. Close what is open in ${from} (a virus scanner, Explorer), then move that folder to ${to}.`);
  }
}

async function copyBeside(staging: string, next: string, { signal, onProgress }: PublishOptions): Promise<void> {
  try {
    await copyVerified(staging, next, { signal, ...(onProgress === undefined ? {} : { onProgress }) });
    await syncTree(next);
  } catch (error) {
    await removeTree(next).catch(() => undefined);
    throw error;
  }
}

async function renameOrSay(from: string, to: string, advice: string): Promise<void> {
  try {
    await renameWithRetry(from, to, { patienceMs: longPatienceMs });
  } catch (error) {
    throw said(error, to, advice);
  }
}

/** What is published is finished and checked: it must not be lost over a folder that cannot be renamed. */
function said(error: unknown, destination: string, advice: string): unknown {
  const named = toFileError(error, 'publish', destination);
  return named instanceof ServicingError ? named.with({ advice }) : named;
}

function outputExists(destination: string, cause?: unknown): ServicingError {
  return new ServicingError('output-exists', `The output ${destination} exists already.`, {
    cause, advice: 'Name another folder, or move the old one away.',
  });
}

/** File systems gather flushes that wait at the same time into few writes of their journal. */
const flushesAtOnce = 16;

/**
 * Brings a tree's contents and names to the disk. Errors as {@link publishFolder}.
 * @param except path of a folder within that is there already
 */
export async function syncTree(root: string, except?: string): Promise<void> {
  const folders = [root];
  const files: string[] = [];
  const skip = (path: string): boolean => except !== undefined && join(root, path) === except;
  for await (const entry of walk(root, { skip })) {
    if (entry.kind === 'folder') folders.push(entry.hostPath);
    if (entry.kind === 'file') files.push(entry.hostPath);
  }
  await mapLimit(files, flushesAtOnce, syncFile);
  await mapLimit(folders, flushesAtOnce, syncFolder);
}

/** Brings a file's content to the disk. Errors as {@link publishFolder}. */
export async function syncFile(path: string): Promise<void> {
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
