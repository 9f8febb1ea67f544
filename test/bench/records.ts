import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';
import type { HistoryLine } from './compare.js';
import type { Figure } from './figure.js';

const usualFolder = join(packageRoot(), 'bench');

/** A figure as it is written: every member, null where there is no target. Its note is for the table and the documentation. */
export interface RecordedFigure {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly target: number | null;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  readonly met: boolean | null;
}

export function recorded({ id, name, value, target, unit, higherIsBetter, met }: Figure): RecordedFigure {
  return { id, name, value: Number(value.toPrecision(5)), target: target ?? null, unit, higherIsBetter, met: met ?? null };
}

/** What was measured last; nothing where nothing was. */
export async function readResults(folder = usualFolder): Promise<RecordedFigure[]> {
  const text = await readIfThere(join(folder, 'results.json'));
  return text === '' ? [] : JSON.parse(text) as RecordedFigure[];
}

export async function writeResults(figures: readonly RecordedFigure[], folder = usualFolder): Promise<void> {
  await mkdir(folder, { recursive: true });
  const sorted = [...figures].sort((one, other) => (one.id < other.id ? -1 : 1));
  await writeFile(join(folder, 'results.json'), `[\n${sorted.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
}

/** Every line that was ever written, in that order. */
export async function readHistory(folder = usualFolder): Promise<HistoryLine[]> {
  const text = await readIfThere(join(folder, 'history.ndjson'));
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as HistoryLine);
}

/** Adds one line: when, of which commit, on what, and every figure by its id. Lines are never changed. */
export async function addToHistory(figures: readonly Pick<Figure, 'id' | 'value'>[], folder = usualFolder): Promise<void> {
  if (figures.length === 0) return;
  await mkdir(folder, { recursive: true });
  const line = {
    date: new Date().toISOString(), commit: commit(), node: process.version, platform: `${process.platform} ${process.arch}`, processors: cpus().length,
    figures: Object.fromEntries(figures.map((one) => [one.id, Number(one.value.toPrecision(4))])),
  };
  await appendFile(join(folder, 'history.ndjson'), `${JSON.stringify(line)}\n`);
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
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
