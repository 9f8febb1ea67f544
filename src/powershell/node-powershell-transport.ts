import { randomBytes } from 'node:crypto';
import { PowerShell, ProcessError } from 'node-powershell';
import { LineSplitter } from './line-splitter.js';
import type { Transport, TransportExit, TransportOptions } from './transport.js';

/** How long the last output of an ended process may take. A child that inherited stdout can hold it open for hours. */
const drainMs = 500;

/** Options of every session; the library appends `-NoExit -Command -`. */
const executableOptions = {
  '-NoProfile': true,
  '-NonInteractive': true,
  '-ExecutionPolicy': 'Bypass',
  '-InputFormat': 'Text',
  '-OutputFormat': 'Text',
} as const;

/** The published class with three hooks replaced; docs/sessions.md tells why for each. */
class PlainPowerShell extends PowerShell {
  protected override setExecutable(options: { executable?: string }): string {
    // The library prefers NODE_POWERSHELL, and maps short names to a search of PATH.
    return options.executable ?? '';
  }

  /** Markers around a statement; the only statement of a session ends with it, and has one of our own. */
  protected override writeToError(): string {
    return '';
  }

  protected override writeToOutput(): string {
    return '';
  }
}

const silent = (): void => undefined;
// With DEBUG=* in the environment the library prints every command to stdout. The method is private to its types only,
// and the constructor calls it, so the prototype is the one place to replace it.
Object.defineProperty(PlainPowerShell.prototype, 'setDebuggers', {
  value: () => ({ comment: silent, command: silent, output: silent }),
});

/** A transport on node-powershell. */
export class NodePowerShellTransport implements Transport {
  readonly #shell: PlainPowerShell;
  readonly #options: TransportOptions;
  readonly #stdout: LineSplitter;
  readonly #stderr: LineSplitter;
  /** The last line that the statement writes. */
  readonly #endMark = `#end:${randomBytes(12).toString('hex')}`;
  #exited = false;

  /**
   * Starts the process with its statement. Both in one: until the statement is under way, the death of the process
   * would be an unhandled rejection inside the library.
   */
  constructor(options: TransportOptions, statement: string) {
    this.#options = options;
    this.#shell = new PlainPowerShell({
      executable: options.executable,
      executableOptions,
      throwOnInvocationError: false,
      spawnOptions: { env: options.env, cwd: options.cwd, windowsHide: true },
    });
    this.#stdout = new LineSplitter((line) => this.#pass(line));
    this.#stderr = new LineSplitter((line) => { if (line !== '') options.onErrorLine(line); });
    const { stdin, stdout, stderr } = this.#shell.streams;
    stdout.on('data', (chunk: string) => this.#stdout.push(chunk));
    stderr.on('data', (chunk: string) => this.#stderr.push(chunk));
    // The library handles only the first error of stdin; a second EPIPE would end this process.
    stdin.on('error', silent);
    // The library tells nobody when an idle process ends, but Node closes stdin of a process that has exited.
    stdin.once('close', () => void this.#onProcessGone());
    this.#begin(statement);
  }

  send(line: string): void {
    if (!this.#exited) this.#shell.streams.stdin.write(`${line}\n`);
  }

  quit(): void {
    // Not end(): its 'close' would look like the end of the process. The first ends what reads our lines, the second is for PowerShell.
    this.send('exit\nexit');
  }

  kill(): void {
    // Never in the turn of the start: a process that could not be spawned has pid 0 until its error is told, and a
    // signal to pid 0 goes to our own process group.
    setImmediate(() => {
      if (!this.#exited) this.#shell.dispose('SIGKILL').catch(silent);
    });
  }

  /** Has the statement run. To the library it is a command that never ends, so it settles with the process. */
  #begin(statement: string): void {
    const { stdout, stderr } = this.#shell.streams;
    this.#shell.invoke(`try{${statement}}finally{[Console]::Out.Write("\`n${this.#endMark}\`n")}`).catch((error: unknown) => {
      // The end of the process is told by onExit, with all that was said before it.
      if (!(error instanceof ProcessError) && !this.#exited) this.#options.onErrorLine(String(error));
    });
    // It would keep all that comes until then, and join it anew with every piece.
    stdout.once('data', () => {
      for (const stream of [stdout, stderr]) stream.unpipe().resume();
    });
  }

  #pass(line: string): void {
    if (line === this.#endMark) this.#options.onEnd();
    else if (line !== '') this.#options.onLine(line);
  }

  async #onProcessGone(): Promise<void> {
    const { stdout, stderr } = this.#shell.streams;
    await Promise.all([drained(stdout), drained(stderr)]);
    this.#exited = true;
    this.#stdout.flush();
    this.#stderr.flush();
    this.#options.onExit(await this.#exitStatus());
  }

  async #exitStatus(): Promise<TransportExit> {
    try {
      await this.#shell.dispose();
      return {};
    } catch (error) {
      if (!(error instanceof ProcessError)) return {};
      const { exitCode, signalCode, originalError } = error;
      if (originalError !== undefined && 'syscall' in originalError) return { problem: originalError.message };
      return { ...(exitCode == null ? {} : { exitCode }), ...(signalCode == null ? {} : { signal: signalCode }) };
    }
  }
}

function drained(stream: NodeJS.ReadableStream & { destroyed?: boolean; closed?: boolean; destroy?: () => void }): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed === true) {
      resolve();
      return;
    }
    const timer = setTimeout(() => {
      stream.destroy?.();
      resolve();
    }, drainMs);
    stream.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
