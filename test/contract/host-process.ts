import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { PowerShell } from 'node-powershell';
import { packageRoot } from '../../src/files/package-root.js';

/** The executable of ps/host, as scripts/build-ps.sh leaves it. */
export const hostExecutable = join(packageRoot(), 'ps', 'host', 'bin', 'pwsh');

/** Builds ps/host if its sources changed; a few milliseconds otherwise. */
export async function buildHost(): Promise<void> {
  await execa('bash', [join(packageRoot(), 'scripts', 'build-ps.sh'), 'host']);
  if (!existsSync(hostExecutable)) throw new Error(`${hostExecutable} was not built`);
}

/** What one run of the host gave. */
export interface HostRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
}

/** Runs the host to its end, with text on standard input where given. */
export async function runHost(args: readonly string[], input = ''): Promise<HostRun> {
  const { stdout, stderr, exitCode } = await execa(hostExecutable, [...args], { input, reject: false, stripFinalNewline: false, timeout: 30_000 });
  return { stdout, stderr, exitCode };
}

/** The published transport with LF after its markers, as a session of the tool starts it. */
export class HostSession extends PowerShell {
  constructor() {
    super({
      executable: hostExecutable,
      executableOptions: { '-NoProfile': true, '-NonInteractive': true, '-ExecutionPolicy': 'Bypass', '-InputFormat': 'Text', '-OutputFormat': 'Text' },
      throwOnInvocationError: false,
    });
  }

  protected override writeToOutput(marker: string): string {
    return `[Console]::Out.Write("${marker}\`n")`;
  }

  protected override writeToError(marker: string): string {
    return `[Console]::Error.Write("${marker}\`n")`;
  }
}

/** A session driven line by line, to see when each line is answered. */
export class RawSession {
  readonly process: ChildProcessWithoutNullStreams;
  #stdout = '';
  #stderr = '';
  readonly #exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(args: readonly string[] = ['-NoLogo', '-NoProfile', '-NonInteractive', '-NoExit', '-Command', '-']) {
    this.process = spawn(hostExecutable, [...args], { stdio: 'pipe', env: { ...process.env, TERM: 'xterm-256color' } });
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#exit = new Promise((resolve) => this.process.once('close', (code, signal) => resolve({ code, signal })));
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  send(text: string): void {
    this.process.stdin.write(text);
  }

  /** Resolves once stdout contains the text; rejects after a minute with what there is. */
  async seen(text: string): Promise<void> {
    for (const end = Date.now() + 60_000; !this.#stdout.includes(text); ) {
      if (Date.now() > end) throw new Error(`"${text}" not seen in: ${this.#stdout}\n${this.#stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** How the process ended. */
  exited(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return this.#exit;
  }
}
