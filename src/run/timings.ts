import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { writeFileAtomic } from '../files/atomic.js';
import { acquireLock } from '../files/lock.js';
import { makeFolder } from '../files/make-folder.js';
import type { Backend } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { Step } from '../schema/plan.js';

/** Samples of one kind of step that are kept, and kinds of step: what was not seen for longest goes first. */
const keptSamples = 15;
const keptKinds = 500;

const timingsSchema = z.object({
  v: z.literal(1),
  /** Kind of step → milliseconds of its last runs, the newest last; the kind that was seen last comes last. */
  samples: z.record(z.string(), z.array(z.number().nonnegative())),
});

/** One step and how long it took. */
export interface Sample {
  readonly step: Step;
  readonly milliseconds: number;
}

/** How long steps took in earlier runs on this computer, by kind of step. */
export type Timings = ReadonlyMap<string, readonly number[]>;

function timingsFile(cache: string): string {
  return join(cache, 'timings.json');
}

/** What is known in a cache folder. A file that is missing or cannot be read knows nothing. */
export async function readTimings(cache: string): Promise<Timings> {
  try {
    return new Map(Object.entries(timingsSchema.parse(JSON.parse(await readFile(timingsFile(cache), 'utf8'))).samples));
  } catch {
    return new Map();
  }
}

/**
 * Adds samples to a cache folder. Several processes may do so at once: each reads, adds and replaces the file under its lock.
 * @throws ServicingError `busy` when the lock is held for long, `permission`, `disk-space`
 */
export async function addTimings(cache: string, backend: Backend, samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  await makeFolder(cache);
  const lock = await patiently(() => acquireLock(timingsFile(cache), { purpose: 'noting how long steps took' }));
  try {
    const known = new Map(await readTimings(cache));
    for (const { step, milliseconds } of samples) {
      const kind = kindOf(backend, step);
      const before = known.get(kind) ?? [];
      known.delete(kind);
      known.set(kind, [...before, milliseconds].slice(-keptSamples));
    }
    const kept = Object.fromEntries([...known].slice(-keptKinds));
    await writeFileAtomic(timingsFile(cache), `${JSON.stringify({ v: 1, samples: kept })}\n`);
  } finally {
    await lock.release();
  }
}

/** Seconds that a step of this kind took, the median of what is known; undefined where nothing is. */
export function medianSeconds(timings: Timings, backend: Backend, step: Step): number | undefined {
  const sorted = [...(timings.get(kindOf(backend, step)) ?? [])].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? undefined : middle / 1000;
}

/** Steps that take about the same time: same backend, action, kind of update and kind of image. */
function kindOf(backend: Backend, { do: action, target }: Step): string {
  const what = action.action === 'add-package' ? `${action.action} ${action.kind}` : action.action;
  return `${backend} ${what} ${target.replace(/:.*/u, '')}`;
}

const tries = 20;
const tryAgainMs = 100;

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !(error instanceof ServicingError) || error.code !== 'busy') throw error;
      await sleep(tryAgainMs);
    }
  }
}
