import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';
import type { Figure } from './figure.js';

const folder = join(packageRoot(), 'bench');
const resultsFile = join(folder, 'results.json');
const historyFile = join(folder, 'history.ndjson');

export async function readResults(): Promise<Figure[]> {
  try {
    return JSON.parse(await readFile(resultsFile, 'utf8')) as Figure[];
  } catch {
    return [];
  }
}

export async function writeResults(figures: readonly Figure[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(resultsFile, `${JSON.stringify(figures, null, 2)}\n`);
}

/** Adds one line: when, of which commit, on what, and every figure by its id. Lines are never changed. */
export async function writeHistory(figures: readonly Figure[]): Promise<void> {
  if (figures.length === 0) return;
  await mkdir(folder, { recursive: true });
  const line = {
    date: new Date().toISOString(), commit: commit(), node: process.version, platform: `${process.platform} ${process.arch}`, processors: cpus().length,
    figures: Object.fromEntries(figures.map((one) => [one.id, Number(one.value.toPrecision(4))])),
  };
  await appendFile(historyFile, `${JSON.stringify(line)}\n`);
}

/** The commit, with `+` where the tree differs from it. */
function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: packageRoot(), encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--', 'src', 'ps', 'test').length > 0;
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
