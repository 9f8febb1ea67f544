import type { PowerShellSession } from '../powershell/session.js';
import { openSession } from './open-session.js';
import type { SessionChoice } from './open-session.js';

/** What a run gives to a session that was there before it. */
export interface SessionHome {
  /** Folder for long answers and cancel files; must be there. */
  readonly folder: string;
  /** What the process prints besides its answers, for the debug log. */
  readonly onLog: (line: string) => void;
  /** Ends the start where it still goes on. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The first session of a run, which comes up while the media is inspected and the run is planned. Nothing is made for it
 * but its process. What goes wrong with it is told to who takes it, and to nobody where there is no run.
 */
export class EarlySession {
  readonly #abort = new AbortController();
  readonly #said: string[] = [];
  #begun = false;
  #session: Promise<PowerShellSession> | undefined;
  #home: SessionHome | undefined;

  /** Starts its process, unless that was done before. */
  begin(choice: SessionChoice): void {
    if (this.#begun) return;
    this.#begun = true;
    const log = (line: string): void => {
      if (this.#home === undefined) this.#said.push(line);
      else this.#home.onLog(line);
    };
    this.#session = openSession(choice, { workspace: () => this.#folder(), signal: this.#abort.signal, onLog: log });
    this.#session.catch(() => undefined);
  }

  /**
   * The session, for the one who asks first; undefined for whoever comes later, and where it has ended meanwhile.
   * @throws SessionError as PowerShellSession.open and findPowerShell
   */
  async take(home: SessionHome): Promise<PowerShellSession | undefined> {
    const taken = this.#session;
    if (taken === undefined) return undefined;
    this.#session = undefined;
    this.#home = home;
    for (const line of this.#said.splice(0)) home.onLog(line);
    const onAbort = (): void => { this.#abort.abort(); };
    if (home.signal?.aborted === true) onAbort();
    home.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const session = await taken;
      if (session.state === 'ready') return session;
      await session.close();
      return undefined;
    } finally {
      home.signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Ends it where nobody has taken it, and waits until its process is gone. Never rejects. */
  async end(): Promise<void> {
    const unwanted = this.#session;
    this.#session = undefined;
    if (unwanted === undefined) return;
    this.#abort.abort();
    await unwanted.then((session) => session.kill()).catch(() => undefined);
  }

  #folder(): string {
    if (this.#home === undefined) throw new Error('The session belongs to no run yet');
    return this.#home.folder;
  }
}
