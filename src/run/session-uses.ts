import type { PowerShellSession } from '../powershell/session.js';
import type { SessionUse } from '../schema/session-use.js';

/** Calls of a step that follow each other in one session are one use of it. */
const sameUseMs = 50;

/** Notes which sessions a step has, and for how long. */
export class SessionUses {
  readonly #uses: SessionUse[] = [];

  /** Notes what `work` takes; the session is the caller's for that time. */
  async during<T>({ handshake: { pid } }: Pick<PowerShellSession, 'handshake'>, work: () => Promise<T>): Promise<T> {
    const started = Date.now();
    try {
      return await work();
    } finally {
      this.#add(pid, started, Date.now());
    }
  }

  /** For a result or an event: nothing where no session was used. */
  get noted(): { sessions?: SessionUse[] } {
    return this.#uses.length === 0 ? {} : { sessions: [...this.#uses] };
  }

  #add(pid: number, started: number, ended: number): void {
    const last = this.#uses.at(-1);
    if (last?.pid === pid && started - (Date.parse(last.startedAt) + last.durationMs) <= sameUseMs) {
      last.durationMs = ended - Date.parse(last.startedAt);
    } else {
      this.#uses.push({ pid, startedAt: new Date(started).toISOString(), durationMs: ended - started });
    }
  }
}
