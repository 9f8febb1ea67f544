import { createInterface } from 'node:readline';
import type { CliIo } from './io.js';

/** Exit code of an interrupted run, as shells count Ctrl+C. */
const interruptedExitCode = 130;

/**
 * Turns Ctrl+C into an abort signal: the first one asks the run to finish cleanly, the second one ends the process.
 * With `control`, a line `cancel` on stdin or its end counts as the first one.
 */
export class Interrupt {
  readonly #io: CliIo;
  readonly #note: (text: string) => void;
  readonly #abort = new AbortController();
  readonly #stopSignals: () => void;
  #stopControl: () => void = () => undefined;
  #isOver = false;

  /** @param options.note shows a line without disturbing what else is on the screen */
  constructor(io: CliIo, options: { control: boolean; note: (text: string) => void }) {
    this.#io = io;
    this.#note = options.note;
    this.#stopSignals = io.onInterrupt(() => { this.press(); });
    if (options.control) this.#watchControl();
  }

  /** Aborted by the first Ctrl+C. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** A Ctrl+C that did not come as a signal, e.g. from a question that holds the terminal. */
  press(): void {
    if (this.#abort.signal.aborted) {
      this.#note(this.#isOver ? 'Stopped at once: all was done, but its result may not be told.' : 'Stopped at once: mounts and the run folder may be left behind.');
      this.#io.exitNow(interruptedExitCode);
      return;
    }
    if (this.#isOver) this.#abort.abort();
    else this.#cancel('Interrupted: finishing cleanly, mounts are discarded. Press Ctrl+C again to stop at once.');
  }

  /** Stops watching: Ctrl+C does what it does to any program. */
  close(): void {
    this.#stopControl();
    this.#stopSignals();
  }

  /**
   * What could be interrupted is over, and its result is about to be written. A Ctrl+C that comes too late must not cut
   * that off, or a finished run would look like a killed one; a second one still ends the process.
   */
  end(): void {
    this.#isOver = true;
    this.#stopControl();
  }

  #cancel(message: string): void {
    if (this.#abort.signal.aborted) return;
    this.#note(message);
    this.#abort.abort();
  }

  #watchControl(): void {
    const lines = createInterface({ input: this.#io.stdin, terminal: false });
    const cancel = (): void => { this.#cancel('Cancelled by the caller: finishing cleanly, mounts are discarded.'); };
    lines.on('line', (line) => {
      if (line.trim() === 'cancel') cancel();
    });
    lines.on('close', cancel);
    this.#stopControl = () => {
      lines.off('close', cancel);
      lines.close();
      this.#io.stdin.pause();
    };
  }
}
