import { link, mkdir, readFile, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../files/atomic.js';
import { copyFileKeepingTimes } from '../../files/copy-file.js';
import { copyHashed } from '../../files/copy-hashed.js';
import { errnoOf } from '../../files/file-error.js';
import { sha256File } from '../../files/hash.js';
import { exists } from '../../files/paths.js';
import { removeTree } from '../../files/remove-tree.js';
import { walk } from '../../files/walk.js';
import { backendSchema, relativePathSchema, sha256Schema } from '../../schema/common.js';
import { targetIdSchema } from '../../schema/targets.js';
import { stepResultSchema } from '../../schema/result.js';

const storedFileSchema = z.object({ path: relativePathSchema, size: z.number().int().nonnegative(), sha256: sha256Schema });

const entrySchema = z.object({
  v: z.literal(2),
  key: sha256Schema,
  /** Key of the same work without what is put in last: equal where only WinRE differs. */
  base: sha256Schema.optional(),
  /** SHA-256 of the results that the target takes in: of one WinRE made twice the bytes differ. */
  takes: z.array(z.string()),
  backend: backendSchema,
  /** What it is the result of: a target's id, or a file of the media that was put together of targets. */
  of: z.string(),
  /** The run that made it, and when; ISO 8601, UTC. */
  runId: z.string(),
  time: z.string(),
  /** What was made, and what targets offer to the media. */
  files: z.array(storedFileSchema),
  /** The targets whose work it holds, with what they offer to the media. */
  targets: z.array(z.object({
    id: targetIdSchema, offered: z.array(z.object({ path: relativePathSchema, reason: z.string(), adds: z.boolean().optional() })),
  })),
  steps: z.array(stepResultSchema),
  /** What was said of its steps then, and still holds. */
  warnings: z.array(z.object({ step: z.string(), message: z.string() })),
});
/** A result as the store keeps it. */
export type StoredResult = z.infer<typeof entrySchema>;

/** Raised when verification looks at more: what was proved before is then looked at again. */
const proofVersion = 1;
const proofSchema = z.object({ v: z.literal(proofVersion), runId: z.string(), sha256: z.array(sha256Schema) });
/** That files of an entry were found whole, each content unpacked, in the finished media of a run. */
export type StoredProof = Omit<z.infer<typeof proofSchema>, 'v'>;

/** A file that is kept: where it lies, and what an entry calls it. A linked one must not be written to afterwards. */
export interface FileToKeep { readonly path: string; readonly from: string; readonly by: 'link' | 'copy' }

/** Where a kept file goes: a link to the entry's for what is only read, a copy for what is written to or leaves the run. */
export interface Placement { readonly to: string; readonly by: 'link' | 'copy' }

export interface TakeOptions {
  /** Where a file of the entry goes; undefined for one that is not wanted. */
  readonly place: (path: string) => Placement | undefined;
  readonly signal: AbortSignal;
  /** How far copying is, of all that is copied. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called for an entry that is there and not as it was kept. */
  readonly onDamage: () => void;
}

const entryName = 'entry.json';
const proofName = 'proof.json';

/**
 * Results by key, in a folder that several processes may use at once: an entry appears by one rename, and what is taken
 * out of it are links or copies, so that removing an entry harms nobody.
 */
export class ResultStore {
  readonly folder: string;

  constructor(cache: string) {
    this.folder = join(cache, 'targets');
  }

  /**
   * Puts a kept result to where it is wanted. Every byte is checked on the way, what is copied while it is copied; a damaged entry
   * is removed, and nothing of it stays.
   * @returns undefined when there is none, or it was damaged
   * @throws ServicingError `cancelled`, `permission`, `disk-space`
   */
  async take(key: string, options: TakeOptions): Promise<StoredResult | undefined> {
    const folder = join(this.folder, key);
    if (!(await exists(folder))) return undefined;
    const entry = await readEntry(folder);
    const placed: string[] = [];
    try {
      if (entry !== undefined && (await isComplete(folder, entry)) && (await placeAll(folder, entry, options, placed))) {
        const now = new Date();
        await utimes(join(folder, entryName), now, now);
        return entry;
      }
    } catch (error) {
      await removeAll(placed);
      // Another process has removed it meanwhile.
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    await removeAll(placed);
    options.onDamage();
    await this.remove(key);
    return undefined;
  }

  /** Keeps a result. Of one that is there already nothing is written. */
  async keep(facts: Omit<StoredResult, 'v' | 'files'>, files: readonly FileToKeep[], signal: AbortSignal): Promise<void> {
    const destination = join(this.folder, facts.key);
    if (await exists(destination)) return;
    const staging = join(this.folder, `.${facts.key.slice(0, 16)}.${randomBytes(4).toString('hex')}.tmp`);
    try {
      const stored: StoredResult['files'] = [];
      for (const { path, from, by } of files) {
        const to = join(staging, path);
        if (by === 'link') await linkOrCopy(from, to);
        const sha256 = by === 'link' ? await sha256File(from, { signal }) : await copyHashed(from, to, { signal });
        stored.push({ path, size: (await stat(to)).size, sha256 });
      }
      await writeFileAtomic(join(staging, entryName), `${JSON.stringify({ v: 2, ...facts, files: stored } satisfies StoredResult)}\n`);
      await rename(staging, destination);
    } catch (error) {
      await removeTree(staging);
      // The same result from another process.
      if (!['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')) throw error;
    }
  }

  /** What an entry says of itself, without a look at its files; undefined where there is none that can be read. */
  async read(key: string): Promise<StoredResult | undefined> {
    return readEntry(join(this.folder, key));
  }

  /** Keys of the entries with the same base, the latest used first. */
  async withBase(base: string): Promise<string[]> {
    const keys = (await this.list()).map(({ key }) => key).reverse();
    const entries = await Promise.all(keys.map((key) => this.read(key)));
    return entries.flatMap((entry) => (entry?.base === base ? [entry.key] : []));
  }

  /** Where a file of an entry lies. */
  place(key: string, path: string): string {
    return join(this.folder, key, path);
  }

  /** What verification has proved of an entry's files; undefined where it has not. */
  async proofOf(key: string): Promise<StoredProof | undefined> {
    try {
      const parsed = proofSchema.safeParse(JSON.parse(await readFile(this.place(key, proofName), 'utf8')));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps with an entry what verification has proved of its files. One that has gone needs none. */
  async prove(key: string, proof: StoredProof): Promise<void> {
    if (!(await exists(join(this.folder, key)))) return;
    await writeFileAtomic(this.place(key, proofName), `${JSON.stringify({ v: proofVersion, ...proof })}\n`);
  }

  /** All entries with their sizes in bytes and the time of their last use, the longest unused first. */
  async list(): Promise<{ key: string; bytes: number; usedAt: Date }[]> {
    const names = await readdir(this.folder).catch(() => []);
    const entries = await Promise.all(names.map(async (key) => {
      const folder = join(this.folder, key);
      const entry = await readEntry(folder);
      const usedAt = await stat(entry === undefined ? folder : join(folder, entryName)).then(({ mtime }) => mtime, () => undefined);
      if (usedAt === undefined) return [];
      // What cannot be read, of an older version for example, takes its place all the same.
      return [{ key, usedAt, bytes: entry?.files.reduce((sum, file) => sum + file.size, 0) ?? (await bytesBelow(folder)) }];
    }));
    return entries.flat().sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime());
  }

  /** Removes what was not used for longest until the rest fits. @returns keys that went */
  async shrink(bytes: number): Promise<string[]> {
    const entries = await this.list();
    let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    const gone: string[] = [];
    for (const entry of entries) {
      if (total <= bytes) break;
      await this.remove(entry.key);
      gone.push(entry.key);
      total -= entry.bytes;
    }
    return gone;
  }

  /** Removes an entry. One that is missing is no error. */
  async remove(key: string): Promise<void> {
    await rm(join(this.folder, key), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function readEntry(folder: string): Promise<StoredResult | undefined> {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(await readFile(join(folder, entryName), 'utf8')));
    return parsed.success && folder.endsWith(parsed.data.key) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for await (const entry of walk(folder)) if (entry.kind === 'file') bytes += entry.size;
  return bytes;
}

/** Whether every file is there in its size: what was cut off is found before anything is read. */
async function isComplete(folder: string, { files }: StoredResult): Promise<boolean> {
  for (const { path, size } of files) {
    const facts = await stat(join(folder, path)).catch(() => undefined);
    if (facts?.size !== size) return false;
  }
  return true;
}

/** @returns whether every file that is wanted was as it was kept */
async function placeAll(folder: string, { files }: StoredResult, { place, signal, onProgress }: TakeOptions, placed: string[]): Promise<boolean> {
  const total = files.reduce((sum, { path, size }) => sum + (place(path)?.by === 'copy' ? size : 0), 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    onProgress?.(done, total);
  };
  for (const { path, sha256 } of files) {
    const wanted = place(path);
    if (wanted === undefined) continue;
    const from = join(folder, path);
    placed.push(wanted.to);
    if (wanted.by === 'copy') {
      if (await copyHashed(from, wanted.to, { signal, onBytes }) !== sha256) return false;
    } else {
      if (await sha256File(from, { signal }) !== sha256) return false;
      await linkOrCopy(from, wanted.to);
    }
  }
  return true;
}

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw error;
    await copyFileKeepingTimes(from, to);
  }
}
