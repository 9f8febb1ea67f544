import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { throwIfCancelled } from './cancel.js';
import { copyFileKeepingTimes, replaceFile } from './copy-file.js';
import { toFileError } from './file-error.js';
import { formatTicks, modifiedTicks } from './file-times.js';
import { mapLimit } from './map-limit.js';
import { matchingFiles, type MatchingFile } from './matching-files.js';
import { compareVersions, newerRule, type FileFacts, type NewerRule } from './newer-rule.js';
import { readPeVersion } from './pe-version.js';
import { resolveNoCase } from './paths.js';
import { runCommand, runRobocopy, type CommandRunner } from './robocopy.js';
import { walk } from './walk.js';

const looksAtOnce = 8;
const copiesAtOnce = 4;

/** A file that the founding process's step "Robocopy MATCHING NEWER files" replaces. */
export interface NewerFile extends MatchingFile {
  rule: NewerRule;
  /** Modification times, ISO 8601, UTC, to 100 ns. */
  fromTime: string;
  toTime: string;
  /** Bytes. */
  fromSize: number;
  toSize: number;
  /** Fixed file versions where the files are programs or libraries. */
  fromVersion?: string;
  toVersion?: string;
  /** Set when the file that is newer by time has the older version: taken all the same, as robocopy would. */
  note?: string;
}

export interface CompareOptions { signal?: AbortSignal | undefined }

/**
 * The files that are in both trees (names matched without case) and newer, or of the same time and another size, in
 * `from`. Never an older one, never one that only one side has. Nothing is written.
 * @param from e.g. `<mount>/Windows/System32`
 * @param to e.g. the media's `sources`
 * @returns sorted by path
 * @throws ServicingError `permission`, `cancelled`; the file system's own error when a root is missing
 */
export async function compareNewer(from: string, to: string, options: CompareOptions = {}): Promise<NewerFile[]> {
  const matches = await matchingFiles(from, to, options);
  const compared = await mapLimit(matches, looksAtOnce, (match) => compareOne(from, to, match), options.signal);
  return compared.filter((file) => file !== undefined).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function compareOne(from: string, to: string, match: MatchingFile): Promise<NewerFile | undefined> {
  const [fromPath, toPath] = [join(from, match.source), join(to, match.path)];
  const [source, target] = [await factsOf(fromPath), await factsOf(toPath)];
  const rule = newerRule(source, target);
  if (rule === undefined) return undefined;
  const [fromVersion, toVersion] = [await readPeVersion(fromPath), await readPeVersion(toPath)];
  const older = fromVersion !== undefined && toVersion !== undefined && compareVersions(fromVersion, toVersion) < 0;
  return {
    ...match, rule,
    fromTime: formatTicks(source.ticks), toTime: formatTicks(target.ticks),
    fromSize: Number(source.size), toSize: Number(target.size),
    ...(fromVersion !== undefined && { fromVersion }),
    ...(toVersion !== undefined && { toVersion }),
    ...(older && { note: `${rule} by time or size, but version ${fromVersion} is lower than ${toVersion}` }),
  };
}

async function factsOf(path: string): Promise<FileFacts> {
  try {
    const facts = await stat(path, { bigint: true });
    return { ticks: modifiedTicks(facts), size: facts.size };
  } catch (error) {
    throw toFileError(error, 'look at', path);
  }
}

export interface CollectOptions extends CompareOptions {
  /** For tests; the default is this computer's. */
  platform?: NodeJS.Platform;
  /** For tests; the default starts the program. */
  run?: CommandRunner;
}

/**
 * Copies the files of {@link compareNewer} into the new folder `into`, under the paths and in the case of `to`, times
 * kept, read-only cleared. On Windows robocopy.exe reads `from` in backup mode, since the ACLs of TrustedInstaller keep
 * even an administrator out; elsewhere the same rule runs here.
 * @throws ServicingError `output-exists` when `into` exists (after a failure it is removed again), `servicing` when robocopy fails, and as compareNewer
 */
export async function collectNewer(from: string, to: string, into: string, options: CollectOptions = {}): Promise<NewerFile[]> {
  await makeNewFolder(into);
  try {
    const collect = (options.platform ?? process.platform) === 'win32' ? collectByRobocopy : collectByRule;
    return await collect(from, to, into, options);
  } catch (error) {
    await rm(into, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

async function collectByRule(from: string, to: string, into: string, options: CollectOptions): Promise<NewerFile[]> {
  const files = await compareNewer(from, to, options);
  await mapLimit(files, copiesAtOnce, async (file) => copyInto(join(from, file.source), into, file.path), options.signal);
  return files;
}

/**
 * Seeds `into` with the candidates from `to`, so that robocopy's own comparison decides, then drops those it left
 * alone. The seeds are copies: robocopy overwrites in place and would write through a hard link into the media.
 */
async function collectByRobocopy(from: string, to: string, into: string, options: CollectOptions): Promise<NewerFile[]> {
  const matches = await matchingFiles(from, to, options);
  await mapLimit(matches, copiesAtOnce, async ({ path }) => copyInto(join(to, path), into, path), options.signal);
  await runRobocopy(from, into, options.run ?? runCommand, options.signal);
  const changed = await compareNewer(into, to, options);
  const sourceOf = new Map(matches.map((match) => [match.path, match.source]));
  const files = changed.map((file) => ({ ...file, source: sourceOf.get(file.path) ?? file.source }));
  const kept = new Set(files.map((file) => file.path));
  for (const { path } of matches) if (!kept.has(path)) await rm(join(into, path), { force: true });
  return files;
}

async function makeNewFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new ServicingError('output-exists', `The folder ${path} for collected files exists already.`, { cause: error });
    }
    throw toFileError(error, 'make', path);
  }
}

async function copyInto(source: string, into: string, path: string): Promise<void> {
  const destination = join(into, path);
  await mkdir(dirname(destination), { recursive: true });
  await copyFileKeepingTimes(source, destination);
}

export interface ApplyOptions extends CompareOptions {
  /** Whether `to` may lack a file, by its path below `into`; then it is added. Default: never. */
  mayAdd?: (path: string) => boolean;
}

/**
 * Replaces files of `to` by the ones that {@link collectNewer} put into `into`, each in one rename.
 * @returns the paths replaced or added, in the case of `into`
 * @throws ServicingError `servicing` when `to` lacks a file that may not be added
 */
export async function applyCollected(into: string, to: string, options: ApplyOptions = {}): Promise<string[]> {
  const applied: string[] = [];
  for await (const entry of walk(into, options)) {
    throwIfCancelled(options.signal);
    if (entry.kind !== 'file') continue;
    const destination = await resolveNoCase(to, entry.path);
    if (destination !== undefined) await replaceFile(entry.hostPath, destination);
    else if (options.mayAdd?.(entry.path) === true) await addFile(entry.hostPath, to, entry.path);
    else throw new ServicingError('servicing', `${entry.path} was collected for ${to}, which has no such file.`);
    applied.push(entry.path);
  }
  return applied;
}

/** A new file, in the folder that `to` has in any case, or else in a new one. */
async function addFile(source: string, to: string, path: string): Promise<void> {
  const folder = (await resolveNoCase(to, dirname(path))) ?? join(to, dirname(path));
  await mkdir(folder, { recursive: true });
  await copyFileKeepingTimes(source, join(folder, basename(path)));
}
