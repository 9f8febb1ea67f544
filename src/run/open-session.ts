import { findPowerShell } from '../powershell/find-powershell.js';
import { PowerShellSession } from '../powershell/session.js';
import type { SessionOptions } from '../powershell/session.js';
import type { Backend } from '../schema/common.js';
import type { ServicingRequest } from '../schema/request.js';

/** Which PowerShell, with which Dism module in it. */
export interface SessionChoice {
  readonly request: Pick<ServicingRequest, 'powershell' | 'dismPath'>;
  readonly backend: Backend;
}

/**
 * Opens a session on the PowerShell of the request or of this computer, with the backend's module.
 * @throws SessionError as PowerShellSession.open and findPowerShell
 */
export async function openSession({ request, backend }: SessionChoice, options: Pick<SessionOptions, 'workspace' | 'onLog' | 'signal'>): Promise<PowerShellSession> {
  const { executable } = await findPowerShell(request.powershell === undefined ? {} : { explicit: request.powershell });
  return PowerShellSession.open({ executable, backend, ...options, ...(request.dismPath === undefined ? {} : { dismPath: request.dismPath }) });
}
