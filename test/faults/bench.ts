import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanWorkspace, inspectWorkspace, serviceMedia } from '../../src/index.js';
import type { ErrorReport, ServicingRequestInput } from '../../src/index.js';
import { defaultWorkspace } from '../../src/run/workspace.js';
import { toServicingError } from '../../src/schema/errors.js';
import { start } from '../support/program.js';
import type { Ended } from '../support/program.js';
import { faultKinds, targetsToRedo } from './fault-case.js';
import type { Fault, FaultCase, FaultKind, Moment } from './fault-case.js';
import { canFillDisks, damage, SmallDisk } from './harm.js';
import { injectionOf } from './injection.js';
import type { Injection } from './injection.js';
import type { Ending, Observation } from './judge.js';
import { keptResults, rehearsalVariable, requestOf } from './lab-world.js';
import type { LabWorld } from './lab-world.js';
import { clear, look } from './scene.js';
import type { Stage } from './scene.js';

/** Where one case after the other is tried: a folder and the environment of this process, which belongs to the bench. */
export class Bench {
  readonly #root: string;
  readonly #worlds: readonly LabWorld[];
  readonly #configuration: string;

  /** @param root a folder of its own */
  constructor(root: string, worlds: readonly LabWorld[]) {
    this.#root = root;
    this.#worlds = worlds;
    this.#configuration = configurationOf(root);
    process.env[rehearsalVariable] = this.#configuration;
    process.env['TMPDIR'] = join(root, 'tmp');
  }

  /** Lets one thing go wrong, looks what is left, runs again, and looks again. */
  async try(tried: FaultCase): Promise<Observation> {
    const world = this.#worlds.find(({ build }) => build === tried.build);
    if (world === undefined) throw new Error(`There is no world of build ${tried.build}`);
    const place = join(this.#root, 'case');
    for (const folder of [place, join(this.#root, 'tmp')]) mkdirSync(folder, { recursive: true });
    const disk = tried.fault.kind === 'disk-full' ? new SmallDisk(place) : undefined;
    try {
      return await this.#observe(tried, { world, output: join(place, 'output'), temporary: join(this.#root, 'tmp'), configuration: this.#configuration }, disk);
    } finally {
      this.#configure([]);
      clear(place, this.#configuration);
      for (const name of ['case', 'cache', 'tmp']) rmSync(join(this.#root, name), { recursive: true, force: true });
    }
  }

  async #observe(tried: FaultCase, stage: Stage, disk: SmallDisk | undefined): Promise<Observation> {
    const { fault } = tried;
    const request = { ...requestOf(stage.world), output: stage.output, parallel: tried.parallel, cache: this.#cacheFor(fault, stage.world) };
    const injection = injectionOf(fault, stage.world, disk);
    this.#configure(injection.faults);
    const first = 'moment' in fault ? await disturbed(request, fault, stage.world) : await serviced({ ...request, timeouts: injection.timeouts }, injection);
    const killed = first.how === 'killed';
    const afterFirst = await look(stage, killed);
    if (first.how === 'done') return { case: tried, first, afterFirst };
    disk?.empty();
    this.#configure([]);
    // What a killed process had there is nobody's any more.
    if (killed) for (const name of readdirSync(stage.temporary)) rmSync(join(stage.temporary, name), { recursive: true, force: true });
    const second = await next(tried, request);
    return { case: tried, first, afterFirst, second, afterSecond: await look(stage, false) };
  }

  /**
   * The kept results of the undisturbed run, without those that the case is to make anew, and damaged where it says so. Files of
   * the media that were put together are always put together again, unless it is their kept copy that is damaged.
   */
  #cacheFor(fault: Fault, world: LabWorld): string {
    const cache = join(this.#root, 'cache');
    cpSync(world.cache, cache, { recursive: true, preserveTimestamps: true });
    const redo = targetsToRedo(fault, world);
    for (const [key, of] of keptResults(cache)) {
      const folder = join(cache, 'targets', key);
      const isDamaged = fault.kind === 'damage-cache' && fault.target === of;
      if (isDamaged) spoil(folder, of, fault);
      else if (redo.includes(of) || of.includes('/')) rmSync(folder, { recursive: true });
    }
    return cache;
  }

  #configure(faults: Injection['faults']): void {
    writeFileSync(this.#configuration, JSON.stringify({ state: join(this.#root, 'state'), faults }));
  }
}

/** The rehearsal's configuration of a bench, which marks its processes. */
export function configurationOf(root: string): string {
  return join(root, 'rehearsal.json');
}

function spoil(entry: string, of: string, { how, place }: Extract<Fault, { kind: 'damage-cache' }>): void {
  const image = join(entry, of.includes('/') ? `made/${basename(of)}` : 'image.wim');
  switch (how) {
    case 'flip': damage(image, place); break;
    case 'cut': truncateSync(image, Math.floor(place * 10_000)); break;
    case 'gone': rmSync(image); break;
    case 'entry': truncateSync(join(entry, 'entry.json'), Math.floor(place * 200)); break;
  }
}

/** A run in this process. */
async function serviced(request: ServicingRequestInput, injection?: Injection): Promise<Ending> {
  try {
    await serviceMedia(request, injection === undefined ? {} : { onEvent: (event) => { injection.onEvent(event); } });
    return { how: 'done' };
  } catch (thrown) {
    const error = toServicingError(thrown);
    return failure(error.toJSON(), error.exitCode);
  } finally {
    injection?.stop();
  }
}

function failure(error: ErrorReport, exitCode: number): Ending {
  return { how: 'failed', error, exitCode, hasLog: error.logPath === undefined || existsSync(error.logPath) };
}

type Disturbance = Extract<Fault, { moment: Moment }>;

/** The whole program in a process of its own, killed or interrupted at its moment. */
async function disturbed(request: ServicingRequestInput, fault: Disturbance, world: LabWorld): Promise<Ending> {
  const program = start(['service', '--ndjson', ...argumentsOf(request)], {}, { group: true });
  program.process.stdin?.end();
  const act = async (): Promise<void> => {
    await program.sees(markOf(fault.moment));
    await sleep(delayOf(fault.moment, world));
    for (const signal of signalsOf(fault)) {
      if (program.process.exitCode === null && program.process.pid !== undefined) process.kill(fault.kind === 'interrupt' && fault.group ? -program.process.pid : program.process.pid, signal);
      await sleep(50);
    }
  };
  // A moment that never comes disturbs nothing.
  await act().catch(() => undefined);
  return endingOf(await program.ended);
}

function signalsOf(fault: Disturbance): NodeJS.Signals[] {
  return fault.kind === 'kill-tool' ? ['SIGKILL'] : fault.kind === 'interrupt' ? ['SIGINT'] : ['SIGINT', 'SIGINT'];
}

function markOf(moment: Moment): string {
  return moment.at === 'phase' ? `"type":"phase","phase":"${moment.phase}"` : `"type":"step-started","step":"${moment.step}"`;
}

function delayOf(moment: Moment, world: LabWorld): number {
  if (moment.at === 'phase') return moment.late;
  return moment.late * 1000 * (world.steps.find(({ id }) => id === moment.step)?.seconds ?? 0);
}

function argumentsOf({ media, updates, output, parallel, cache }: ServicingRequestInput): string[] {
  return [
    '--media', media, '--updates', ...updates, '--output', output, '--backend', 'rehearsal', '--netfx3', '--parallel', String(parallel),
    ...(typeof cache === 'string' ? ['--cache', cache] : []),
  ];
}

function endingOf({ code, stdout, stderr }: Ended): Ending {
  if (code === 0) return { how: 'done' };
  const last = stdout.trim().split('\n').at(-1) ?? '';
  const line = (last.startsWith('{') && last.endsWith('}') ? JSON.parse(last) : {}) as { type?: string; error?: ErrorReport };
  if (line.type === 'error' && line.error !== undefined && code !== null) return failure(line.error, code);
  if (code === null || code === 130) return { how: 'killed' };
  return failure({ code: 'internal', message: stderr.slice(-2000) }, code);
}

/** What follows a fault, as the case says. */
async function next({ after }: FaultCase, request: ServicingRequestInput): Promise<Ending> {
  const workspace = defaultWorkspace(request.output);
  const { runs } = await inspectWorkspace({ workspace });
  if (after === 'clean') await cleanWorkspace({ workspace, backend: 'rehearsal', withCache: false });
  // A run that was ended before it began has left nothing to go on with.
  if (after !== 'resume' || runs.length === 0) return serviced(request);
  const program = start(['resume', '--ndjson', '--output', request.output]);
  program.process.stdin?.end();
  return endingOf(await program.ended);
}

/** The kinds of faults that this user can bring about on this machine. */
export function possibleKinds(): FaultKind[] {
  return canFillDisks() ? faultKinds : faultKinds.filter((kind) => kind !== 'disk-full');
}

/** A folder for cases, empty and not used by anybody else. */
export function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

/** Ends what a bench has left that was given up. */
export function abandon(root: string): void {
  clear(dirname(join(root, 'case', 'output')), configurationOf(root));
}
