import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, statSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ends a process at once; one that has gone already is fine. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Turns over sixteen bytes of a file. */
export function damage(path: string, place: number): void {
  const file = openSync(path, 'r+');
  try {
    const bytes = Buffer.alloc(16);
    const at = Math.floor(place * Math.max(0, statSync(path).size - bytes.length));
    const read = readSync(file, bytes, 0, bytes.length, at);
    writeSync(file, bytes.map((byte) => byte ^ 0xff), 0, read, at);
  } finally {
    closeSync(file);
  }
}

/** A volume in memory that can be made as small as what it holds. */
export class SmallDisk {
  readonly path: string;

  /** Mounts it. @throws Error where that is not allowed */
  constructor(path: string) {
    this.path = path;
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${fullSize}`, 'tmpfs', path], { stdio: 'pipe' });
  }

  /** Leaves so much space and no more. */
  fill(slackKiB: number): void {
    const { blocks, bfree, bsize } = statfsSync(this.path);
    this.#resize(String(Math.max(bsize, (blocks - bfree) * bsize) + slackKiB * 1024));
  }

  empty(): void {
    this.#resize(fullSize);
  }

  remove(): void {
    execFileSync('umount', ['--lazy', this.path], { stdio: 'pipe' });
  }

  #resize(size: string): void {
    execFileSync('mount', ['-o', `remount,size=${size}`, this.path], { stdio: 'pipe' });
  }
}

const fullSize = '300m';

/** Whether this user may mount volumes in memory. */
export function canFillDisks(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'offline-servicing-volume-'));
  try {
    new SmallDisk(folder).remove();
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}
