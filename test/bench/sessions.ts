import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/files/package-root.js';
import { makeLab } from '../../src/lab/make-lab.js';
import { sessionEnvironment } from '../../src/powershell/environment.js';
import { PowerShellSession } from '../../src/powershell/session.js';
import { testPowerShells } from '../support/full-powershell.js';
import type { TestPowerShell } from '../support/full-powershell.js';
import { figure, median, percentile } from './figure.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';

const run = promisify(execFile);
const dismModule = join(packageRoot(), 'ps', 'rehearsal', 'bin', 'Dism', 'Dism.psd1');

/** What a script does that starts a PowerShell for each command: import the module, one cmdlet, JSON of its answer. */
const oneCommand = 'Import-Module -Name $env:BENCH_DISM; Dism\\Get-WindowsImage -ImagePath $env:BENCH_WIM | ConvertTo-Json -Depth 3 -Compress';

async function processes(executable: string, wim: string, count: number): Promise<number[]> {
  const env = { ...sessionEnvironment(process.env), BENCH_DISM: dismModule, BENCH_WIM: wim };
  const samples: number[] = [];
  for (let round = 0; round < count; round += 1) {
    const started = performance.now();
    const { stdout } = await run(executable, ['-NoProfile', '-NonInteractive', '-Command', oneCommand], { env });
    // One image comes as an object, several as a list.
    if (([JSON.parse(stdout)].flat() as { ImageName?: string }[])[0]?.ImageName === undefined) throw new Error(`No image in ${stdout}`);
    samples.push(performance.now() - started);
  }
  return samples;
}

/** Milliseconds of processor time of another process so far; undefined where /proc does not tell. */
function processorMsOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // In ticks of 10 ms: user and system.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Calls of a session whose time is told apart from the rest: code of the engine and of the bridge is compiled then. */
const firstCalls = 50;

interface CallTimes {
  readonly first: number[];
  readonly rest: number[];
}

async function calls(session: PowerShellSession, wim: string, count: number): Promise<CallTimes> {
  const times: CallTimes = { first: [], rest: [] };
  for (let round = -firstCalls; round < count; round += 1) {
    const started = performance.now();
    const { output } = await session.invoke({ cmdlet: 'Get-WindowsImage', parameters: { ImagePath: wim }, deadlineMs: 60_000 });
    if (output[0]?.['ImageName'] === undefined) throw new Error('No image');
    (round < 0 ? times.first : times.rest).push(performance.now() - started);
  }
  return times;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function measureOn(power: TestPowerShell, wim: string, context: BenchContext): Promise<Figure[]> {
  const suffix = power.name === 'project host' ? 'host' : 'pwsh';
  const workspace = join(context.folder, suffix);
  const open = (): Promise<PowerShellSession> => PowerShellSession.open({ executable: power.executable, backend: 'rehearsal', workspace });
  const starts: number[] = [];
  const startCpu: number[] = [];
  const perProcess: number[] = [];
  const perCall: number[] = [];
  const perFirstCall: number[] = [];
  const perEarlyCall: number[] = [];
  // In turn, so that whatever else the machine does meets both.
  for (let round = 0; round < (context.quick ? 1 : 4); round += 1) {
    perProcess.push(...(await processes(power.executable, wim, context.quick ? 3 : 8)));
    const started = performance.now();
    const session = await open();
    starts.push(performance.now() - started);
    const cpu = processorMsOf(session.handshake.pid);
    if (cpu !== undefined) startCpu.push(cpu);
    const { first, rest } = await calls(session, wim, context.quick ? 50 : 300);
    perFirstCall.push(...first.slice(0, 20));
    perEarlyCall.push(...first.slice(20));
    perCall.push(...rest);
    await session.close();
  }
  const processMs = median(perProcess);
  const processLate = percentile(perProcess, 0.99);
  const callMs = median(perCall);
  const callLate = percentile(perCall, 0.99);
  context.say(`${power.name}: a process ${processMs.toFixed(0)} ms (p99 ${processLate.toFixed(0)}), a call ${callMs.toFixed(2)} ms (p99 ${callLate.toFixed(2)})`);
  return [
    figure({
      id: `a.ratio.${suffix}`, name: `process per command / call in a session, ${power.name}`, value: processMs / callMs, target: 100, unit: 'x', higherIsBetter: true,
      note: `medians ${processMs.toFixed(0)} and ${callMs.toFixed(2)} ms over ${perProcess.length} processes and ${perCall.length} calls, the first ${firstCalls} of each session not among them`,
    }),
    figure({
      id: `a.p99.${suffix}`, name: `the same at the 99th percentile, ${power.name}`, value: processLate / callLate, target: 100, unit: 'x', higherIsBetter: true,
      note: `${processLate.toFixed(0)} and ${callLate.toFixed(2)} ms; bounded by garbage collection and the scheduling of three threads and two processes`,
    }),
    figure({
      id: `a.first.${suffix}`, name: `a call among a session's first 20, ${power.name}`, value: mean(perFirstCall), unit: 'ms', higherIsBetter: false,
      note: `mean; the longest ${Math.max(...perFirstCall).toFixed(0)} ms; the next 30: ${mean(perEarlyCall).toFixed(1)} ms`,
    }),
    figure({ id: `a.start.wall.${suffix}`, name: `start of a session, ${power.name}`, value: median(starts), unit: 'ms', higherIsBetter: false }),
    ...(startCpu.length === 0 ? [] : [
      figure({ id: `a.start.cpu.${suffix}`, name: `processor time of it, ${power.name}`, value: median(startCpu), unit: 'ms', higherIsBetter: false, note: 'user and system time of the PowerShell process' }),
    ]),
  ];
}

export const sessionsGroup: BenchGroup = {
  id: 'a',
  title: 'Round trip in a session against a PowerShell process for each command',
  measure: async (context) => {
    const lab = join(context.folder, 'lab');
    await makeLab({ build: 17134, output: lab, editions: ['Core'], megabytes: 1 });
    const wim = join(lab, 'media', 'sources', 'boot.wim');
    const figures: Figure[] = [];
    for (const power of testPowerShells()) figures.push(...(await measureOn(power, wim, context)));
    return figures;
  },
};
