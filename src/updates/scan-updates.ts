import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cancelledError } from '../files/cancel.js';
import { toFileError } from '../files/file-error.js';
import { digestFile } from '../files/hash.js';
import { mapLimit } from '../files/map-limit.js';
import { ServicingError } from '../schema/errors.js';
import { schemaVersion } from '../schema/common.js';
import type { UpdateInfo, UpdateScan } from '../schema/update.js';
import type { CompDb } from './comp-db.js';
import { describeUpdate } from './describe-update.js';
import { findUpdateFiles } from './find-update-files.js';
import type { UpdateFile } from './find-update-files.js';
import { checkNameDigest } from './name-digest.js';
import { readCabinetUpdate } from './read-cabinet.js';
import { readWimUpdate } from './read-wim-update.js';

/** Options of {@link scanUpdates}. */
export interface ScanOptions {
  signal?: AbortSignal | undefined;
  /** Folder for unpacked payloads, made where it is missing, with room for the four largest updates; default: the system's temporary folder. */
  scratch?: string | undefined;
}

type Outcome = { path: string } & (
  | { update: UpdateInfo; compDbs: readonly CompDb[] } | { refused: string } | { error: ServicingError }
);

const archivesAtOnce = 4;

/**
 * Reads update files, and all .msu and .cab files in folders, by their content. Every archive is checked as a whole,
 * so that a corrupt payload is known before anything is serviced. Throws ServicingError: 'update-invalid' (naming each
 * file, the member and the defect), 'update-missing' (a path that is not there), 'preflight' (no tool for cabinets),
 * 'cancelled' (the signal).
 */
export async function scanUpdates(paths: readonly string[], options: ScanOptions = {}): Promise<UpdateScan> {
  const { files, ignored } = await findUpdateFiles(paths);
  const scratch = await makeScratch(options.scratch ?? tmpdir());
  try {
    const outcomes = await mapLimit(files, archivesAtOnce, (file, index) => (
      readOne(file, join(scratch, String(index)), options.signal)
    ), options.signal);
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

async function readOne(file: UpdateFile, scratch: string, signal: AbortSignal | undefined): Promise<Outcome> {
  const { path } = file;
  try {
    const digest = await digestFile(path, { signal });
    const context = { update: path, scratch, signal, proven: checkNameDigest(basename(path), digest.sha1) === 'ok' };
    const contents = file.container === 'cab' ? await readCabinetUpdate(context) : await readWimUpdate(context);
    const described = describeUpdate(path, digest, contents);
    return 'refused' in described ? { path, ...described } : { path, ...described, compDbs: contents.compDbs };
  } catch (error) {
    // Other files are still worth checking, so that one run names every bad file.
    if (error instanceof ServicingError && error.code === 'update-invalid') return { path, error };
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function toScan(outcomes: readonly Outcome[], ignored: UpdateScan['ignored']): UpdateScan {
  throwDefects(outcomes.flatMap((outcome) => ('error' in outcome ? outcome.error : [])));
  const scan: UpdateScan = { schemaVersion, updates: [], ignored: [...ignored] };
  const known = outcomes.filter((outcome) => 'update' in outcome);
  const bySha256 = new Map<string, string>();
  for (const outcome of outcomes) {
    if ('refused' in outcome) {
      scan.ignored.push({ path: outcome.path, reason: outcome.refused });
    } else if ('update' in outcome) {
      const same = bySha256.get(outcome.update.sha256);
      if (same === undefined) {
        bySha256.set(outcome.update.sha256, outcome.path);
        scan.updates.push({ ...outcome.update, kind: isCheckpoint(outcome, known) ? 'checkpoint' : outcome.update.kind });
      } else {
        scan.ignored.push({ path: outcome.path, reason: `the same content as ${basename(same)}` });
      }
    }
  }
  return scan;
}

/**
 * A checkpoint is known by another update that names the build it leads to as its own starting point
 * (CompDB: OSVersion of the one = TargetOSVersion of the other).
 */
function isCheckpoint(outcome: { compDbs: readonly CompDb[] }, all: readonly { compDbs: readonly CompDb[] }[]): boolean {
  const targets = outcome.compDbs.filter((db) => db.kind === 'cumulative').map((db) => db.targetOsVersion);
  return all.some((other) => other.compDbs !== outcome.compDbs && other.compDbs.some((db) => (
    db.kind === 'cumulative' && db.osVersion !== undefined && targets.includes(db.osVersion)
    && db.osVersion !== db.targetOsVersion
  )));
}

function throwDefects(errors: readonly ServicingError[]): void {
  const [first] = errors;
  if (first === undefined) return;
  if (errors.length === 1) throw first;
  throw new ServicingError('update-invalid', `${errors.length} update files cannot be used; the first: ${first.message}`, {
    advice: first.advice, details: errors.map((error) => error.message), cause: first,
  });
}
