import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { RunEvent, ServicingResult } from '../../src/index.js';
import { makeLab } from '../../src/lab/make-lab.js';
import type { Action } from '../../src/schema/plan.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { figure, median } from './figure.js';
import { uncoveredMs } from './intervals.js';
import type { Interval } from './intervals.js';
import type { CallLine } from './makespan-run.js';

/** Steps that copy or compare files themselves and call no cmdlet. */
const fileActions: ReadonlySet<Action['action']> = new Set([
  'copy-media', 'take-winre', 'put-winre', 'collect-newer', 'collect-file', 'collect-by-name', 'collect-folder', 'expand-update', 'apply-files', 'lay-files',
]);

/** Milliseconds of one run in which no call of the Dism module and no copy of files went on. */
interface Outside {
  /** From the start of the process to its end. */
  readonly run: number;
  /** Until the first step: Node, modules, inspecting, scanning, planning, the first session. */
  readonly before: number;
  /** From the first step to the last, proofs of steps among them. */
  readonly steps: number;
  readonly verify: number;
  /** Report, publishing, the end of the process. */
  readonly after: number;
  readonly stepCount: number;
}

type Line = RunEvent | { readonly type: 'result'; readonly result: ServicingResult };

class OverheadBench {
  readonly #folder: string;
  #runs = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A whole run by the command line, in a process of its own; calls take no time but that of their work. */
  async run(parallel: number): Promise<Outside> {
    const place = join(this.#folder, `run${++this.#runs}`);
    mkdirSync(place);
    const log = join(place, 'calls.ndjson');
    const configuration = join(place, 'rehearsal.json');
    writeFileSync(configuration, JSON.stringify({ state: join(place, 'state'), pace: { calls: [], log } }));
    const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
    const lab = join(this.#folder, 'lab');
    const start = Date.now();
    const { stdout } = await execa(process.execPath, [
      main, 'service', '--media', join(lab, 'media'), '--updates', join(lab, 'updates'), '--output', join(place, 'output'), '--backend', 'rehearsal',
      '--parallel', String(parallel), '--ndjson', '--quiet',
    ], { env: { OFFLINE_SERVICING_REHEARSAL: configuration, XDG_CACHE_HOME: join(this.#folder, 'cache') } });
    const end = Date.now();
    return outsideOf(stdout.split('\n').map((line) => JSON.parse(line) as Line), readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as CallLine), { start, end });
  }
}

function outsideOf(lines: readonly Line[], calls: readonly CallLine[], process: Interval): Outside {
  const result = lines.find((line) => line.type === 'result')?.result;
  if (result === undefined) throw new Error('The run has no result');
  const events = lines.filter((line): line is RunEvent => line.type !== 'result');
  const timeOf = (found: RunEvent | undefined): number => {
    if (found === undefined) throw new Error('The run has not told of one of its phases');
    return Date.parse(found.time);
  };
  const phase = (name: string): number => timeOf(events.find((event) => event.type === 'phase' && event.phase === name));
  const copies = result.plan.steps.filter((step) => fileActions.has(step.do.action)).flatMap((step) => {
    const own = events.filter((event) => (event.type === 'step-started' || event.type === 'step-finished') && event.step === step.id);
    return own.length < 2 ? [] : [{ start: timeOf(own[0]), end: timeOf(own[1]) }];
  });
  const taken = [...calls, ...copies];
  const [run, verify, report] = [phase('run'), phase('verify'), phase('report')];
  return {
    run: uncoveredMs(taken, process.start, process.end),
    before: uncoveredMs(taken, process.start, run),
    steps: uncoveredMs(taken, run, verify),
    verify: uncoveredMs(taken, verify, report),
    after: uncoveredMs(taken, report, process.end),
    stepCount: result.steps.filter((step) => step.status === 'done').length,
  };
}

async function measure({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  await makeLab({ build: 17134, output: join(folder, 'lab'), megabytes: 1 });
  const bench = new OverheadBench(folder);
  // What was read of updates is kept; the first run is for that.
  await bench.run(1);
  const [one, two]: [Outside[], Outside[]] = [[], []];
  for (let count = quick ? 1 : 5; count > 0; count -= 1) {
    one.push(await bench.run(1));
    two.push(await bench.run(2));
    say([one, two].map((runs) => `${runs.at(-1)?.run.toFixed(0)} ms outside`).join(', '));
  }
  const seconds = (runs: readonly Outside[], part: keyof Outside): number => median(runs.map((run) => run[part])) / 1000;
  const perStep = (runs: readonly Outside[]): number => median(runs.map((run) => run.steps / run.stepCount));
  const part = (id: string, name: string, key: keyof Outside): Figure => figure({ id, name, value: seconds(one, key), unit: 's', higherIsBetter: false });
  return [
    figure({ id: 'e.step', name: 'our own time a step, one session', value: perStep(one), target: 10, unit: 'ms', higherIsBetter: false, note: 'outside the cmdlets in PowerShell and copies of files: the wire, proofs that read the mount, journal, folders' }),
    figure({ id: 'e.step.two', name: 'time a step in which no session works, two sessions', value: perStep(two), unit: 'ms', higherIsBetter: false }),
    figure({ id: 'e.run', name: 'our own time of a run, one session', value: seconds(one, 'run'), target: 1, unit: 's', higherIsBetter: false, note: 'from the start of the process to its end, outside the cmdlets and copies of files' }),
    part('e.run.before', 'of that, before the first step', 'before'),
    part('e.run.steps', 'of that, between steps', 'steps'),
    part('e.run.verify', 'of that, verification', 'verify'),
    part('e.run.after', 'of that, report and publishing', 'after'),
    figure({ id: 'e.run.two', name: 'the same with two sessions', value: seconds(two, 'run'), unit: 's', higherIsBetter: false }),
  ];
}

export const overheadGroup: BenchGroup = { id: 'e', title: 'Our own overhead', measure };
