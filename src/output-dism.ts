import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DismClient } from './dism/client.js';
import type { OpenJob } from './output-job.js';
import { SessionPool } from './powershell/pool.js';
import { checkElevation } from './preflight/check-host.js';
import { openSessions } from './run/sessions.js';
import { Workspace } from './run/workspace.js';
import type { Backend } from './schema/common.js';
import type { ServicingRequest } from './schema/request.js';
import type { HostInfo } from './schema/result.js';

/** DISM for the calls of one job. */
export interface JobDism {
  /** One call of the client, in the job's session. */
  call<T>(work: (client: DismClient) => Promise<T>, onProgress?: (percent: number) => void): Promise<T>;
  /** What the session runs on. */
  host(): HostInfo | undefined;
}

/**
 * Opens a session for a job and closes it. The DISM log lies in the folder for temporary files: it stays where the job failed.
 * @throws ServicingError of the session, `permission` without elevation; else what the work throws
 */
export async function withDism<T>(
  job: OpenJob, request: Pick<ServicingRequest, 'powershell' | 'dismPath' | 'timeouts'>, backend: Backend, work: (dism: JobDism) => Promise<T>,
): Promise<T> {
  const { events, signal, folder } = job;
  const workspace = new Workspace(dirname(folder), basename(folder));
  const logPath = join(tmpdir(), `offline-servicing-${events.runId}.log`);
  const scratchDirectory = join(folder, 'scratch');
  let host: HostInfo | undefined;
  const pool = new SessionPool({
    size: 1, open: openSessions({ request, backend, workspace, events, onHost: (opened) => { host ??= opened; }, onLog: () => undefined }),
  });
  try {
    await mkdir(scratchDirectory, { recursive: true });
    await pool.use(() => Promise.resolve(), signal);
    if (host !== undefined) checkElevation(host);
    const result = await work({
      call: (once, onProgress) => pool.use((session) => once(new DismClient(session, {
        logPath, scratchDirectory, signal, timeouts: request.timeouts,
        onProgress: ({ percent }) => { onProgress?.(percent); },
        onWarning: (message) => { events.emit({ type: 'warning', message }); },
      })), signal),
      host: () => host,
    });
    await rm(logPath, { force: true });
    return result;
  } finally {
    await pool.close();
  }
}
