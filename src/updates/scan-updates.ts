import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { cancelledError } from '../files/cancel.js';
import { errnoOf, toFileError } from '../files/file-error.js';
import { sameStamp, stampFile } from '../files/file-stamp.js';
import type { FileStamp } from '../files/file-stamp.js';
import { digestFile } from '../files/hash.js';
import type { FileDigests } from '../files/hash.js';
import { mapLimit } from '../files/map-limit.js';
import { ServicingError } from '../schema/errors.js';
import { schemaVersion } from '../schema/common.js';
import type { UpdateInfo, UpdateScan } from '../schema/update.js';
import { rememberStamp, updateMissing } from './confirm-unchanged.js';
import { describeUpdate, stagedName } from './describe-update.js';
import type { Description } from './describe-update.js';
import { findUpdateFiles } from './find-update-files.js';
import type { UpdateFile } from './find-update-files.js';
import { invalidUpdate } from './invalid-update.js';
import { checkNameDigest } from './name-digest.js';
import { readCabinetUpdate } from './read-cabinet.js';
import { readWimUpdate } from './read-wim-update.js';
import { ScanCache } from './scan-cache.js';
import type { UpdateContents } from './update-contents.js';

/** Options of {@link scanUpdates}. */
export interface ScanOptions {
  signal?: AbortSignal | undefined;
  /** Folder for what has to be unpacked (manifests; payloads only of an .msu that is itself compressed), made where it is missing; default: the system's temporary folder. */
  scratch?: string | undefined;
  /** Folder that keeps what was found, by content, for later scans; default: nothing is kept. See defaultCacheFolder. */
  cache?: string | undefined;
}

type Outcome = { path: string } & ({ update: UpdateInfo; stamp: FileStamp } | { refused: string } | { error: ServicingError });

const archivesAtOnce = 4;

/**
 * Reads update files, and all .msu and .cab files in folders, by their content. Every archive is checked as a whole,
 * so that a corrupt payload is known before anything is serviced. Throws ServicingError: 'update-invalid' (naming each
 * file, the member and the defect), 'update-missing' (a path that is not there, or has gone meanwhile), 'preflight' (no tool for cabinets),
 * 'cancelled' (the signal).
 */
export async function scanUpdates(paths: readonly string[], options: ScanOptions = {}): Promise<UpdateScan> {
  const { files, ignored } = await findUpdateFiles(paths, options.signal);
  const cache = options.cache === undefined ? undefined : new ScanCache(options.cache);
  const scratch = await makeScratch(options.scratch ?? tmpdir());
  try {
    const outcomes = await mapLimit(files, archivesAtOnce, (file, index) => (
      readOne(file, join(scratch, String(index)), cache, options.signal)
    ), options.signal);
    await cache?.trim();
    return toScan(outcomes, ignored);
  } catch (error) {
    throw options.signal?.aborted === true ? cancelledError(options.signal) : toFileError(error, 'unpack updates to', scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function makeScratch(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, 'osu-'));
  } catch (error) {
    throw toFileError(error, 'unpack updates to', parent);
  }
}

async function readOne(file: UpdateFile, scratch: string, cache: ScanCache | undefined, signal: AbortSignal | undefined): Promise<Outcome> {
  const { path } = file;
  try {
    const stamp = await stampFile(path);
    const digest = await digestOf(stamp, cache, signal);
    const known = await cache?.find(digest.sha256, basename(path));
    const description = known === undefined ? await describe(file, stamp, digest, { scratch, cache, signal }) : placed(known, path, digest);
    return 'refused' in description ? { path, ...description } : { path, ...description, stamp };
  } catch (error) {
    if (isGone(error, path)) return { path, error: updateMissing(path, error) };
    if (!(error instanceof ServicingError) || error.code !== 'update-invalid') throw error;
    // Other files are still worth checking, so that one run names every bad file.
    return file.named ? { path, error } : { path, refused: `a ${file.container} file that is no update: ${error.message}` };
  }
}

/** The update itself is missing, and not something that it was unpacked to. */
function isGone(error: unknown, path: string): boolean {
  return errnoOf(error) === 'ENOENT' && (error as NodeJS.ErrnoException).path === path;
}

async function digestOf(stamp: FileStamp, cache: ScanCache | undefined, signal: AbortSignal | undefined): Promise<FileDigests> {
  const known = await cache?.digestsOf(stamp);
  if (known !== undefined) return known;
  const digest = await digestFile(stamp.path, { signal });
  if (cache !== undefined && sameStamp(stamp, await stampFile(stamp.path))) await cache.keepDigests(stamp, digest);
  return digest;
}

async function describe(
  { path, container }: UpdateFile, stamp: FileStamp, digest: FileDigests,
  { scratch, cache, signal }: { scratch: string; cache: ScanCache | undefined; signal: AbortSignal | undefined },
): Promise<Description> {
  const context = { update: path, scratch, signal, proven: checkNameDigest(basename(path), digest.sha1) === 'ok' };
  const contents = container === 'cab' ? await readCabinetUpdate(context) : await readWimUpdate(context);
  const description = describeUpdate(path, digest, contents);
  if (!sameStamp(stamp, await stampFile(path))) {
    throw invalidUpdate({ file: path, what: 'its content changed while it was read', advice: 'Wait until the download has ended.' });
  }
  if (cache !== undefined) {
    const dependsOnName = !isDeepStrictEqual(placed(describeUpdate(nameless, digest, withoutName(contents)), path, digest), description);
    await cache.keep(digest.sha256, description, dependsOnName ? basename(path) : undefined);
  }
  return description;
}

/** A name that says nothing. */
const nameless = 'x';

/** A package cabinet that is the update itself has the update's name. */
function withoutName(contents: UpdateContents): UpdateContents {
  return contents.format === 'cab' ? { ...contents, packages: contents.packages.map((item) => ({ ...item, file: nameless })) } : contents;
}

/** A description with what the place and the name of the file say. */
function placed(description: Description, path: string, digest: FileDigests): Description {
  if ('refused' in description) return description;
  const { stageAs: _other, ...update } = description.update;
  const file = basename(path);
  const stageAs = stagedName(file, update.format);
  return { update: { ...update, path, file, nameDigest: checkNameDigest(file, digest.sha1), ...(stageAs === undefined ? {} : { stageAs }) } };
}

function toScan(outcomes: readonly Outcome[], ignored: UpdateScan['ignored']): UpdateScan {
  throwDefects(outcomes.flatMap((outcome) => ('error' in outcome ? outcome.error : [])));
  const scan: UpdateScan = { schemaVersion, updates: [], ignored: [...ignored] };
  const known = outcomes.flatMap((outcome) => ('update' in outcome ? outcome.update : []));
  const bySha256 = new Map<string, string>();
  for (const outcome of outcomes) {
    if ('refused' in outcome) {
      scan.ignored.push({ path: outcome.path, reason: outcome.refused });
    } else if ('update' in outcome) {
      const same = bySha256.get(outcome.update.sha256);
      if (same === undefined) {
        bySha256.set(outcome.update.sha256, outcome.path);
        const update: UpdateInfo = { ...outcome.update, kind: isCheckpoint(outcome.update, known) ? 'checkpoint' : outcome.update.kind };
        rememberStamp(update, outcome.stamp);
        scan.updates.push(update);
      } else {
        scan.ignored.push({ path: outcome.path, reason: `the same content as ${basename(same)}` });
      }
    }
  }
  return scan;
}

/** A checkpoint is known by another update that starts from the build it leads to. */
function isCheckpoint({ resultBuild, sha256 }: UpdateInfo, all: readonly UpdateInfo[]): boolean {
  if (resultBuild === undefined) return false;
  return all.some((other) => other.sha256 !== sha256 && isDeepStrictEqual(other.startsFrom, resultBuild)
    && !isDeepStrictEqual(other.startsFrom, other.resultBuild));
}

function throwDefects(errors: readonly ServicingError[]): void {
  const [first] = errors;
  if (first === undefined) return;
  if (errors.length === 1) throw first;
  throw new ServicingError('update-invalid', `${errors.length} update files cannot be used; the first: ${first.message}`, {
    advice: first.advice, details: errors.map((error) => error.message), cause: first,
  });
}
