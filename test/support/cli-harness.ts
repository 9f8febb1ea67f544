import { PassThrough, Writable } from 'node:stream';
import type { CliEngine } from '../../src/cli/engine.js';
import type { CliIo } from '../../src/cli/io.js';
import { runCli } from '../../src/cli/program.js';
import { sampleMedia, samplePlan, sampleResult } from './sample-result.js';

/** An output that keeps what was written. */
export class Capture extends Writable {
  text = '';
  isTTY = false;
  columns = 80;
  rows = 24;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

export interface Harness {
  io: CliIo;
  stdin: PassThrough & { isTTY?: boolean };
  stdout: Capture;
  stderr: Capture;
  env: Record<string, string>;
  /** Codes given to `exitNow`. */
  exits: number[];
  /** A Ctrl+C that arrives as a signal. */
  interrupt(): void;
  run(...argv: string[]): Promise<number>;
}

/** An engine that answers with the samples; `over` replaces what a test is about. */
export function fakeEngine(over: Partial<CliEngine> = {}): CliEngine {
  const unexpected = (name: string) => (): never => { throw new Error(`${name} was not expected`); };
  return {
    serviceMedia: async (_request, options) => {
      await options.confirm(samplePlan());
      return sampleResult();
    },
    planServicing: async () => Promise.resolve(samplePlan()),
    estimateRun: async (plan) => Promise.resolve({ seconds: plan.estimate.seconds, measured: 0, steps: new Map() }),
    inspectMedia: async () => Promise.resolve(sampleMedia()),
    compareMedia: unexpected('compareMedia'),
    writeDifferencePage: unexpected('writeDifferencePage'),
    examineMedia: unexpected('examineMedia'),
    scanUpdates: async () => Promise.resolve({ schemaVersion: 1 as const, updates: [], ignored: [] }),
    inspectWorkspace: unexpected('inspectWorkspace'),
    cleanWorkspace: unexpected('cleanWorkspace'),
    makeReport: unexpected('makeReport'),
    openPage: unexpected('openPage'),
    doctor: unexpected('doctor'),
    catalogue: unexpected('catalogue'),
    explain: unexpected('explain'),
    makeIso: unexpected('makeIso'),
    exportImages: unexpected('exportImages'),
    splitImage: unexpected('splitImage'),
    makeLab: unexpected('makeLab'),
    buildHost: unexpected('buildHost'),
    ...over,
  };
}

/** The command line in a process of its own making. */
export function harness(over: Partial<CliEngine> = {}, cwd = '/cwd'): Harness {
  const stdin = new PassThrough() as Harness['stdin'];
  const stdout = new Capture();
  const stderr = new Capture();
  const env: Record<string, string> = {};
  const exits: number[] = [];
  const listeners = new Set<() => void>();
  const io: CliIo = {
    stdin, stdout, stderr, env, cwd,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    exitNow(code) { exits.push(code); },
  };
  return {
    io, stdin, stdout, stderr, env, exits,
    interrupt() { for (const listener of [...listeners]) listener(); },
    run: async (...argv) => runCli(argv, io, async () => Promise.resolve(fakeEngine(over))),
  };
}
