import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join, win32 } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { genisoimage } from './genisoimage.js';
import type { IsoWriter } from './iso-writer.js';
import { oscdimg } from './oscdimg.js';
import { xorriso } from './xorriso.js';

/** Where to look; tests name their own. */
export interface WhereToLook {
  readonly platform?: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether a program is there and may be run. */
  readonly isProgram?: (path: string) => Promise<boolean>;
}

/**
 * The program of this computer that writes ISO files: Oscdimg of the ADK on Windows, in its usual folder or on PATH; elsewhere
 * genisoimage, which has UDF, else xorriso.
 * @throws ServicingError `preflight` saying what to install
 */
export async function findIsoWriter({ platform = process.platform, env = process.env, isProgram = canRun }: WhereToLook = {}): Promise<IsoWriter> {
  const isWindows = platform === 'win32';
  for (const [name, make] of isWindows ? [['oscdimg.exe', oscdimg]] as const : [['genisoimage', genisoimage], ['xorriso', xorriso]] as const) {
    for (const folder of [...(isWindows ? adkFolders(env) : []), ...pathFolders(env, isWindows)]) {
      const path = isWindows ? win32.join(folder, name) : join(folder, name);
      if (await isProgram(path)) return make(path);
    }
  }
  throw new ServicingError('preflight', 'There is no program here that writes ISO files', {
    details: [isWindows ? 'looked for: oscdimg.exe, in the folder of the Windows ADK and on PATH' : 'looked for: genisoimage and xorriso, on PATH'],
    advice: isWindows ? 'Install the Deployment Tools of the Windows ADK (winget install Microsoft.WindowsADK), or leave iso out of --output-format.'
      : 'Install one, on Debian and Ubuntu with: apt-get install genisoimage. Or leave iso out of --output-format.',
  });
}

const machineFolders: Readonly<Record<string, string>> = { AMD64: 'amd64', ARM64: 'arm64', x86: 'x86' };

/** The ADK is a 32-bit installation of whatever computer; its programs have a folder for each machine. */
function adkFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const own = machineFolders[env['PROCESSOR_ARCHITEW6432'] ?? env['PROCESSOR_ARCHITECTURE'] ?? ''];
  const machines = [...new Set([...(own === undefined ? [] : [own]), 'amd64', 'x86', 'arm64'])];
  const roots = [env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)', env['ProgramFiles'] ?? 'C:\\Program Files'];
  return roots.flatMap((root) => machines.map((machine) => win32.join(root, 'Windows Kits', '10', 'Assessment and Deployment Kit', 'Deployment Tools', machine, 'Oscdimg')));
}

/** Only absolute folders: a run may be elevated, and what lies in the current folder is anybody's. */
function pathFolders(env: Readonly<Record<string, string | undefined>>, isWindows: boolean): string[] {
  const path = env['PATH'] ?? env['Path'] ?? '';
  return path.split(isWindows ? ';' : delimiter).filter((folder) => (isWindows ? win32.isAbsolute(folder) : isAbsolute(folder)));
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(() => true, () => false);
}
