import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceMedia } from '../../src/index.js';
import type { MediaInfo, ServicingRequestInput, ServicingResult } from '../../src/index.js';
import { catalogueGroups } from '../../src/dism/catalogue.js';
import type { LabOptions } from '../../src/lab/make-lab.js';
import { inUse } from '../../src/run/dismount.js';
import { copyOfLab } from '../support/shared-lab.js';
import { treeDigests } from '../support/outside-tools.js';
import { cmdletsOf } from './fault-case.js';
import type { World } from './fault-case.js';

/** A world with its places: lab media, updates, and the kept results of an undisturbed run. */
export interface LabWorld extends World {
  readonly lab: string;
  readonly cache: string;
  /** Path and digest of every file of the originals. */
  readonly originals: readonly (readonly [path: string, digest: string])[];
  /** What the undisturbed run made. */
  readonly made: MediaInfo;
}

/** Names the rehearsal's configuration to every process of a run. */
export const rehearsalVariable = 'OFFLINE_SERVICING_REHEARSAL';

/** The smallest media of a generation: one edition, no payload. */
const smallest: Readonly<Record<number, Partial<LabOptions>>> = { 17134: { editions: ['Core'] }, 26100: { editions: ['Professional'], bare: true } };

/**
 * Makes a lab and services it once, undisturbed.
 * @param root is made; a world has a folder of its own
 */
export async function makeWorld(build: number, root: string): Promise<LabWorld> {
  const lab = join(root, 'lab');
  const cache = join(root, 'cache');
  await copyOfLab({ ...smallest[build], build, output: lab, megabytes: 0 });
  const result = await rehearsed(root, () => serviceMedia({ ...requestOf({ lab, cache }), output: join(root, 'undisturbed', 'output') }));
  if (result.after === undefined) throw new Error('The undisturbed run examined nothing');
  return { build, ...factsOf(result), cached: cachedTargets(cache), lab, cache, originals: originalsOf(lab), made: result.after };
}

/** Does the work with a mount registry of its own. */
async function rehearsed<T>(root: string, work: () => Promise<T>): Promise<T> {
  const configuration = join(root, 'rehearsal.json');
  writeFileSync(configuration, JSON.stringify({ state: join(root, 'state') }));
  const before = process.env[rehearsalVariable];
  process.env[rehearsalVariable] = configuration;
  try {
    return await work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, rehearsalVariable);
    else process.env[rehearsalVariable] = before;
  }
}

/** What every run of a world asks for, but for its output. */
export function requestOf(world: Pick<LabWorld, 'lab' | 'cache'>): Omit<ServicingRequestInput, 'output'> {
  return { media: join(world.lab, 'media'), updates: [join(world.lab, 'updates')], backend: 'rehearsal', parallel: 1, netfx3: true, cache: world.cache };
}

export function originalsOf(lab: string): [string, string][] {
  return [...treeDigests(lab)];
}

/** Which target or file of the media each kept result of a cache is of, by folder name. */
export function keptResults(cache: string): Map<string, string> {
  const folder = join(cache, 'targets');
  return new Map(readdirSync(folder).map((key) => {
    const { of } = JSON.parse(readFileSync(join(folder, key, 'entry.json'), 'utf8')) as { of: string };
    return [key, of] as const;
  }));
}

function cachedTargets(cache: string): string[] {
  return [...keptResults(cache).values()].sort();
}

/** Codes that a step knows an answer to are no failures of it: pending work, a feature that is not there, what the plan tolerates. */
const answered = ['0x800f0806', '0x800f080c'];

function factsOf({ plan, steps }: ServicingResult): Pick<World, 'steps' | 'hresults' | 'waitedFor'> {
  const took = new Map(steps.map((step) => [step.id, (step.durationMs ?? 0) / 1000]));
  // What the undisturbed run left out calls nothing that could fail.
  const skipped = new Set(steps.filter((step) => step.status === 'skipped').map((step) => step.id));
  const tolerated = new Set([...answered, ...plan.steps.flatMap((step) => (step.do.action === 'add-package' ? step.do.tolerates ?? [] : []))]);
  const codes = catalogueGroups.flatMap((group) => group.entries).filter((entry) => !entry.success && /^0x[8c]/u.test(entry.code)).map((entry) => entry.code);
  return {
    steps: plan.steps.map((step, at) => ({ id: step.id, target: step.target, action: step.do.action, position: at + 1, seconds: took.get(step.id) ?? 0, cmdlets: skipped.has(step.id) ? [] : cmdletsOf(step) })),
    hresults: codes.filter((code) => !tolerated.has(code)).sort(),
    waitedFor: [...inUse],
  };
}
