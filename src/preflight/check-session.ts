import { DismClient } from '../dism/client.js';
import type { SessionPool } from '../powershell/pool.js';
import type { HostInfo } from '../schema/result.js';
import { checkHost } from './check-host.js';
import { judgeMounts } from './check-mounts.js';

export interface SessionChecks {
  readonly pool: SessionPool;
  /** Known once a session is open. */
  readonly host: () => HostInfo | undefined;
  /** Of the Windows that is to be serviced. */
  readonly build: number;
  /** For the one DISM call. */
  readonly logPath: string;
  readonly scratchDirectory: string;
  /** The folders that the run will mount at, and how many at once. */
  readonly mountFolders: readonly string[];
  readonly mountsAtOnce: number;
  readonly signal: AbortSignal;
}

/**
 * Opens the first session and checks what only it can tell: elevation, volume, DISM's version, and with native DISM
 * the mounts of this computer.
 * @returns warnings
 * @throws ServicingError as checkHost and judgeMounts, and of the session
 */
export async function checkSession(checks: SessionChecks): Promise<string[]> {
  const { pool, build, logPath, scratchDirectory, signal } = checks;
  await pool.use(() => Promise.resolve(), signal);
  const host = checks.host();
  if (host === undefined) return [];
  const warnings = checkHost(host, build);
  // The rehearsal's mounts are its own affair.
  if (host.backend !== 'native') return warnings;
  const mounted = await pool.use((session) => new DismClient(session, { logPath, scratchDirectory, signal }).getMountedImages(), signal);
  return [...warnings, ...judgeMounts({ mounted, needed: checks.mountsAtOnce, folders: checks.mountFolders })];
}
