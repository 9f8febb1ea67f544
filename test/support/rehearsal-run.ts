import { accessSync, constants } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { execa } from 'execa';
import { packageRoot } from '../../src/files/package-root.js';

export interface DismCall {
  cmdlet: string;
  parameters: Readonly<Record<string, unknown>>;
  /** Calls Stop() once this file is there, which shows that the call is at work; an answer that comes before stays as it is. */
  stopOnceThere?: string;
  /** Gets what comes out, as through a pipe. */
  pipedTo?: Pick<DismCall, 'cmdlet' | 'parameters'>;
}

export interface DismFailure { hresult: string; message: string; type: string; id: string; category: string }

export interface DismAnswer {
  output: Record<string, unknown>[];
  error: DismFailure | null;
  warnings: string[];
  verbose: string[];
  progress: { activity: string; percent: number; type: string }[];
}

/** The error codes of answers; undefined where a call went well. */
export function codes(answers: readonly DismAnswer[]): (string | undefined)[] {
  return answers.map((answer) => answer.error?.hresult);
}

export type MountMethod = 'fuse' | 'extract';

/** The ways to mount that this machine can use; both give the same results. */
export const mountMethods: readonly MountMethod[] = canUseFuse() ? ['fuse', 'extract'] : ['extract'];

/** The rehearsal with its own mount registry, driven by one PowerShell process at a time. */
export class Rehearsal {
  readonly #folder: string;
  readonly #answers: ((line: string) => void)[] = [];
  #configuration: Readonly<Record<string, unknown>>;
  #process: ReturnType<typeof start> | undefined;

  readonly #environment: Readonly<Record<string, string>>;

  /** @param folder gets configuration, registry and logs */
  constructor(folder: string, configuration: Readonly<Record<string, unknown>> = {}, environment: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    this.#environment = environment;
    this.#configuration = configuration;
  }

  /** Folder of the mount registry. */
  get state(): string {
    return join(this.#folder, 'state');
  }

  /** The configuration file, for other programs of the rehearsal; there once something ran. */
  get configuration(): string {
    return join(this.#folder, 'configuration.json');
  }

  /** Replaces the configuration; the next call reads it. */
  configure(configuration: Readonly<Record<string, unknown>>): void {
    this.#configuration = configuration;
  }

  /** Runs calls one after the other. Rejects when the process dies. */
  async run(...calls: DismCall[]): Promise<DismAnswer[]> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.configuration, JSON.stringify({ state: this.state, ...this.#configuration }));
    const child = this.#process ??= this.#start(this.configuration);
    const answer = new Promise<string>((resolve) => { this.#answers.push(resolve); });
    const died = child.then(() => { throw new Error('The PowerShell process ended.'); });
    child.stdin.write(`${JSON.stringify({ calls })}\n`);
    return JSON.parse(await Promise.race([answer, died])) as DismAnswer[];
  }

  /** Ends the process; the next call starts another. */
  async end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    child?.stdin.end();
    await child;
  }

  /** Kills the process, as a crash would; the next call starts another. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    child?.kill('SIGKILL');
    await child;
  }

  #start(configuration: string): ReturnType<typeof start> {
    const child = start({ ...this.#environment, OFFLINE_SERVICING_REHEARSAL: configuration });
    createInterface({ input: child.stdout }).on('line', (line) => { this.#answers.shift()?.(line); });
    return child;
  }

  /** As {@link run}, but no call may fail. */
  async must(...calls: DismCall[]): Promise<DismAnswer[]> {
    const answers = await this.run(...calls);
    for (const [index, answer] of answers.entries()) {
      expect(answer.error, `${calls[index]?.cmdlet} ${JSON.stringify(calls[index]?.parameters)}`).to.equal(null);
    }
    return answers;
  }
}

/** Shorthand for a call. */
export function dism(cmdlet: string, parameters: Readonly<Record<string, unknown>>): DismCall {
  return { cmdlet, parameters };
}

/** Runs a script of test/support with the rehearsal module's path; gives its JSON answer. */
export async function describeModule(): Promise<unknown> {
  const { stdout } = await runScript('rehearsal-describe.ps1', {});
  return JSON.parse(stdout);
}

function start(environment: Readonly<Record<string, string>>) {
  return runScript('rehearsal-calls.ps1', environment);
}

function runScript(script: string, environment: Readonly<Record<string, string>>) {
  const at = (...path: string[]): string => join(packageRoot(), ...path);
  return execa(at('ps/host/bin/pwsh'), [
    '-NoLogo', '-NoProfile', '-NonInteractive', '-File', at('test/support', script), at('ps/rehearsal/bin/Dism/Dism.psd1'),
  ], { reject: false, env: { ...environment, NO_COLOR: '1', TERM: 'dumb' } });
}

function canUseFuse(): boolean {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
