import { join } from 'node:path';
import type { LabReport } from '../../src/lab/make-lab.js';
import { costOf, readDurations } from './durations.js';
import type { Durations } from './durations.js';
import { paceOf } from './durations-pace.js';
import type { BenchContext, Figure } from './figure.js';
import { figure } from './figure.js';
import { boundsOf, necessaryGraph, ownGraph } from './makespan-bounds.js';
import { planFor, prepareLab } from './makespan-plan.js';
import { labWithEditions, ownRun, paced, stepCosts } from './makespan-run.js';
import { once } from './once.js';
import { callsMakespan, runVendorOrder } from './vendor-run.js';

const build = 17134;
const sessions = 4;
/**
 * Seconds that the sequential order is to take here: long enough that the emulation's own work on two processors (some 0.3 s a
 * call, 2 s for the first of a kind in a session) stays well below the durations, short enough to wait for.
 */
const patience = { few: 210, many: 260, quick: 30 };
/** From so many editions on, their work is spread over more calls. */
const manyEditions = 4;
const usualEditions = { full: [1, 11], quick: [1] } as const;

/** One run of the tool on the rehearsal, beside the sequential order on the same media and durations. */
export interface RealRun {
  readonly editions: number;
  readonly contended: boolean;
  /** Made quickly: the emulation's own work weighs more than the durations, and no target is held against it. */
  readonly isTried: boolean;
  /** First step to last, in seconds; see {@link ownRun}. */
  readonly makespan: number;
  readonly whole: number;
  /** What no order of the same work could beat. */
  readonly bound: number;
  readonly sequential: number;
  /** Share of the calls' time in which the emulation itself worked: what the durations do not govern. */
  readonly emulation: number;
}

/** The runs of both groups, made once. */
export const realRuns = once<BenchContext, readonly RealRun[]>(
  ({ quick, durations, editions }) => JSON.stringify([quick, durations, editions]),
  async ({ folder, quick, durations: file, editions = quick ? usualEditions.quick : usualEditions.full, say }) => {
    const durations = await readDurations(file);
    const runs: RealRun[] = [];
    for (const count of editions) {
      const place = join(folder, `run-${count}`);
      const lab = await labWithEditions(build, count, join(place, 'lab'));
      const scale = (quick ? patience.quick : count < manyEditions ? patience.few : patience.many) / await sequentialSeconds(lab, count, durations);
      const paceFor = (name: string, contended: boolean): ReturnType<typeof paceOf> => paceOf(durations, lab.updatesMade, { scale, contended, log: join(place, `${name}.ndjson`) });
      // One call at a time: nothing contends, whatever the capacity.
      const { calls } = await paced(join(place, 'sequential'), paceFor('sequential', false), () => runVendorOrder(lab, 'classic', join(place, 'sequential', 'run')));
      const sequential = callsMakespan(calls);
      say(`run: ${count} editions, sequential order: ${sequential.toFixed(1)} s, ${calls.length} calls`);
      for (const contended of [false, true]) {
        const name = contended ? 'contended' : 'ideal';
        const pace = paceFor(name, contended);
        const { value: own, calls: ownCalls } = await paced(join(place, name), pace, () => ownRun(lab, join(place, name, 'run', 'output'), sessions));
        const { lowest } = boundsOf(ownGraph(own.steps, stepCosts(own, ownCalls, pace)), sessions, contended ? durations.capacity : {});
        const busy = ownCalls.reduce((sum, call) => sum + call.durationMs, 0);
        runs.push({
          editions: count, contended, isTried: quick, makespan: own.makespan, whole: own.whole, bound: lowest, sequential,
          emulation: ownCalls.reduce((sum, call) => sum + call.workMs, 0) / busy,
        });
        say(`run: ${count} editions, ${name}: ${own.makespan.toFixed(1)} s, ${own.whole.toFixed(1)} s with all around it, bound ${lowest.toFixed(1)} s`);
      }
    }
    return runs;
  },
);

/** What the calls take one after the other, in the seconds of the durations. */
async function sequentialSeconds(lab: LabReport, editions: number, durations: Durations): Promise<number> {
  const { steps } = planFor(await prepareLab({ media: lab.media, updates: [lab.updates], output: join(lab.media, '..', 'none'), cache: false }), editions);
  return necessaryGraph(steps, (step) => costOf(durations, step)).reduce((sum, { cost }) => sum + cost.seconds, 0);
}

function textOf({ editions, contended }: RealRun): string {
  return `${editions} edition${editions === 1 ? '' : 's'}, four sessions, ${contended ? 'contended' : 'ideal'}`;
}

function idOf({ editions, contended }: RealRun): string {
  return `run.classic.${editions}.four.${contended ? 'contended' : 'ideal'}`;
}

/** Runs against what no order could beat. */
export function runBoundFigures(runs: readonly RealRun[]): Figure[] {
  return runs.map((run) => figure({
    id: `b.${idOf(run)}`, name: `run: classic, ${textOf(run)}; makespan ÷ bound`, value: run.makespan / run.bound, ...(run.isTried ? {} : { target: 1.15 }), unit: 'x', higherIsBetter: false,
    note: `${run.makespan.toFixed(1)} s; ${(run.emulation * 100).toFixed(0)} % of the time of its calls was work of the emulation`,
  }));
}

/** Runs against the sequential order. */
export function runSequentialFigures(runs: readonly RealRun[], targetOf: (editions: number) => { target?: number }): Figure[] {
  return runs.map((run) => figure({
    id: `c.${idOf(run)}`, name: `run: classic, ${textOf(run)}; makespan ÷ sequential order`, value: run.makespan / run.sequential, ...(run.isTried ? {} : targetOf(run.editions)), unit: 'x', higherIsBetter: false,
    note: `${run.makespan.toFixed(1)} instead of ${run.sequential.toFixed(1)} s; with planning, verification and publishing, of which the sequential order has none, ${run.whole.toFixed(1)} s`,
  }));
}
