import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from '../schema/common.js';
import { Call } from './call.js';
import type { Channel, ChannelExit } from './channel.js';
import { CmdletError, SessionError } from './errors.js';
import { FrameError, protocolVersion, requestLine } from './protocol.js';
import type { BridgeRequest, ErrorFrame, Greeting, SpoolFrame } from './protocol.js';
import { readSpool } from './spool.js';
import { startChannel } from './start-channel.js';
import type { StartedChannel } from './start-channel.js';
import { WaitingLine } from './waiting-line.js';

const defaultStallWarningMs = 600_000;
/** How long a stopped cmdlet may take to notice before its process tree is ended. */
const defaultGraceMs = 15_000;
const quitMs = 5_000;
/** A request longer than this goes through a file: what a line of stdin may hold differs between hosts. */
const longestRequestLine = 16_384;

/** What a session told about itself before its first call. */
export interface Handshake extends Omit<Greeting, 'ownGroup'> {
  /** Absolute path of the PowerShell that runs it. */
  executable: string;
}

/** How to open a session. */
export interface SessionOptions {
  /** Absolute path, from findPowerShell. */
  executable: string;
  backend: Backend;
  /** Folder or manifest of another Dism module than the backend's own, as an absolute path. */
  dismPath?: string;
  /**
   * Folder for long answers and cancel files, in which the process is started too; made if missing. A function where
   * there is none yet when the session is opened: asked at each call, and its folder is there by then.
   */
  workspace: string | (() => string);
  startTimeoutMs?: number;
  /** Milliseconds from the request to stop a cmdlet to the end of the process tree. Default 15,000. */
  graceMs?: number;
  /** Ends the start, not the opened session. */
  signal?: AbortSignal;
  /** A further module (absolute path) with cmdlets to allow, for tests. */
  extra?: { module: string; cmdlets: string[] };
  /** What the process prints besides frames, for the debug log. */
  onLog?: (line: string) => void;
}

/** One call of a cmdlet. */
export interface InvokeOptions {
  /** Name without module, e.g. `Mount-WindowsImage`. */
  cmdlet: string;
  /** Values by parameter name, as JSON data; a switch is a boolean. */
  parameters: Record<string, unknown>;
  /** Milliseconds; then the cmdlet is stopped and the session given up. */
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  /** Percent is -1 where the cmdlet does not know it. */
  onProgress?: ((progress: { percent: number; activity?: string; status?: string }) => void) | undefined;
  onWarning?: ((text: string) => void) | undefined;
  /** Also asks the cmdlet for its verbose messages. */
  onVerbose?: ((text: string) => void) | undefined;
  /** Milliseconds without progress until onStall. Default ten minutes. */
  stallWarningMs?: number;
  /** Told each time that this long passed without progress. Never ends the cmdlet: DISM may be silent for long. */
  onStall?: () => void;
}

/** What a cmdlet returned. */
export interface InvokeResult {
  /** One record an object, with its type name in `$type`; what has no properties is in `value`. */
  output: Record<string, unknown>[];
  warnings: string[];
  durationMs: number;
}

/** `poisoned`: it gave no proper answer or its call was stopped, and takes no more. */
export type SessionState = 'ready' | 'busy' | 'poisoned' | 'closing' | 'closed';

/** How a session ended, and what it last wrote to stderr. */
export type SessionExit = ChannelExit;

/** A PowerShell process that stays, with the bridge and a Dism module in it. */
export class PowerShellSession {
  readonly handshake: Handshake;
  /** Settles when the process has ended, for whatever reason. Never rejects. */
  readonly closed: Promise<SessionExit>;
  readonly #channel: Channel;
  readonly #options: SessionOptions;
  readonly #nonce: string;
  readonly #line = new WaitingLine<void>();
  #busy = false;
  #running: Promise<void> = Promise.resolve();
  #closing: Promise<SessionExit> | undefined;
  #ended = false;
  #calls = 0;

  private constructor(options: SessionOptions, { channel, greeting, nonce }: StartedChannel) {
    const { ownGroup, ...facts } = greeting;
    this.#options = options;
    this.#nonce = nonce;
    this.#channel = channel;
    this.handshake = { ...facts, executable: options.executable };
    channel.tree = { pid: greeting.pid, ownGroup };
    this.closed = channel.closed;
    void this.closed.then(() => {
      this.#ended = true;
      this.#line.refuseAll(this.#unusable());
    });
  }

  /**
   * Starts PowerShell with the bridge and the Dism module in it.
   * @throws SessionError with reason `start` or `cancelled`; nothing is left running.
   */
  static async open(options: SessionOptions): Promise<PowerShellSession> {
    return new PowerShellSession(options, await startChannel(options));
  }

  get state(): SessionState {
    if (this.#ended) return 'closed';
    if (this.#closing !== undefined) return 'closing';
    if (!this.#channel.usable) return 'poisoned';
    return this.#busy ? 'busy' : 'ready';
  }

  /** What the session has done so far; the pool replaces one that has done much. */
  get usage(): { calls: number; bytes: number } {
    return { calls: this.#calls, bytes: this.#channel.received };
  }

  /**
   * Runs a cmdlet, after those that were asked for before.
   * @throws CmdletError when the cmdlet failed; SessionError when the session gave no result, with nothing running any more.
   */
  async invoke(options: InvokeOptions): Promise<InvokeResult> {
    await this.#takeTurn(options);
    try {
      if (this.state !== 'busy') throw this.#unusable();
      const running = this.#call(options);
      this.#running = running.then(nothing, nothing);
      return await running;
    } finally {
      if (!this.#channel.usable) this.#line.refuseAll(this.#unusable());
      this.#busy = this.#line.serve();
    }
  }

  /** Ends the session: waiting calls are refused, a running one is stopped, then PowerShell is asked to exit. */
  async close(): Promise<void> {
    this.#closing ??= Promise.resolve().then(() => this.#close());
    await this.#closing;
  }

  /** Ends the process with all its children at once. */
  async kill(): Promise<void> {
    this.#line.refuseAll(this.#unusable());
    await this.#channel.kill();
  }

  async #close(): Promise<SessionExit> {
    this.#line.refuseAll(this.#unusable());
    this.#channel.stop('closed');
    await this.#running;
    return await this.#channel.quit(quitMs);
  }

  async #takeTurn(options: InvokeOptions): Promise<void> {
    if (options.signal?.aborted === true) throw cancelledBefore(options);
    if (this.state !== 'ready' && this.state !== 'busy') throw this.#unusable();
    if (this.#busy) await this.#line.wait(options.signal, () => cancelledBefore(options));
    this.#busy = true;
  }

  async #call(options: InvokeOptions): Promise<InvokeResult> {
    const started = performance.now();
    const stallMs = options.stallWarningMs ?? defaultStallWarningMs;
    const stall = options.onStall === undefined ? undefined : setInterval(options.onStall, stallMs);
    const { onProgress, onWarning, onVerbose } = options;
    const call = new Call(String(++this.#calls), {
      onWarning,
      onVerbose,
      onProgress: (progress) => {
        stall?.refresh();
        onProgress?.(progress);
      },
    });
    const { workspace } = this.#options;
    const file = join(typeof workspace === 'string' ? workspace : workspace(), `${this.#nonce}-${call.id}`);
    const request = this.#request(options, call.id, file);
    /** Files that the call may leave behind. Most calls have none, and asking the disk would be a good part of their time. */
    const remains = new Set([request.spoolFile]);
    try {
      let line = requestLine(request);
      if (line.length > longestRequestLine) {
        const requestFile = `${file}.request`;
        remains.add(requestFile);
        await writeFile(requestFile, JSON.stringify(request));
        line = requestLine({ v: protocolVersion, id: call.id, requestFile });
      }
      // Stopping begins with the exchange; what came before it is seen here.
      if (this.state !== 'busy') throw this.#unusable();
      if (options.signal?.aborted === true) throw cancelledBefore(options);
      const end = await this.#channel.exchange(call, line, {
        cancelFile: request.cancelFile,
        what: options.cmdlet,
        deadlineMs: options.deadlineMs,
        graceMs: this.#options.graceMs ?? defaultGraceMs,
        signal: options.signal,
      });
      if (end.type === 'failed') throw end.error;
      if (end.type === 'error') throw this.#toError(end.frame, options.cmdlet, call.warnings);
      if (call.listenerError !== undefined) throw call.listenerError;
      const output = call.spool === undefined ? call.items : await this.#readSpool(call.spool);
      // The bridge makes the file only to name it in a frame, and reading it has removed it.
      remains.delete(request.spoolFile);
      return { output, warnings: call.warnings, durationMs: Math.round(performance.now() - started) };
    } finally {
      clearInterval(stall);
      await Promise.all([...remains].map((name) => rm(name, { force: true }))).catch(() => undefined);
    }
  }

  #request(options: InvokeOptions, id: string, file: string): Extract<BridgeRequest, { cmdlet: string }> {
    return {
      v: protocolVersion,
      id,
      cmdlet: options.cmdlet,
      parameters: options.parameters,
      verbose: options.onVerbose !== undefined,
      cancelFile: `${file}.cancel`,
      spoolFile: `${file}.jsonl`,
      deadlineMs: Math.round(options.deadlineMs),
    };
  }

  async #readSpool(frame: SpoolFrame): Promise<Record<string, unknown>[]> {
    try {
      return await readSpool(frame);
    } catch (error) {
      this.#channel.usable = false;
      const message = error instanceof FrameError ? error.message : `The answer in ${frame.path} cannot be read`;
      throw new SessionError('protocol', message, { cause: error });
    }
  }

  #toError(frame: ErrorFrame, cmdlet: string, warnings: string[]): Error {
    if (frame.kind === 'cancelled' || frame.kind === 'deadline') {
      // Stopped from the other side: a Ctrl+C of the console's, or the session's own clock.
      this.#channel.usable = false;
      return new SessionError(frame.kind, `${cmdlet} was stopped (${frame.kind})`, { hresult: frame.hresult });
    }
    if (frame.kind === 'bridge') {
      this.#channel.usable = false;
      return new SessionError('protocol', `The session could not run ${cmdlet}: ${frame.message}`, { details: [frame.errorType] });
    }
    return new CmdletError(frame.message, {
      cmdlet,
      type: frame.errorType,
      hresult: frame.hresult,
      category: frame.category,
      fullyQualifiedErrorId: frame.fullyQualifiedErrorId,
      position: frame.position,
      warnings,
      others: frame.others,
    });
  }

  #unusable(): SessionError {
    return this.#closing === undefined
      ? new SessionError('lost', 'The PowerShell session is gone and takes no more calls')
      : new SessionError('closed', 'The PowerShell session is closed');
  }
}

function cancelledBefore(options: InvokeOptions): SessionError {
  return new SessionError('cancelled', `${options.cmdlet} was cancelled before it began`);
}

function nothing(): void {
  // Whoever called has the error; this copy only says when.
}
