import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../../src/files/package-root.js';
import { sessionEnvironment } from '../../../src/powershell/environment.js';
import { findPowerShell } from '../../../src/powershell/find-powershell.js';

/** A parameter in one parameter set, as Get-Command tells it. */
export interface LiveParameter {
  type: string;
  mandatory: boolean;
  /** -2147483648 when it has none. */
  position: number;
  byName: boolean;
  byValue: boolean;
  aliases: readonly string[];
  /** Of a ValidateSet, or the names of an enumeration. */
  values: readonly string[];
}

/** A cmdlet as Get-Command tells it; parameters by set. */
export interface LiveCmdlet {
  sets: Readonly<Record<string, Readonly<Record<string, LiveParameter>>>>;
  defaultSet: string | null;
}

/** The Dism module of the rehearsal. */
export function rehearsalModule(): string {
  return join(packageRoot(), 'ps', 'rehearsal', 'bin', 'Dism', 'Dism.psd1');
}

/** Loads a Dism module into the PowerShell that sessions would use and asks Get-Command about its cmdlets. */
export async function liveMetadata(module: string): Promise<Record<string, LiveCmdlet>> {
  const { executable } = await findPowerShell({});
  const script = join(packageRoot(), 'test', 'contract', 'support', 'describe-cmdlets.ps1');
  const { stdout } = await execa(executable, ['-NoLogo', '-NoProfile', '-NonInteractive', '-File', script, module], {
    stdin: 'ignore', extendEnv: false, env: sessionEnvironment(process.env),
  });
  return JSON.parse(stdout) as Record<string, LiveCmdlet>;
}
