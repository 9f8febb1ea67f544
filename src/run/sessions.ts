import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handshake, PowerShellSession } from '../powershell/session.js';
import type { HostInfo } from '../schema/result.js';
import type { EarlySession } from './early-session.js';
import type { EventStream } from './event-stream.js';
import { openSession } from './open-session.js';
import type { SessionChoice } from './open-session.js';
import type { Workspace } from './workspace.js';

export interface SessionSetup extends SessionChoice {
  readonly workspace: Workspace;
  readonly events: EventStream;
  readonly onHost: (host: HostInfo) => void;
  readonly onLog: (line: string) => void;
  /** One that was begun before there was a run; the first to be opened is this. */
  readonly early?: EarlySession | undefined;
}

/** How the run's pool opens a session: the PowerShell of the request or of this computer, with the backend's module. */
export function openSessions(setup: SessionSetup): (signal?: AbortSignal) => Promise<PowerShellSession> {
  const { workspace, events, onLog, early } = setup;
  return async (signal) => {
    const folder = join(workspace.root, 'sessions');
    await mkdir(folder, { recursive: true });
    const session = await early?.take({ folder, onLog, signal })
      ?? await openSession(setup, { workspace: folder, onLog, ...(signal === undefined ? {} : { signal }) });
    const host = hostOf(session.handshake);
    setup.onHost(host);
    // Whoever cannot take the event (a full disk) must not cost the session: it is what discards the mounts then.
    events.emitAtEnd({
      type: 'session-opened', pid: session.handshake.pid, powershell: `${host.powershell} (${host.powershellVersion})`, edition: host.powershellEdition,
      dismVersion: host.dismVersion, dismPath: host.dismPath,
    });
    return session;
  };
}

/** A handshake as the host part of a result. */
export function hostOf(handshake: Handshake): HostInfo {
  return {
    backend: handshake.backend, powershell: handshake.executable, powershellVersion: handshake.powershellVersion,
    powershellEdition: handshake.edition, dismVersion: handshake.dismVersion, dismPath: handshake.dismPath,
    elevated: handshake.elevated, is64Bit: handshake.is64Bit, ...(handshake.volume === undefined ? {} : { volume: handshake.volume }),
    platform: `${process.platform} ${process.arch}`, nodeVersion: process.version,
  };
}
