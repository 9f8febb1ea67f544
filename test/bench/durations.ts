import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/files/package-root.js';
import type { Step } from '../../src/schema/plan.js';
import { updateKindSchema } from '../../src/schema/update.js';
import { median } from './figure.js';

/** Shares of resources, by name. */
const usesSchema = z.record(z.string(), z.number().nonnegative());

const evidenceSchema = z.strictObject({
  /** Key of the published log. */
  log: z.string(),
  /** Times of day of the line that begins the step and of the next one. */
  from: z.string().regex(/^\d\d:\d\d:\d\d$/u),
  to: z.string().regex(/^\d\d:\d\d:\d\d$/u),
  /** Seconds in between in which the script only waited. */
  pauseSeconds: z.number().nonnegative().optional(),
  /** Images that the step was done to, one after the other. */
  images: z.number().int().positive().optional(),
  /** What the two lines say. */
  facts: z.string().min(1),
});

const entryFields = {
  id: z.string(),
  /** An action of a plan, or one of the groups `export`, `carry-winre`, `collect`. */
  action: z.enum(['copy-media', 'mount', 'save', 'export', 'add-package', 'cleanup', 'enable-feature', 'carry-winre', 'collect']),
  image: z.enum(['install', 'pe', 'media']),
  /** Kinds of update, of `add-package` only. */
  kinds: z.array(updateKindSchema).min(1).optional(),
  /** Of `cleanup` only; both where it is missing. */
  resetBase: z.boolean().optional(),
  minutes: z.number().positive(),
  uses: usesSchema,
};

export const durationsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  about: z.string(),
  /** What there is of each resource when actions contend. */
  capacity: z.record(z.string(), z.number().positive()),
  contention: z.strictObject({ assumed: z.literal(true), because: z.string() }),
  logs: z.record(z.string(), z.strictObject({ title: z.string(), address: z.url({ protocol: /^https$/u }), machine: z.string() })),
  entries: z.array(z.union([
    z.strictObject({ ...entryFields, evidence: z.array(evidenceSchema).min(1) }),
    z.strictObject({ ...entryFields, assumed: z.literal(true), because: z.string().min(20) }),
  ])).min(1),
});
export type Durations = z.infer<typeof durationsSchema>;
export type DurationEntry = Durations['entries'][number];
export type Evidence = z.infer<typeof evidenceSchema>;

/** The committed file. */
export const durationsFile = join(packageRoot(), 'bench', 'durations.json');

/**
 * Reads durations of DISM actions. The committed ones are held against the logs that they cite; in a file of somebody's own the
 * minutes may be whatever he wants to try.
 * @throws Error that names the entry
 */
export async function readDurations(path: string = durationsFile): Promise<Durations> {
  const durations = durationsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  if (path === durationsFile) checkEvidence(durations);
  return durations;
}

/** @throws Error that names an entry whose minutes are not what its logs say, or that cites a log which the file does not name */
export function checkEvidence({ entries, logs }: Durations): void {
  for (const entry of entries) {
    if (!('evidence' in entry)) continue;
    for (const { log } of entry.evidence) if (logs[log] === undefined) throw new Error(`${entry.id} cites the log ${log}, which the file does not name`);
    const minutes = median(entry.evidence.map(evidenceSeconds)) / 60;
    if (Math.abs(minutes - entry.minutes) > 0.001) throw new Error(`${entry.id} has ${entry.minutes} minutes, its logs say ${minutes.toFixed(3)}`);
  }
}

/** Seconds for one image that a log shows. */
export function evidenceSeconds({ from, to, pauseSeconds = 0, images = 1 }: Evidence): number {
  const passed = secondsOfDay(to) - secondsOfDay(from);
  return ((passed < 0 ? passed + 86_400 : passed) - pauseSeconds) / images;
}

function secondsOfDay(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** What a step of a plan takes when it runs alone, and which shares of resources it takes meanwhile. */
export interface StepCost {
  readonly seconds: number;
  readonly uses: Readonly<Record<string, number>>;
  /** Id of the entry; undefined where the file knows no such action and the plan's own estimate is taken. */
  readonly entry?: string;
}

/** Entry of a step of a plan; undefined where the file has none for it. */
export function entryOf(durations: Durations, { do: action, target }: Pick<Step, 'do' | 'target'>): DurationEntry | undefined {
  const image = target === 'media' ? 'media' : target.startsWith('install') ? 'install' : 'pe';
  const name = groupOf(action.action);
  return durations.entries.find((entry) => entry.action === name
    && (entry.image === image || image === 'media' || name === 'collect' || name === 'carry-winre')
    && (entry.kinds === undefined || (action.action === 'add-package' && entry.kinds.includes(action.part ?? action.kind)))
    && (entry.resetBase === undefined || (action.action === 'cleanup' && entry.resetBase === action.resetBase)));
}

export function costOf(durations: Durations, step: Step): StepCost {
  const entry = entryOf(durations, step);
  return entry === undefined ? { seconds: step.estimateSeconds, uses: {} } : { seconds: entry.minutes * 60, uses: entry.uses, entry: entry.id };
}

const groups: Readonly<Partial<Record<Step['do']['action'], DurationEntry['action']>>> = {
  'export-source': 'export', 'export-target': 'export', 'assemble-image': 'export', 'keep-image': 'export', 'take-winre': 'carry-winre', 'put-winre': 'carry-winre',
  'collect-newer': 'collect', 'collect-file': 'collect', 'collect-by-name': 'collect', 'collect-folder': 'collect', 'expand-update': 'collect', 'apply-files': 'collect',
  'copy-media': 'copy-media', 'mount': 'mount', 'save': 'save', 'add-package': 'add-package', 'cleanup': 'cleanup', 'enable-feature': 'enable-feature',
};

function groupOf(action: Step['do']['action']): DurationEntry['action'] | undefined {
  return groups[action];
}
