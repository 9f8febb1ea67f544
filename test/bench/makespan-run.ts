import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { planServicing, serviceMedia } from '../../src/index.js';
import type { RunEvent, ServicingRequestInput } from '../../src/index.js';
import { makeLab } from '../../src/lab/make-lab.js';
import type { LabReport } from '../../src/lab/make-lab.js';
import { generationOf } from '../../src/lab/generations.js';
import { Workspace } from '../../src/run/workspace.js';
import type { Step } from '../../src/schema/plan.js';
import type { StepCost } from './durations.js';
import type { Pace } from './durations-pace.js';

const variable = 'OFFLINE_SERVICING_REHEARSAL';

/** One line of the rehearsal's log of calls (docs/rehearsal.md, Log); times in milliseconds since 1970. */
export interface CallLine {
  readonly cmdlet: string;
  readonly image: 'install' | 'pe' | '';
  readonly target: string;
  readonly detail: string;
  readonly rule: number;
  readonly start: number;
  readonly end: number;
  readonly durationMs: number;
  readonly wantedMs: number;
  readonly workMs: number;
  readonly result: 'done' | 'failed' | 'stopped';
}

/**
 * Lab media with any number of editions: more than the lab knows are copies of its images under names of their own. No
 * payload beyond what is needed, so that the emulation's own work stays small beside the durations.
 */
export async function labWithEditions(build: number, editions: number, folder: string): Promise<LabReport> {
  const known = Object.values(generationOf(build).release.editions).filter(({ product }) => product === 'client').map(({ editionId }) => editionId);
  const lab = await makeLab({ build, output: folder, editions: known.slice(0, editions), megabytes: 0, bare: true });
  const wim = join(lab.media, 'sources/install.wim');
  for (let index = known.length + 1; index <= editions; index += 1) {
    await execa('wimlib-imagex', ['export', wim, String(((index - 1) % known.length) + 1), wim, `Edition ${index}`, `Edition ${index}`, '--check']);
  }
  return lab;
}

/** Does something under a pace of the rehearsal, with a mount registry of its own; gives back the calls as well. */
export async function paced<T>(folder: string, pace: Pace, work: () => Promise<T>): Promise<{ readonly value: T; readonly calls: CallLine[] }> {
  await mkdir(folder, { recursive: true });
  const configuration = join(folder, 'rehearsal.json');
  await writeFile(configuration, JSON.stringify({ state: join(folder, 'state'), pace }));
  // What was read of updates is kept in a folder of the user otherwise, from one measurement to the next.
  const variables: Readonly<Record<string, string>> = { [variable]: configuration, XDG_CACHE_HOME: join(folder, 'cache') };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    const value = await work();
    return { value, calls: await readCalls(pace.log) };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
}

async function readCalls(log: string): Promise<CallLine[]> {
  return (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as CallLine);
}

/** A run of the tool, in seconds. */
export interface OwnRun {
  /** From its first step to the end of its last: sessions, proofs, copies of files, journal and cache included. */
  readonly makespan: number;
  /** The whole command: looking at media and updates, planning, verifying and publishing too. */
  readonly whole: number;
  /** Steps that ran, in the order of the plan, with what each took by itself: see {@link stepCosts}. */
  readonly steps: readonly Step[];
  /** When each step ran, in milliseconds since 1970, by id. */
  readonly times: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
}

/** Services media from nothing: no result of an earlier run, no known durations. */
export async function ownRun(lab: LabReport, output: string, parallel: number): Promise<OwnRun> {
  const request: ServicingRequestInput = { media: lab.media, updates: [lab.updates], output, backend: 'rehearsal', parallel };
  const { steps } = await planServicing(request);
  const times = new Map<string, { start: number; end: number }>();
  const onEvent = (event: RunEvent): void => {
    const at = Date.parse(event.time);
    if (event.type === 'step-started') times.set(event.step, { start: at, end: at });
    if (event.type === 'step-finished') times.set(event.step, { start: times.get(event.step)?.start ?? at, end: at });
  };
  const started = Date.now();
  await serviceMedia(request, { onEvent });
  const whole = (Date.now() - started) / 1000;
  const spans = [...times.values()];
  return { makespan: (Math.max(...spans.map(({ end }) => end)) - Math.min(...spans.map(({ start }) => start))) / 1000, whole, steps: ranSteps(steps, times), times };
}

/** Steps that did something; what needed one that did nothing needs what that one needed. */
function ranSteps(steps: readonly Step[], ran: ReadonlyMap<string, unknown>): Step[] {
  const left = new Map<string, readonly string[]>();
  return steps.flatMap((step) => {
    const needs = [...new Set(step.needs.flatMap((need) => left.get(need) ?? [need]))];
    if (ran.has(step.id)) return [{ ...step, needs }];
    left.set(step.id, needs);
    return [];
  });
}

/**
 * What each step would take alone: its calls as long as they were to take, or as long as the emulation worked for them where that is
 * more; a step without calls, its files. So a bound over these holds for any order of the same work.
 * @param pace its rules tell which shares of resources a call uses
 */
export function stepCosts({ steps, times }: OwnRun, calls: readonly CallLine[], pace: Pace): (step: Step) => StepCost {
  const costs = new Map<string, StepCost>();
  for (const step of steps) {
    const span = times.get(step.id);
    if (span === undefined) continue;
    const folder = new Workspace('/', '').target(step.target).folder;
    const own = calls.filter((call) => call.start >= span.start - slackMs && call.end <= span.end + slackMs && [call.target, call.detail].some((path) => `${path}/`.includes(`${folder}/`)));
    const seconds = own.reduce((sum, call) => sum + Math.max(call.wantedMs, call.workMs), 0) / 1000;
    const longest = own.reduce<CallLine | undefined>((found, call) => (found === undefined || call.wantedMs > found.wantedMs ? call : found), undefined);
    costs.set(step.id, own.length === 0 ? { seconds: (span.end - span.start) / 1000, uses: {} } : { seconds, uses: pace.calls[longest?.rule ?? -1]?.uses ?? {} });
  }
  return (step) => costs.get(step.id) ?? { seconds: 0, uses: {} };
}

/** Events have whole milliseconds. */
const slackMs = 2;
