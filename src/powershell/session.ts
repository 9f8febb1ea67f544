import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, win32 } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../files/package-root.js';
import type { Backend } from '../schema/common.js';
import { Call } from './call.js';
import type { CallEnd } from './call.js';
import { Channel } from './channel.js';
import type { ChannelExit } from './channel.js';
import { sessionEnvironment } from './environment.js';
import { CmdletError, SessionError } from './errors.js';
import { NodePowerShellTransport } from './node-powershell-transport.js';
import { connectLine, FrameError, greetingSchema, protocolVersion, requestLine } from './protocol.js';
import type { BridgeRequest, ConnectRequest, Greeting } from './protocol.js';
import { readSpool } from './spool.js';
import { WaitingLine } from './waiting-line.js';

/** Windows PowerShell may take long to come up on a busy machine with a virus scanner. */
const defaultStartTimeoutMs = 120_000;
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
  /** Folder for long answers and cancel files; made if missing. */
  workspace: string;
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
  signal?: AbortSignal;
  /** Percent is -1 where the cmdlet does not know it. */
  onProgress?: (progress: { percent: number; activity?: string; status?: string }) => void;
  onWarning?: (text: string) => void;
  /** Also asks the cmdlet for its verbose messages. */
  onVerbose?: (text: string) => void;
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
  #closing: Promise<SessionExit> | undefined;
  #ended = false;
  #calls = 0;

  private constructor(options: SessionOptions, nonce: string, channel: Channel, greeting: Greeting) {
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
   * Starts PowerShell, loads the bridge and the Dism module, and checks that it is the backend that was asked for.
   * @throws SessionError with reason `start` or `cancelled`; nothing is left running.
   */
  static async open(options: SessionOptions): Promise<PowerShellSession> {
    if (options.signal?.aborted === true) throw startError('cancelled', 'The start of a PowerShell session was cancelled');
    await mkdir(options.workspace, { recursive: true });
    const nonce = randomBytes(12).toString('hex');
    const log = options.onLog ?? (() => undefined);
    const channel = new Channel(nonce, log);
    const request: ConnectRequest = {
      v: protocolVersion,
      id: 'connect',
      nonce,
      spoolFile: join(options.workspace, `${nonce}-connect.jsonl`),
      dismPath: dismManifest(options),
      clientPid: process.pid,
      ...(options.extra === undefined ? {} : { extra: options.extra }),
    };
    const call = new Call(request.id, {});
    const bridge = join(packageRoot(), 'ps', 'bridge', 'OfflineServicing.Bridge.psd1');
    const start = (): ReturnType<typeof NodePowerShellTransport.start> =>
      NodePowerShellTransport.start(
        {
          executable: options.executable,
          env: sessionEnvironment(process.env),
          cwd: options.workspace,
          onLine: (line) => channel.onLine(line),
          onErrorLine: (line) => channel.onErrorLine(line),
          onExit: (exit) => channel.onExit(exit),
        },
        connectLine(bridge, request),
      );
    const plan = { deadlineMs: options.startTimeoutMs ?? defaultStartTimeoutMs, graceMs: 0, signal: options.signal };
    const end = await channel.open(call, start, plan);
    const greeting = greetingSchema.safeParse(call.items[0]);
    const problem = whyNotOpen(options, end, greeting);
    if (problem === undefined && greeting.success) return new PowerShellSession(options, nonce, channel, greeting.data);
    await channel.kill();
    throw problem;
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
    const cancelled = (): SessionError => new SessionError('cancelled', `${options.cmdlet} was cancelled before it began`);
    if (options.signal?.aborted === true) throw cancelled();
    if (this.#busy) await this.#line.wait(options.signal, cancelled);
    if (this.state !== 'ready' && this.state !== 'busy') throw this.#unusable();
    this.#busy = true;
    try {
      return await this.#call(options);
    } finally {
      if (!this.#channel.usable) {
        this.#line.refuseAll(this.#unusable());
        this.#busy = false;
      } else if (!this.#line.serve()) this.#busy = false;
    }
  }

  /** Ends the session: waiting calls are refused, a running one is stopped, then PowerShell is asked to exit. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
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
    while (this.#busy && !this.#ended) await new Promise((resolve) => setTimeout(resolve, 10));
    return await this.#channel.quit(quitMs);
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
    const file = join(this.#options.workspace, `${this.#nonce}-${call.id}`);
    const requestFile = `${file}.request`;
    try {
      const line = await this.#requestLine(options, call.id, file, requestFile);
      const end = await this.#channel.exchange(call, line, {
        cancelFile: `${file}.cancel`,
        deadlineMs: options.deadlineMs,
        graceMs: this.#options.graceMs ?? defaultGraceMs,
        signal: options.signal,
      });
      if (end.type === 'failed') throw end.error;
      if (end.type === 'error') throw this.#toError(end.frame, options.cmdlet, call.warnings);
      if (call.listenerError !== undefined) throw call.listenerError;
      const output = call.spool === undefined ? call.items : await this.#readSpool(call.spool);
      return { output, warnings: call.warnings, durationMs: Math.round(performance.now() - started) };
    } finally {
      clearInterval(stall);
      await Promise.all([rm(requestFile, { force: true }), rm(`${file}.jsonl`, { force: true })]).catch(() => undefined);
    }
  }

  async #requestLine(options: InvokeOptions, id: string, file: string, requestFile: string): Promise<string> {
    const request: BridgeRequest = {
      v: protocolVersion,
      id,
      cmdlet: options.cmdlet,
      parameters: options.parameters,
      verbose: options.onVerbose !== undefined,
      cancelFile: `${file}.cancel`,
      spoolFile: `${file}.jsonl`,
      deadlineMs: Math.round(options.deadlineMs),
    };
    const line = requestLine(request);
    if (line.length <= longestRequestLine) return line;
    await writeFile(requestFile, JSON.stringify(request));
    return requestLine({ v: protocolVersion, id, requestFile });
  }

  async #readSpool(frame: NonNullable<Call['spool']>): Promise<Record<string, unknown>[]> {
    try {
      return await readSpool(frame);
    } catch (error) {
      this.#channel.usable = false;
      const message = error instanceof FrameError ? error.message : `The answer in ${frame.path} cannot be read`;
      throw new SessionError('protocol', message, { cause: error });
    }
  }

  #toError(frame: Extract<CallEnd, { type: 'error' }>['frame'], cmdlet: string, warnings: string[]): Error {
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

function dismManifest(options: SessionOptions): string {
  const given = options.dismPath;
  if (given !== undefined) return given.toLowerCase().endsWith('.psd1') ? given : join(given, 'Dism.psd1');
  if (options.backend === 'rehearsal') return join(packageRoot(), 'ps', 'rehearsal', 'bin', 'Dism', 'Dism.psd1');
  const windows = process.env['SystemRoot'] ?? 'C:\\Windows';
  return win32.join(windows, 'System32', 'WindowsPowerShell', 'v1.0', 'Modules', 'Dism', 'Dism.psd1');
}

function whyNotOpen(options: SessionOptions, end: CallEnd, greeting: z.ZodSafeParseResult<Greeting>): SessionError | undefined {
  const { executable } = options;
  if (end.type === 'failed') {
    const { error } = end;
    if (!(error instanceof SessionError)) return startError('start', error.message, { cause: error });
    if (error.reason === 'cancelled') return startError('cancelled', 'The start of a PowerShell session was cancelled');
    return startError('start', `${executable} did not come up: ${error.message}`, { details: error.details, cause: error });
  }
  if (end.type === 'error') {
    return startError('start', `The Dism module cannot be used: ${end.frame.message}`, { hresult: end.frame.hresult, details: [end.frame.errorType] });
  }
  if (!greeting.success) return startError('start', `The handshake does not fit the protocol:\n${z.prettifyError(greeting.error)}`);
  if (greeting.data.backend !== options.backend) {
    return startError('start', `The module at ${greeting.data.dismPath} is ${greeting.data.backend}, not ${options.backend}`);
  }
  return undefined;
}

function startError(reason: 'start' | 'cancelled', message: string, fields: ConstructorParameters<typeof SessionError>[2] = {}): SessionError {
  return new SessionError(reason, message, fields);
}
