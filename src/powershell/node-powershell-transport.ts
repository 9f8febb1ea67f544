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
class LfPowerShell extends PowerShell {
  /** Markers of the line being run, which our own readers leave out. */
  readonly markers = new Set<string>();

  protected override setExecutable(options: { executable?: string }): string {
    // The library prefers NODE_POWERSHELL, and maps short names to a search of PATH.
    return options.executable ?? '';
  }

  /** What runs between the next two markers. */
  #line = '';

  /** Runs a line. The library gets none itself: it would be a pipeline of its own, and so would each marker. */
  async run(line: string): Promise<void> {
    this.#line = line;
    await this.invoke('');
  }

  /** The library asks for this before and after the line; it is in the one below. */
  protected override writeToError(): string {
    return '';
  }

  /** Asked for before and after the line; the first time has it all. The last markers come however the line ends. */
  protected override writeToOutput(marker: string): string {
    if (this.markers.has(marker)) return '';
    this.markers.add(marker);
    const mark = `[Console]::Error.Write("${marker}\`n");[Console]::Out.Write("${marker}\`n")`;
    return `${mark};try{${this.#line}}finally{${mark}}`;
  }
}

const silent = (): void => undefined;
// With DEBUG=* in the environment the library prints every command to stdout. The method is private to its types only,
// and the constructor calls it, so the prototype is the one place to replace it.
Object.defineProperty(LfPowerShell.prototype, 'setDebuggers', {
  value: () => ({ comment: silent, command: silent, output: silent }),
});

/** A transport on node-powershell. */
export class NodePowerShellTransport implements Transport {
  readonly #shell: LfPowerShell;
  readonly #options: TransportOptions;
  readonly #stdout: LineSplitter;
  readonly #stderr: LineSplitter;
  #exited = false;

  private constructor(options: TransportOptions) {
    this.#options = options;
    this.#shell = new LfPowerShell({
      executable: options.executable,
      executableOptions,
      throwOnInvocationError: false,
      spawnOptions: { env: options.env, cwd: options.cwd, windowsHide: true },
    });
    this.#stdout = new LineSplitter((line) => this.#pass(line, options.onLine));
    this.#stderr = new LineSplitter((line) => this.#pass(line, options.onErrorLine));
    const { stdin, stdout, stderr } = this.#shell.streams;
    stdout.on('data', (chunk: string) => this.#stdout.push(chunk));
    stderr.on('data', (chunk: string) => this.#stderr.push(chunk));
    // The library handles only the first error of stdin; a second EPIPE would end this process.
    stdin.on('error', silent);
    // The library tells nobody when an idle process ends, but Node closes stdin of a process that has exited.
    stdin.once('close', () => void this.#onProcessGone());
  }

  /**
   * Starts the process with its first line. Both in one: until the first line is under way, the death of the process
   * would be an unhandled rejection inside the library.
   */
  static start(options: TransportOptions, firstLine: string): { transport: Transport; answered: Promise<void> } {
    const transport = new NodePowerShellTransport(options);
    return { transport, answered: transport.send(firstLine) };
  }

  async send(line: string): Promise<void> {
    // The library writes ten pieces in this turn; they leave together.
    const { stdin } = this.#shell.streams;
    stdin.cork();
    process.nextTick(() => stdin.uncork());
    try {
      await this.#shell.run(line);
    } catch (error) {
      // The end of the process is told by onExit, with all that was said before it.
      if (!(error instanceof ProcessError) && !this.#exited) this.#options.onErrorLine(String(error));
    } finally {
      // It would keep every answer, newest first.
      this.#shell.history.length = 0;
      this.#shell.markers.clear();
    }
  }

  quit(): void {
    // Not end(): its 'close' would look like the end of the process.
    if (!this.#exited) this.#shell.streams.stdin.write('exit\n');
  }

  kill(): void {
    // Never in the turn of the start: a process that could not be spawned has pid 0 until its error is told, and a
    // signal to pid 0 goes to our own process group.
    setImmediate(() => {
      if (!this.#exited) this.#shell.dispose('SIGKILL').catch(silent);
    });
  }

  #pass(line: string, to: (line: string) => void): void {
    let text = line;
    for (const marker of this.#shell.markers) text = text.replace(marker, '');
    if (text !== '') to(text);
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
