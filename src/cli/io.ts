import type { Readable, Writable } from 'node:stream';

/** An output that may be a terminal. */
export type Output = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** The process as the commands see it; tests put their own in its place. */
export interface CliIo {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Calls back on Ctrl+C and its relatives; the returned function stops that. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. Only for a second Ctrl+C. */
  exitNow(code: number): void;
}

/** A reader that left (`plan | head`) is not an error, and must not end a run that is under way. */
function ignoreClosedPipe(stream: Writable): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
  });
}

/** Resolves when a stream has handed on all that was written to it, or its reader has left. */
export async function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => { stream.write('', () => { resolve(); }); });
}

const interruptSignals: readonly NodeJS.Signals[] = process.platform === 'win32'
  ? ['SIGINT', 'SIGBREAK']
  : ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The real process. */
export function processIo(): CliIo {
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    onInterrupt(listener) {
      for (const signal of interruptSignals) process.on(signal, listener);
      return () => {
        for (const signal of interruptSignals) process.off(signal, listener);
      };
    },
    exitNow(code) {
      process.exit(code);
    },
  };
}
