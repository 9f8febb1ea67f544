import { SessionError } from './errors.js';
import type { PowerShellSession } from './session.js';
import { WaitingLine } from './waiting-line.js';

/** How many sessions, and when one is replaced. */
export interface PoolOptions {
  /** Sessions at most; each is opened when it is first needed, or before by {@link SessionPool.warm}. */
  size: number;
  /** @param signal fires when the pool is closed: a session that is just coming up is wanted no more */
  open: (signal: AbortSignal) => Promise<PowerShellSession>;
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
  /** Those whose turn it is and who wait for a session: one that comes up, or one that comes back before it. */
  readonly #takers = new WaitingLine<PowerShellSession>();
  /** The same for those who want one that has done nothing yet. */
  readonly #freshTakers = new WaitingLine<PowerShellSession>();
  #idle: PowerShellSession[] = [];
  readonly #lent = new Set<PowerShellSession>();
  readonly #opening = new Set<Promise<void>>();
  readonly #ending = new Set<Promise<void>>();
  readonly #closing = new AbortController();
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
    return this.#lend(work, signal, () => this.#takeIdle() ?? this.#waitIn(this.#takers, signal));
  }

  /**
   * Lends a session that has done nothing yet. The idle ones that have are ended before: one of them may be what failed,
   * and its DISM host may still hold a mount. Errors as {@link use}.
   */
  async useFresh<T>(work: (session: PowerShellSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#lend(work, signal, async () => {
      const used = this.#idle.filter((session) => session.usage.calls > 0);
      this.#idle = this.#idle.filter((session) => !used.includes(session));
      await Promise.all(used.map((session) => this.#end(session)));
      return this.#takeIdle() ?? this.#waitIn(this.#freshTakers, signal);
    });
  }

  /**
   * Begins to open sessions, beside whatever else goes on, until there are that many in all, within the size of the pool.
   * One that does not come up is no failure here: who needs it opens another, and has the error then.
   */
  warm(count: number): void {
    const missing = Math.min(count, this.#options.size) - this.#idle.length - this.#lent.size - this.#opening.size;
    for (let more = 0; more < missing && !this.#closed; more++) this.#open(() => { this.#openForTakers(); });
  }

  async #lend<T>(work: (session: PowerShellSession) => Promise<T>, signal: AbortSignal | undefined, take: () => PowerShellSession | Promise<PowerShellSession>): Promise<T> {
    await this.#takeTurn(signal);
    let session: PowerShellSession | undefined;
    try {
      session = await take();
      return await work(session);
    } finally {
      if (session !== undefined) this.#giveBack(session);
      if (!this.#line.serve()) this.#free += 1;
    }
  }

  /** Refuses those who wait, closes every session (a running call is stopped) and waits for their end. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const line of [this.#line, this.#takers, this.#freshTakers]) line.refuseAll(closed());
    this.#closing.abort();
    for (const session of [...this.#idle.splice(0), ...this.#lent]) void this.#end(session);
    await Promise.all(this.#opening);
    await Promise.all(this.#ending);
  }

  async #takeTurn(signal: AbortSignal | undefined): Promise<void> {
    if (this.#closed) throw closed();
    if (signal?.aborted === true) throw cancelled();
    if (this.#free > 0) this.#free -= 1;
    else await this.#line.wait(signal, cancelled);
  }

  #takeIdle(): PowerShellSession | undefined {
    let session: PowerShellSession | undefined;
    while ((session = this.#idle.pop()) !== undefined && session.state !== 'ready') void this.#end(session);
    if (session !== undefined) this.#lent.add(session);
    return session;
  }

  async #waitIn(takers: WaitingLine<PowerShellSession>, signal: AbortSignal | undefined): Promise<PowerShellSession> {
    if (this.#closed) throw closed();
    const session = takers.wait(signal, cancelled);
    this.#openForTakers();
    return session;
  }

  /**
   * One for each who waits. When it fails, the first of them has the error; the others have theirs coming. Where that one has
   * come later, for one who gave up waiting, it has another opened: what ended the start (a Ctrl+C) is not its affair.
   */
  #openForTakers(): void {
    while (!this.#closed && this.#opening.size < this.#takers.length + this.#freshTakers.length) {
      const lines = [this.#freshTakers, this.#takers].map((line) => ({ line, came: line.came }));
      this.#open((error) => {
        lines.find(({ line, came }) => line.refuseFirst(error, came));
        this.#openForTakers();
      });
    }
  }

  #open(onFailure: (error: unknown) => void): void {
    const opening: Promise<void> = this.#options.open(this.#closing.signal).then(
      (session) => {
        this.#opening.delete(opening);
        this.#offer(session, [this.#freshTakers, this.#takers]);
      },
      (error: unknown) => {
        this.#opening.delete(opening);
        onFailure(error);
      },
    );
    this.#opening.add(opening);
  }

  #giveBack(session: PowerShellSession): void {
    this.#lent.delete(session);
    const { calls, bytes } = session.usage;
    const worn = calls >= this.#options.maxCalls || bytes >= this.#options.maxBytes;
    if (worn || session.state !== 'ready') void this.#end(session);
    else this.#offer(session, [this.#takers]);
  }

  /** Lent to the first who waits for such a one, else idle. */
  #offer(session: PowerShellSession, lines: readonly WaitingLine<PowerShellSession>[]): void {
    if (this.#closed) {
      void this.#end(session);
      return;
    }
    const line = lines.find((takers) => takers.length > 0);
    if (line === undefined) this.#idle.push(session);
    else {
      this.#lent.add(session);
      line.serve(session);
    }
  }

  #end(session: PowerShellSession): Promise<void> {
    const ending = session.close().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    return ending;
  }
}

function cancelled(): SessionError {
  return new SessionError('cancelled', 'Waiting for a PowerShell session was cancelled');
}

function closed(): SessionError {
  return new SessionError('closed', 'The pool of PowerShell sessions is closed');
}
