import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scanUpdates, serviceMedia } from '../../src/index.js';
import type { ServicingResult } from '../../src/index.js';
import type { LabReport } from '../../src/lab/make-lab.js';
import { readDurations } from './durations.js';
import type { Durations } from './durations.js';
import { paceOf } from './durations-pace.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { figure, median } from './figure.js';
import { labWithEditions, paced } from './makespan-run.js';
import type { CallLine } from './makespan-run.js';

const build = 26100;
const sessions = 4;
/** Seconds here for one of the durations. A second run does nothing that they govern, so the ratio falls as they grow. */
const scales = { full: 0.07, quick: 0.01 };

/** A run with its seconds from request to result, and the calls of the emulated module that it made. */
interface Measured {
  readonly seconds: number;
  readonly result: ServicingResult;
  readonly calls: readonly CallLine[];
}

/** Media and updates, and a folder whose runs share their kept results. */
class WarmBench {
  readonly #lab: LabReport;
  readonly #durations: Durations;
  readonly #folder: string;
  #runs = 0;

  constructor(lab: LabReport, durations: Durations, folder: string) {
    this.#lab = lab;
    this.#durations = durations;
    this.#folder = folder;
  }

  /** @param scale seconds for one of the durations; 0 lets calls take what the emulation takes */
  async run(updates: readonly string[], scale: number): Promise<Measured> {
    this.#runs += 1;
    const place = join(this.#folder, `run${this.#runs}`);
    const pace = paceOf(this.#durations, this.#lab.updatesMade, { scale, contended: true, log: join(this.#folder, `calls${this.#runs}.ndjson`) });
    const started = performance.now();
    const { value: result, calls } = await paced(join(this.#folder, 'rehearsal'), pace, () => serviceMedia({
      media: this.#lab.media, updates: [...updates], output: join(place, 'output'), cache: join(this.#folder, 'kept'), backend: 'rehearsal', parallel: sessions,
    }));
    return { seconds: (performance.now() - started) / 1000, result, calls };
  }
}

/** Calls that change or move an image; the others only look at what is there. */
function work(calls: readonly CallLine[]): string[] {
  return calls.map(({ cmdlet }) => cmdlet).filter((cmdlet) => !/^(?:Get|Test)-/u.test(cmdlet));
}

/** Steps that were done, but for those of the media, which is put together by every run. */
function done({ steps }: ServicingResult): string[] {
  return steps.filter((step) => step.status === 'done' && step.target !== 'media').map((step) => step.id);
}

/** What hangs on WinRE: its own steps, and its place in the editions and in install.wim. */
export function hangsOnWinre(step: string): boolean {
  return /^winre(?::\d+)?\/|^install:\d+\/(?:mount|take-winre|put-winre|save|assemble)$/u.test(step);
}

async function withoutSafeOs(folder: string): Promise<{ all: string[]; without: string[] }> {
  const all = readdirSync(folder).map((name) => join(folder, name));
  const { updates } = await scanUpdates([folder]);
  const safeOs = new Set(updates.filter(({ kind }) => kind === 'safeOs').map(({ path }) => path));
  return { all, without: all.filter((path) => !safeOs.has(path)) };
}

async function atZero(bench: WarmBench, updates: readonly string[], { quick, say }: BenchContext): Promise<Figure[]> {
  const cold = await bench.run(updates, 0);
  const warm: Measured[] = [];
  for (let count = quick ? 1 : 5; count > 0; count -= 1) warm.push(await bench.run(updates, 0));
  const seconds = median(warm.map((one) => one.seconds));
  say(`zero durations: cold ${cold.seconds.toFixed(1)} s, again ${warm.map((one) => one.seconds.toFixed(2)).join(', ')} s`);
  return [
    figure({ id: 'd.zero.cold', name: 'first run, calls without durations', value: cold.seconds, unit: 's', higherIsBetter: false, note: 'the emulation\'s own work on small images' }),
    figure({ id: 'd.zero.warm', name: 'the same again, calls without durations', value: seconds, unit: 's', higherIsBetter: false, note: 'the start of a session, the copy of the media, verification' }),
    figure({ id: 'd.zero.ratio', name: 'the same again ÷ first run, calls without durations', value: seconds / cold.seconds, unit: 'x', higherIsBetter: false, note: 'of two runs in which nothing takes its time' }),
  ];
}

async function scaled(bench: WarmBench, { all, without }: { all: readonly string[]; without: readonly string[] }, { quick, say }: BenchContext): Promise<Figure[]> {
  const scale = quick ? scales.quick : scales.full;
  const cold = await bench.run(without, scale);
  const again = [await bench.run(without, scale), await bench.run(without, scale), await bench.run(without, scale)];
  const changed = await bench.run(all, scale);
  const steps = done(changed.result);
  const others = steps.filter((step) => !hangsOnWinre(step));
  const seconds = median(again.map((one) => one.seconds));
  say(`durations × ${scale}: cold ${cold.seconds.toFixed(1)} s, again ${seconds.toFixed(2)} s, with a Safe OS update ${changed.seconds.toFixed(1)} s: ${steps.join(', ')}`);
  return [
    figure({ id: 'd.ratio', name: 'the same again ÷ first run', value: seconds / cold.seconds, target: 0.02, unit: 'x', higherIsBetter: false, note: `${seconds.toFixed(2)} s of ${cold.seconds.toFixed(1)} s; durations × ${scale}, and what is no call is not scaled: at full length the ratio is smaller still` }),
    figure({ id: 'd.calls', name: 'the same again: calls that change or move an image', value: Math.max(...again.map((one) => work(one.calls).length)), target: 0, unit: 'calls', higherIsBetter: false, note: `of ${done(cold.result).length} steps of images none was done; ${work(cold.calls).length} such calls in the first run` }),
    figure({ id: 'd.safeos.ratio', name: 'with a Safe OS update more ÷ first run', value: changed.seconds / cold.seconds, unit: 'x', higherIsBetter: false, note: 'the way through WinRE, then mount, save and export of the edition' }),
    figure({ id: 'd.safeos.steps', name: 'with a Safe OS update more: steps of images', value: steps.length, unit: 'steps', higherIsBetter: false, note: `of ${changed.result.steps.filter((step) => step.target !== 'media').length}` }),
    figure({ id: 'd.safeos.others', name: 'with a Safe OS update more: steps that do not hang on WinRE', value: others.length, target: 0, unit: 'steps', higherIsBetter: false, ...(others.length === 0 ? {} : { note: others.join(', ') }) }),
  ];
}

/** Point (d): what a run costs when all or most of it was done before. */
export const warmGroup: BenchGroup = {
  id: 'd',
  title: 'Runs after a first one: nothing changed, and only the Safe OS update',
  measure: async (context) => {
    const durations = await readDurations(context.durations);
    const lab = await labWithEditions(build, 1, join(context.folder, 'lab'));
    const updates = await withoutSafeOs(lab.updates);
    return [
      ...(await atZero(new WarmBench(lab, durations, join(context.folder, 'zero')), updates.all, context)),
      ...(await scaled(new WarmBench(lab, durations, join(context.folder, 'scaled')), updates, context)),
    ];
  },
};
