import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { renameWithRetry, syncFolder, temporaryBeside } from './files/atomic.js';
import { FolderTree } from './files/file-tree.js';
import { sha256File } from './files/hash.js';
import { removeDrafts } from './files/left-beside.js';
import { acquireLock } from './files/lock.js';
import { makeFolder } from './files/make-folder.js';
import { exists } from './files/paths.js';
import { syncFile } from './files/publish.js';
import { removeTree } from './files/remove-tree.js';
import { otherPaths } from './media/split-parts.js';
import { EventStream, harmless } from './run/event-stream.js';
import type { EventListener } from './run/event-stream.js';
import { newRunId } from './run/workspace.js';
import { ServicingError, toServicingError } from './schema/errors.js';

export interface OutputJobOptions {
  /** Ends the job: what runs is cancelled, and nothing of it is left. */
  readonly signal?: AbortSignal;
  /** Events as they happen, progress among them. */
  readonly onEvent?: EventListener;
}

/** A job while it works. */
export interface OpenJob {
  readonly events: EventStream;
  readonly signal: AbortSignal;
  /** Absolute path of what is to be made. */
  readonly output: string;
  /** Folder beside it, on its volume, for everything that is made; it goes in the end. */
  readonly folder: string;
  /** Where the file, or the first part, is made. */
  readonly draft: string;
}

/** What the checks of a job are on. */
export const checkedJob = {
  what: 'what was made', advice: 'Nothing was kept of it. Run the same command again; if it ends the same way, the disk or the source is at fault.',
};

/**
 * Does the work of a job in a folder beside its output, which therefore appears whole or not at all.
 * @throws ServicingError `output-exists` unless it may be replaced, `busy`, `permission`; else what the work throws
 */
export async function withOutput<T>(
  { output: wanted, force, source }: { output: string; force: boolean; source: string }, options: OutputJobOptions, work: (job: OpenJob) => Promise<T>,
): Promise<T> {
  const output = resolve(wanted);
  await refuseExisting(output, force);
  if (resolve(source) === output) throw new ServicingError('usage', 'The output is the source', { details: [output], advice: 'Name another file.' });
  const events = new EventStream(newRunId());
  if (options.onEvent !== undefined) events.subscribe(harmless(options.onEvent));
  await makeFolder(dirname(output));
  const lock = await acquireLock(output, { purpose: `making ${basename(output)}` });
  const folder = temporaryBeside(output);
  try {
    await removeDrafts(output);
    await mkdir(folder);
    const signal = AbortSignal.any([lock.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    return await work({ events, signal, output, folder, draft: join(folder, basename(output)) });
  } finally {
    await removeTree(folder).finally(() => lock.release());
  }
}

/** @throws ServicingError `output-exists` */
async function refuseExisting(output: string, force: boolean): Promise<void> {
  const isFolder = await stat(output).then((facts) => facts.isDirectory(), () => false);
  if (isFolder) throw new ServicingError('output-exists', `${output} is a folder`, { advice: 'Name the file to make.' });
  const [there] = force ? [] : [...((await exists(output)) ? [output] : []), ...(await otherParts(output))];
  if (there !== undefined) throw new ServicingError('output-exists', `There is a file already: ${there}`, { advice: 'Name another one, or replace it with --force.' });
}

/** Host paths of what lies beside a first part under the names of further parts. */
async function otherParts(output: string): Promise<string[]> {
  const folder = dirname(output);
  if (extname(output).toLowerCase() !== '.swm' || !(await exists(folder))) return [];
  return (await otherPaths(new FolderTree(folder), basename(output))).map((path) => join(folder, path));
}

/** Runs one piece of a job with its events. */
export async function step<T>({ events }: OpenJob, id: string, title: string, work: (progress: (percent: number) => void) => Promise<T>): Promise<T> {
  const target = id.slice(0, id.indexOf('/'));
  const started = Date.now();
  events.emit({ type: 'step-started', step: id, target, title });
  let last = -1;
  try {
    const result = await work((percent) => {
      const whole = Math.floor(Math.min(100, Math.max(0, percent)));
      if (whole === last) return;
      last = whole;
      events.emit({ type: 'step-progress', step: id, target, percent: whole });
    });
    events.emit({ type: 'step-finished', step: id, target, durationMs: Date.now() - started, facts: [] });
    return result;
  } catch (caught) {
    const error = toServicingError(caught);
    events.emitAtEnd({ type: 'step-failed', step: id, target, durationMs: Date.now() - started, error: error.toJSON() });
    throw error;
  }
}

/**
 * Moves what was made to its place, the first file last, so that nobody finds it before the others. Parts of an earlier split WIM
 * of that name go.
 * @param names in the job's folder; the first is that of the output
 */
export async function publishFiles({ folder, output }: OpenJob, names: readonly string[]): Promise<{ path: string; size: number; sha256: string }[]> {
  const files: { path: string; size: number; sha256: string }[] = [];
  for (const name of names) {
    const made = join(folder, name);
    await syncFile(made);
    files.push({ path: join(dirname(output), name), size: (await stat(made)).size, sha256: await sha256File(made) });
  }
  const old = await otherParts(output);
  // Whoever looks meanwhile finds no first part, and never a new one among old ones.
  if (names.length > 1 || old.length > 0) await rm(output, { force: true });
  for (const path of old) await rm(path, { force: true });
  for (const name of [...names].reverse()) await renameWithRetry(join(folder, name), join(dirname(output), name));
  await syncFolder(dirname(output));
  return files;
}
