import { link, mkdir, readFile, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../files/atomic.js';
import { copyFileKeepingTimes } from '../../files/copy-file.js';
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
  v: z.literal(1),
  key: sha256Schema,
  backend: backendSchema,
  target: targetIdSchema,
  /** The run that made it, and when; ISO 8601, UTC. */
  runId: z.string(),
  time: z.string(),
  /** `image.wim`, and below `files/` what the target offers to the media. */
  files: z.array(storedFileSchema),
  offered: z.array(z.object({ path: relativePathSchema, reason: z.string() })),
  steps: z.array(stepResultSchema),
  /** What was said of its steps then, and still holds. */
  warnings: z.array(z.object({ step: z.string(), message: z.string() })),
});
/** A target's result as the store keeps it. */
export type StoredTarget = z.infer<typeof entrySchema>;

/** Where a target's result lies in a run folder. */
export interface ResultPlaces {
  readonly wim: string;
  /** Folder of what the target offers to the media; need not exist. */
  readonly files: string;
}

const imageName = 'image.wim';
const entryName = 'entry.json';

/**
 * Results of targets by key, in a folder that several processes may use at once: an entry appears by one rename, and
 * what is taken out of it are hard links (copies where there are none), so that removing an entry harms nobody.
 */
export class TargetStore {
  readonly folder: string;

  constructor(cache: string) {
    this.folder = join(cache, 'targets');
  }

  /**
   * Puts a kept result into a run folder. Every byte is checked on the way; a damaged entry is removed.
   * @param options.onDamage called for an entry that is there and not as it was kept
   * @returns undefined when there is none, or it was damaged
   * @throws ServicingError `cancelled`, `permission`, `disk-space`
   */
  async take(key: string, into: ResultPlaces, { signal, onDamage }: { signal: AbortSignal; onDamage: () => void }): Promise<StoredTarget | undefined> {
    const folder = join(this.folder, key);
    if (!(await exists(folder))) return undefined;
    const entry = await readEntry(folder);
    if (entry === undefined || !(await intact(folder, entry, signal))) {
      onDamage();
      await this.remove(key);
      return undefined;
    }
    try {
      for (const { path } of entry.files) {
        await linkOrCopy(join(folder, path), path === imageName ? into.wim : join(into.files, path.slice('files/'.length)));
      }
      const now = new Date();
      await utimes(join(folder, entryName), now, now);
      return entry;
    } catch (error) {
      // Another process has removed it meanwhile.
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Keeps a result. Files are linked, not copied, so they must not be written to afterwards. */
  async keep(facts: Omit<StoredTarget, 'v' | 'files'>, result: ResultPlaces, signal: AbortSignal): Promise<void> {
    const destination = join(this.folder, facts.key);
    if (await exists(destination)) return;
    const staging = join(this.folder, `.${facts.key.slice(0, 16)}.${randomBytes(4).toString('hex')}.tmp`);
    try {
      const files: StoredTarget['files'] = [];
      const add = async (from: string, path: string): Promise<void> => {
        await linkOrCopy(from, join(staging, path));
        files.push({ path, size: (await stat(from)).size, sha256: await sha256File(from, { signal }) });
      };
      await add(result.wim, imageName);
      if (await exists(result.files)) {
        for await (const entry of walk(result.files, { signal })) if (entry.kind === 'file') await add(entry.hostPath, `files/${entry.path}`);
      }
      await writeFileAtomic(join(staging, entryName), `${JSON.stringify({ v: 1, ...facts, files })}\n`);
      await rename(staging, destination);
    } catch (error) {
      await removeTree(staging);
      // The same result from another process.
      if (!['EEXIST', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')) throw error;
    }
  }

  /** All entries with their sizes in bytes and the time of their last use, the longest unused first. */
  async list(): Promise<{ key: string; bytes: number; usedAt: Date }[]> {
    const names = await readdir(this.folder).catch(() => []);
    const entries = await Promise.all(names.map(async (key) => {
      const folder = join(this.folder, key);
      const entry = await readEntry(folder);
      const usedAt = await stat(entry === undefined ? folder : join(folder, entryName)).then(({ mtime }) => mtime, () => undefined);
      if (usedAt === undefined) return [];
      return [{ key, usedAt, bytes: entry?.files.reduce((sum, file) => sum + file.size, 0) ?? 0 }];
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

async function readEntry(folder: string): Promise<StoredTarget | undefined> {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(await readFile(join(folder, entryName), 'utf8')));
    return parsed.success && folder.endsWith(parsed.data.key) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

async function intact(folder: string, entry: StoredTarget, signal: AbortSignal): Promise<boolean> {
  if (!entry.files.some((file) => file.path === imageName)) return false;
  for (const { path, size, sha256 } of entry.files) {
    const file = join(folder, path);
    const facts = await stat(file).catch(() => undefined);
    if (facts?.size !== size || await sha256File(file, { signal }) !== sha256) return false;
  }
  return true;
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
