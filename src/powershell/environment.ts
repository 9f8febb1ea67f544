import { resolve } from 'node:path';

/** Names the rehearsal's configuration file (docs/rehearsal.md). */
const rehearsalVariable = 'OFFLINE_SERVICING_REHEARSAL';

/**
 * The environment of a session, from ours.
 *
 * PSModulePath goes: Windows PowerShell 5.1 started below PowerShell 7 inherits 7's and fails to load its own modules.
 * NODE_POWERSHELL goes: it would choose the executable of nested tools. TERM and NO_COLOR keep escape sequences out
 * of a piped stdout (pwsh 7 writes some there otherwise); POWERSHELL_* keep pwsh from the network. A session runs in a
 * folder of its own, so a relative path to the rehearsal's configuration is made absolute here. DOTNET_* (hexadecimal: 20,000
 * ms) put off that pwsh 7 compiles hot methods again, which takes a short session more than it gives; what is set already stays.
 */
export function sessionEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const removed = new Set(['psmodulepath', 'node_powershell']);
  const kept = Object.entries(env).filter(([name]) => !removed.has(name.toLowerCase()));
  const rehearsal = env[rehearsalVariable];
  return {
    DOTNET_TieredPGO: '0',
    DOTNET_TC_CallCountingDelayMs: '4e20',
    ...Object.fromEntries(kept),
    ...(rehearsal === undefined || rehearsal === '' ? {} : { [rehearsalVariable]: resolve(rehearsal) }),
    TERM: 'dumb',
    NO_COLOR: '1',
    POWERSHELL_TELEMETRY_OPTOUT: '1',
    POWERSHELL_UPDATECHECK: 'Off',
  };
}
