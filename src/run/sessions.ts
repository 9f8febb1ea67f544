import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findPowerShell } from '../powershell/find-powershell.js';
import { PowerShellSession } from '../powershell/session.js';
import type { Handshake } from '../powershell/session.js';
import type { Backend } from '../schema/common.js';
import type { ServicingRequest } from '../schema/request.js';
import type { HostInfo } from '../schema/result.js';
import type { EventStream } from './event-stream.js';
import type { Workspace } from './workspace.js';

export interface SessionSetup {
  readonly request: Pick<ServicingRequest, 'powershell' | 'dismPath'>;
  readonly backend: Backend;
  readonly workspace: Workspace;
  readonly events: EventStream;
  readonly signal: AbortSignal;
  readonly onHost: (host: HostInfo) => void;
  readonly onLog: (line: string) => void;
}

/** How the run's pool opens a session: the PowerShell of the request or of this computer, with the backend's module. */
export function openSessions(setup: SessionSetup): () => Promise<PowerShellSession> {
  const { request, backend, workspace, events } = setup;
  return async () => {
    const { executable } = await findPowerShell(request.powershell === undefined ? {} : { explicit: request.powershell });
    const folder = join(workspace.root, 'sessions');
    await mkdir(folder, { recursive: true });
    const session = await PowerShellSession.open({
      executable, backend, workspace: folder, onLog: setup.onLog, ...(request.dismPath === undefined ? {} : { dismPath: request.dismPath }),
    });
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
