import type { BigIntStats, Dirent } from 'node:fs';
import { readdirSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';

/** A local disk answers in microseconds. */
const slowMs = 2;
/** Longest that a run of quick looks keeps everything else in the process waiting. */
const turnMs = 10;

/**
 * Looks at folders and files. Waiting for a thread of the pool takes ten times as long as a local disk takes to answer from its
 * cache, so looks are synchronous as long as that is quick; from the first slow answer on (a network, a disk that has to turn)
 * they are not, and many may be on their way at once.
 */
export class QuickLooks {
  #slow = false;
  #turn = performance.now();

  /** Throws the file system's own error, as all here. */
  async list(folder: string): Promise<Dirent[]> {
    return this.#look(() => readdirSync(folder, { withFileTypes: true }), () => readdir(folder, { withFileTypes: true }));
  }

  async stat(path: string): Promise<BigIntStats> {
    return this.#look(() => statSync(path, { bigint: true }), () => stat(path, { bigint: true }));
  }

  async #look<T>(quickly: () => T, patiently: () => Promise<T>): Promise<T> {
    if (this.#slow) return patiently();
    const started = performance.now();
    if (started - this.#turn > turnMs) {
      await new Promise((resolve) => { setImmediate(resolve); });
      this.#turn = performance.now();
      return this.#look(quickly, patiently);
    }
    try {
      return quickly();
    } finally {
      if (performance.now() - started > slowMs) this.#slow = true;
    }
  }
}
