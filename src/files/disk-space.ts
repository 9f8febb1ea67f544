import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errnoOf, toFileError } from './file-error.js';

/**
 * Bytes that this user may still write on the volume of `path`, which need not exist yet: its nearest existing parent
 * is asked.
 */
export async function freeBytes(path: string): Promise<number> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      const facts = await statfs(folder, { bigint: true });
      return Number(facts.bavail * facts.bsize);
    } catch (error) {
      const missing = errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR';
      if (!missing || dirname(folder) === folder) throw toFileError(error, 'ask the free space of', folder);
    }
  }
}

/** Milliseconds for which an answer holds; no step of a run writes much in that time. */
const holdsFor = 100;

/** {@link freeBytes} of one path for those who ask often: a system call at most every 100 ms. */
export function freeBytesOf(path: string): () => Promise<number> {
  let asked = -Infinity;
  let answer: Promise<number> | undefined;
  return () => {
    const now = performance.now();
    if (answer !== undefined && now - asked < holdsFor) return answer;
    asked = now;
    answer = freeBytes(path);
    return answer;
  };
}
