import { rm, writeFile } from 'node:fs/promises';
import { SessionError } from './errors.js';
import type { SessionErrorReason } from './errors.js';
import type { Call, CallEnd } from './call.js';
import { killOrphans, killTree } from './kill-tree.js';
import type { ProcessTree } from './kill-tree.js';
import { FrameError, readLine } from './protocol.js';
import type { Transport, TransportExit } from './transport.js';

/** How long after an answer without a last frame the end of the process may still be told: longer than its output drains. */
const emptyAnswerMs = 1_000;
/** Lines of stderr kept for the message about a lost session. */
const tailLines = 20;
const longestTimer = 2 ** 31 - 1;

/** How a session ended, and what it last wrote to stderr. */
export interface ChannelExit extends TransportExit {
  stderr: string[];
}

/** Why a running call is stopped by us. */
export type StopReason = Extract<SessionErrorReason, 'deadline' | 'cancelled' | 'closed'>;

/** How to stop a call. */
export interface StopPlan {
  /** What runs, for messages, e.g. `Mount-WindowsImage`. */
  what?: string;
  /** File whose appearance tells the session to stop the cmdlet; none where it would not look. */
  cancelFile?: string;
  /** Milliseconds from the request to the end of the cmdlet. */
  deadlineMs: number;
  /** Milliseconds from the cancel file to the end of the process tree. */
  graceMs: number;
  signal?: AbortSignal | undefined;
}

/** Frames over a transport: at most one call at a time, stopped when it must be. Knows nothing of cmdlets. */
export class Channel {
  /** Known from the handshake on. */
  tree: ProcessTree | undefined;
  /** The process has ended. Never rejects. */
  readonly closed: Promise<ChannelExit>;
  readonly #nonce: string;
  readonly #log: (line: string) => void;
  readonly #stderr: string[] = [];
  #transport: Transport | undefined;
  #call: Call | undefined;
  #stop: ((reason: StopReason) => void) | undefined;
  #exit: ChannelExit | undefined;
  #close!: (exit: ChannelExit) => void;
  #quitting = false;
  /** Characters that came over the wire: a measure of what the session has done. */
  received = 0;
  /** The process answers requests as it should. False for ever once a call was stopped or the process was lost. */
  usable = true;

  constructor(nonce: string, log: (line: string) => void) {
    this.#nonce = nonce;
    this.#log = log;
    this.closed = new Promise((resolve) => (this.#close = resolve));
  }

  /** The first call: starts the transport with it. */
  async open(call: Call, start: () => Transport, plan: StopPlan): Promise<CallEnd> {
    return await this.#run(call, plan, () => (this.#transport = start()));
  }

  /** Sends a request and waits for its end; afterwards nothing of it runs. */
  async exchange(call: Call, line: string, plan: StopPlan): Promise<CallEnd> {
    return await this.#run(call, plan, () => this.#transport?.send(line));
  }

  /** Stops the running call, if there is one. */
  stop(reason: StopReason): void {
    this.#stop?.(reason);
  }

  /** Ends the process, politely at first. */
  async quit(graceMs: number): Promise<ChannelExit> {
    this.usable = false;
    this.#quitting = true;
    this.#transport?.quit();
    const timer = setTimeout(() => void this.kill(), graceMs);
    const exit = await this.closed;
    clearTimeout(timer);
    return exit;
  }

  /** Ends the process with all its children. */
  async kill(): Promise<ChannelExit> {
    this.usable = false;
    if (this.#exit === undefined) {
      if (this.tree !== undefined) await killTree(this.tree);
      this.#transport?.kill();
    }
    return await this.closed;
  }

  /** For the transport: a line of stdout. */
  onLine(line: string): void {
    this.received += line.length;
    try {
      const content = readLine(line, this.#nonce);
      if (content.noise !== undefined) this.#log(content.noise);
      if (content.frame === undefined) return;
      if (this.#call === undefined) this.#log(`frame of a call that is over: ${line}`);
      else this.#call.accept(content.frame);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.usable = false;
      this.#call?.fail(new SessionError('protocol', error.message, { cause: error }));
    }
  }

  /** For the transport: a line of stderr. */
  onErrorLine(line: string): void {
    this.#stderr.push(line.slice(0, 500));
    if (this.#stderr.length > tailLines) this.#stderr.shift();
    this.#log(line);
  }

  /** For the transport: nothing reads requests any more. A call without a last frame has none to come, and that is never success. */
  onEnd(): void {
    this.usable = false;
    const call = this.#call;
    if (call === undefined || call.over) return;
    // So it is where the process ends; onExit tells of that, a little later.
    setTimeout(() => {
      call.fail(new SessionError('protocol', 'The PowerShell session answered a request without a result', { details: this.#stderr }));
    }, emptyAnswerMs);
  }

  /** For the transport: the process has ended. */
  onExit(exit: TransportExit): void {
    this.usable = false;
    this.#exit = { ...exit, stderr: [...this.#stderr] };
    // What a session that died has started must not go on by itself.
    if (!this.#quitting && this.tree !== undefined) killOrphans(this.tree);
    this.#call?.fail(new SessionError('lost', `The PowerShell session ended${describeExit(exit)}`, { details: this.#stderr }));
    this.#close(this.#exit);
  }

  async #run(call: Call, plan: StopPlan, send: () => void): Promise<CallEnd> {
    this.#call = call;
    let stopped: StopReason | undefined;
    let grace: NodeJS.Timeout | undefined;
    const stop = (reason: StopReason): void => {
      if (stopped !== undefined) return;
      stopped = reason;
      this.usable = false;
      const kill = (): void => void this.kill();
      if (plan.cancelFile === undefined) kill();
      else {
        grace = setTimeout(kill, plan.graceMs);
        writeFile(plan.cancelFile, '').catch(kill);
      }
    };
    const onAbort = (): void => stop('cancelled');
    const deadline = setTimeout(() => stop('deadline'), Math.min(plan.deadlineMs, longestTimer));
    plan.signal?.addEventListener('abort', onAbort, { once: true });
    this.#stop = stop;
    try {
      send();
      const end = await call.ended;
      if (end.type === 'failed' && this.#exit === undefined) await this.kill();
      return stopped === undefined ? end : { type: 'failed', error: stopError(stopped, plan, end) };
    } finally {
      clearTimeout(deadline);
      clearTimeout(grace);
      plan.signal?.removeEventListener('abort', onAbort);
      this.#stop = undefined;
      this.#call = undefined;
      if (stopped !== undefined && plan.cancelFile !== undefined) await rm(plan.cancelFile, { force: true }).catch(() => undefined);
    }
  }
}

function stopError(reason: StopReason, plan: StopPlan, end: CallEnd): Error {
  const what = plan.what ?? 'The cmdlet';
  const after = `after ${Math.round(plan.deadlineMs / 1000)} s`;
  const messages: Record<StopReason, string> = {
    deadline: `${what} did not end in time and was stopped ${after}`,
    cancelled: `${what} was cancelled`,
    closed: `${what} was stopped because its session is being closed`,
  };
  const details = end.type === 'done' ? ['The cmdlet had finished all the same'] : [];
  return new SessionError(reason, messages[reason], { details });
}

function describeExit(exit: TransportExit): string {
  if (exit.problem !== undefined) return ` before it began (${exit.problem})`;
  if (exit.signal !== undefined) return ` by ${exit.signal}`;
  return exit.exitCode === undefined ? '' : ` with exit code ${exit.exitCode}`;
}
