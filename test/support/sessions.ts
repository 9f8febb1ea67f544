import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/files/package-root.js';
import { findPowerShell } from '../../src/powershell/find-powershell.js';
import { PowerShellSession } from '../../src/powershell/session.js';
import type { InvokeOptions, InvokeResult, SessionOptions } from '../../src/powershell/session.js';

/** A file of test/support. */
export function support(...parts: string[]): string {
  return join(packageRoot(), 'test', 'support', ...parts);
}

/** Cmdlets of TestCmdlets.psm1. */
export const testCmdlets = [
  'Get-TestPackage', 'Get-TestMixture', 'Get-TestEcho', 'Get-TestValue', 'Invoke-TestWork', 'Invoke-TestHang', 'Start-TestChild', 'Invoke-TestError',
  'Write-TestNoise', 'Read-TestInput',
];

/** Sessions of one test file, in a folder of their own; `cleanUp` leaves nothing behind. */
export class SessionRig {
  readonly log: string[] = [];
  #sessions: PowerShellSession[] = [];
  #folder: string | undefined;

  /** A folder that lives as long as the rig. */
  async folder(): Promise<string> {
    return (this.#folder ??= await mkdtemp(join(tmpdir(), 'osf-session-')));
  }

  /** A session on the stand-in interpreter. */
  async fake(options: Partial<SessionOptions> = {}): Promise<PowerShellSession> {
    return await this.#open({ executable: support('fake-powershell.mjs'), ...options });
  }

  /** A session on a real PowerShell (that of the environment, else the usual one), with the test cmdlets. */
  async real(options: Partial<SessionOptions> = {}): Promise<PowerShellSession> {
    const { executable } = await findPowerShell({ explicit: process.env['OFFLINE_SERVICING_TEST_POWERSHELL'] });
    return await this.#open({
      executable,
      dismPath: support('dism'),
      extra: { module: support('TestCmdlets.psm1'), cmdlets: testCmdlets },
      ...options,
    });
  }

  async cleanUp(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.kill()));
    this.#sessions = [];
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  async #open(options: Partial<SessionOptions> & { executable: string }): Promise<PowerShellSession> {
    const session = await PowerShellSession.open({
      backend: 'rehearsal',
      workspace: await this.folder(),
      graceMs: 300,
      onLog: (line) => this.log.push(line),
      ...options,
    });
    this.#sessions.push(session);
    return session;
  }
}

/** Calls a cmdlet with a deadline that no test should meet. */
export async function call(
  session: PowerShellSession,
  cmdlet: string,
  parameters: Record<string, unknown> = {},
  options: Partial<InvokeOptions> = {},
): Promise<InvokeResult> {
  return await session.invoke({ cmdlet, parameters, deadlineMs: 120_000, ...options });
}

/** The error that a promise rejects with; a fulfilled one is an error of the test. */
export async function errorOf<T extends Error>(type: new (...args: never[]) => T, promise: Promise<unknown>): Promise<T> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new Error(`${type.name} was expected, and there was no error`);
}

const patienceMs = 60_000;

/** Waits until something is so, longer than the busiest machine needs. @throws when it never is. */
export async function until(what: string, test: () => boolean): Promise<void> {
  for (const end = performance.now() + patienceMs; !test(); await new Promise((resolve) => setTimeout(resolve, 10))) {
    if (performance.now() > end) throw new Error(`Not so within ${patienceMs} ms: ${what}`);
  }
}
