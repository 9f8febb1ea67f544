/** How the process of a session ended. Nothing is known of an exit code 0, nor after SIGTERM. */
export interface TransportExit {
  exitCode?: number;
  signal?: string;
  /** It never ran: why not. */
  problem?: string;
}

/** What a transport is started with. The callbacks are called as things happen, also between lines that are sent. */
export interface TransportOptions {
  /** Absolute path of the PowerShell to start. */
  executable: string;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** A line that the process wrote to stdout. */
  onLine: (line: string) => void;
  /** A line that it wrote to stderr, likewise. Never a sign of failure. */
  onErrorLine: (line: string) => void;
  /** The statement has ended, however it did, and with it what reads further lines; the process may live on. */
  onEnd: () => void;
  /** The process has ended and all it had written was passed on. Called once. */
  onExit: (exit: TransportExit) => void;
}

/** A PowerShell process that runs one statement, which takes and writes lines. Knows nothing of frames. */
export interface Transport {
  /** Sends one line of ASCII to the statement. Where the process has ended, nothing happens. */
  send(line: string): void;
  /** Asks the process to end, without waiting. */
  quit(): void;
  /** Ends the process itself at once; its children are the caller's business. */
  kill(): void;
}
