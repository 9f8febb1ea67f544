import { SessionError } from './errors.js';
import type { PowerShellSession } from './session.js';
import { WaitingLine } from './waiting-line.js';

/** How many sessions, and when one is replaced. */
export interface PoolOptions {
  /** Sessions at most; each is opened when it is first needed. */
  size: number;
  open: () => Promise<PowerShellSession>;
  /** Calls after which an idle session is replaced. Default 2,000: the transport keeps a little of every answer. */
  maxCalls?: number;
  /** Characters received after which an idle session is replaced. Default 32 MiB. */
  maxBytes?: number;
}

/**
 * A few sessions, lent one at a time to one caller each, in the order of asking. A session that was lost or poisoned is
 * replaced when the next caller needs one.
 */
export class SessionPool {
  readonly #options: Required<PoolOptions>;
  readonly #line = new WaitingLine<void>();
  readonly #idle: PowerShellSession[] = [];
  readonly #lent = new Set<PowerShellSession>();
  readonly #opening = new Set<Promise<PowerShellSession>>();
  readonly #ending = new Set<Promise<void>>();
  #free: number;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = { maxCalls: 2_000, maxBytes: 32 * 1024 * 1024, ...options };
    this.#free = options.size;
  }

  /**
   * Lends a session for the time of `work`. The session must not be used after it.
   * @throws SessionError `cancelled` or `closed` while waiting, `start` when none comes up; else what `work` throws.
   */
  async use<T>(work: (session: PowerShellSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#lend(work, signal, () => Promise.resolve());
  }

  /**
   * Lends a session that has done nothing yet. The idle ones are ended before: one of them may be what failed, and its
   * DISM host may still hold a mount. Errors as {@link use}.
   */
  async useFresh<T>(work: (session: PowerShellSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#lend(work, signal, async () => { await Promise.all(this.#idle.splice(0).map((session) => this.#end(session))); });
  }

  async #lend<T>(work: (session: PowerShellSession) => Promise<T>, signal: AbortSignal | undefined, before: () => Promise<void>): Promise<T> {
    await this.#takeTurn(signal);
    let session: PowerShellSession | undefined;
    try {
      await before();
      session = await this.#take();
      return await work(session);
    } finally {
      if (session !== undefined) this.#giveBack(session);
      if (!this.#line.serve()) this.#free += 1;
    }
  }

  /** Refuses those who wait, closes every session (a running call is stopped) and waits for their end. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#line.refuseAll(closed());
    for (const session of [...this.#idle.splice(0), ...this.#lent]) void this.#end(session);
    await Promise.allSettled(this.#opening);
    await Promise.all(this.#ending);
  }

  async #takeTurn(signal: AbortSignal | undefined): Promise<void> {
    if (this.#closed) throw closed();
    const cancelled = (): SessionError => new SessionError('cancelled', 'Waiting for a PowerShell session was cancelled');
    if (signal?.aborted === true) throw cancelled();
    if (this.#free > 0) this.#free -= 1;
    else await this.#line.wait(signal, cancelled);
  }

  async #take(): Promise<PowerShellSession> {
    let session: PowerShellSession | undefined;
    while ((session = this.#idle.pop()) !== undefined && session.state !== 'ready') void this.#end(session);
    session ??= await this.#open();
    if (this.#closed) throw closed();
    this.#lent.add(session);
    return session;
  }

  async #open(): Promise<PowerShellSession> {
    const opening = this.#options.open().then((session) => {
      if (this.#closed) void this.#end(session);
      return session;
    });
    this.#opening.add(opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(opening);
    }
  }

  #giveBack(session: PowerShellSession): void {
    this.#lent.delete(session);
    const { calls, bytes } = session.usage;
    const worn = calls >= this.#options.maxCalls || bytes >= this.#options.maxBytes;
    if (this.#closed || worn || session.state !== 'ready') void this.#end(session);
    else this.#idle.push(session);
  }

  #end(session: PowerShellSession): Promise<void> {
    const ending = session.close().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    return ending;
  }
}

function closed(): SessionError {
  return new SessionError('closed', 'The pool of PowerShell sessions is closed');
}
