import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { writeFileAtomic } from './atomic.js';

/**
 * Where a user's programs keep what they can make again: `%LOCALAPPDATA%\offline-servicing` on Windows, elsewhere
 * `$XDG_CACHE_HOME/offline-servicing` (default `~/.cache`; XDG Base Directory Specification: a relative path is ignored).
 * @param platform for tests
 */
export function defaultCacheFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') {
    return win32.join(env['LOCALAPPDATA'] ?? win32.join(env['USERPROFILE'] ?? homedir(), 'AppData', 'Local'), 'offline-servicing');
  }
  const named = env['XDG_CACHE_HOME'];
  const base = named !== undefined && posix.isAbsolute(named) ? named : posix.join(env['HOME'] ?? homedir(), '.cache');
  return posix.join(base, 'offline-servicing');
}

export interface CacheOptions {
  /** Of the values; entries of another version are ignored. */
  version: number;
  /** The oldest entries beyond this number are removed by {@link CacheFolder.trim}. */
  maxEntries: number;
}

/**
 * A folder of small JSON values by key. Safe for several processes: an entry is written whole or not at all, and the last
 * writer wins. An entry that is damaged, of another version or not readable is as good as none; what cannot be written is
 * not kept.
 */
export class CacheFolder {
  readonly #folder: string;
  readonly #options: CacheOptions;

  constructor(folder: string, options: CacheOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** The value, to be checked by the caller; undefined where there is none. */
  async get(key: string): Promise<unknown> {
    try {
      const text = await readFile(this.#path(key), 'utf8');
      const entry = JSON.parse(text) as { version?: unknown; key?: unknown; check?: unknown; value?: unknown };
      const isWhole = entry.version === this.#options.version && entry.key === key && entry.check === check(entry.value);
      return isWhole ? entry.value : undefined;
    } catch {
      return undefined;
    }
  }

  /** @throws only for bugs; a full disk or a folder that may not be written is no error */
  async put(key: string, value: unknown): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const entry = { version: this.#options.version, key, check: check(value), value };
      await writeFileAtomic(this.#path(key), `${JSON.stringify(entry)}\n`);
    } catch (error) {
      if (!isOfFileSystem(error)) throw error;
    }
  }

  /** Removes the oldest entries beyond the limit. */
  async trim(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    if (names.length <= this.#options.maxEntries) return;
    const aged = await Promise.all(names.map(async (name) => ({
      name, time: await stat(join(this.#folder, name)).then((facts) => facts.mtimeMs, () => 0),
    })));
    aged.sort((a, b) => b.time - a.time || (a.name < b.name ? -1 : 1));
    for (const { name } of aged.slice(this.#options.maxEntries)) await rm(join(this.#folder, name), { force: true }).catch(() => undefined);
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}

function check(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value) ?? '').digest('hex');
}

function isOfFileSystem(error: unknown): boolean {
  return error instanceof ServicingError || (error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string');
}
