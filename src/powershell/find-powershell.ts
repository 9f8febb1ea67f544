import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, win32 } from 'node:path';
import { packageRoot } from '../files/package-root.js';
import { windowsProgram } from '../files/windows-program.js';
import { SessionError } from './errors.js';

/** A PowerShell to use, and which rule found it. */
export interface FoundPowerShell {
  /** Absolute path. */
  executable: string;
  source: 'explicit' | 'windows-powershell' | 'path' | 'host';
}

/** The machine to look on; tests describe another. */
export interface Machine {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  /** Folder of the package, which holds the minimal host. */
  root: string;
}

/**
 * Finds the PowerShell for sessions. An explicit path wins. On Windows it is the 64-bit Windows PowerShell 5.1 by its
 * absolute path; elsewhere `pwsh` on PATH, else the minimal host of this package. Nothing is searched for by a relative
 * name, for an elevated process would run what it finds.
 * @throws SessionError `powershell` with advice when there is none, or when the one named is of no use.
 */
export async function findPowerShell(options: { explicit?: string | undefined }, machine: Machine = thisMachine()): Promise<FoundPowerShell> {
  const windows = machine.platform === 'win32';
  if (options.explicit !== undefined) return { executable: await checkExplicit(options.explicit, windows), source: 'explicit' };
  if (windows) {
    const executable = windowsProgram('WindowsPowerShell\\v1.0\\powershell.exe', machine.env);
    if (await isProgram(executable)) return { executable, source: 'windows-powershell' };
    throw notFound(`Windows PowerShell is not at ${executable}`, 'Name a PowerShell by its absolute path with --powershell.');
  }
  for (const folder of (machine.env['PATH'] ?? '').split(delimiter)) {
    const executable = join(folder, 'pwsh');
    if (isAbsolute(folder) && (await isProgram(executable))) return { executable, source: 'path' };
  }
  const host = join(machine.root, 'ps', 'host', 'bin', 'pwsh');
  if (await isProgram(host)) return { executable: host, source: 'host' };
  throw notFound(
    'There is no PowerShell: no pwsh on PATH, and the minimal host is not built',
    'Install PowerShell 7, or build the minimal host with: offline-servicing setup-host',
  );
}

function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, root: packageRoot() };
}

async function checkExplicit(path: string, windows: boolean): Promise<string> {
  if (!(windows ? win32.isAbsolute(path) : isAbsolute(path))) {
    throw notFound(`${path} is not an absolute path`, 'Name the PowerShell by its absolute path.');
  }
  if (windows && /[\\/]WindowsApps[\\/]/iu.test(path)) {
    throw notFound(
      `${path} is a PowerShell from the Store, in which the DISM cmdlets fail with "Class not registered"`,
      'Use Windows PowerShell 5.1 (the default), or a PowerShell 7 installed from its MSI or zip file.',
    );
  }
  if (!(await isProgram(path))) throw notFound(`${path} is not a program that can be run`, 'Check the path of the PowerShell.');
  return path;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function notFound(message: string, advice: string): SessionError {
  return new SessionError('start', message, { advice });
}
