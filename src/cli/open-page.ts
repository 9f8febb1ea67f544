import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join, win32 } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** A program with its arguments that shows a file; no shell reads them. */
export interface Opener {
  readonly program: string;
  readonly args: readonly string[];
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface OpenerOptions {
  readonly platform?: NodeJS.Platform;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly isProgram?: (path: string) => Promise<boolean>;
}

const pathVariable = 'OFFLINE_SERVICING_PAGE';

/**
 * What shows a page here: Start-Process of Windows PowerShell, which gets the path as data and not as source; `open` of macOS;
 * xdg-open elsewhere, in an absolute folder of PATH.
 * @returns undefined where this computer has nothing of the kind
 */
export async function openerFor(page: string, { platform = process.platform, env = process.env, isProgram = canRun }: OpenerOptions = {}): Promise<Opener | undefined> {
  if (platform === 'win32') {
    const root = env['SystemRoot'] ?? env['windir'] ?? 'C:\\Windows';
    return {
      program: win32.join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
      args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', `Start-Process -FilePath $env:${pathVariable}`], env: { [pathVariable]: page },
    };
  }
  if (platform === 'darwin') return { program: '/usr/bin/open', args: [page] };
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  for (const folder of folders) if (await isProgram(join(folder, 'xdg-open'))) return { program: join(folder, 'xdg-open'), args: [page] };
  return undefined;
}

/** So long a program may take to say that it cannot; one that goes on is the browser itself. */
const patienceMs = 5000;

/**
 * Shows a page with the program that this computer opens pages with.
 * @returns why it could not be shown; undefined where it is, or is about to be
 */
export async function openPage(page: string, options: OpenerOptions = {}): Promise<string | undefined> {
  const opener = await openerFor(page, options);
  if (opener === undefined) return 'this computer has no xdg-open on PATH';
  const child = execa(opener.program, opener.args, {
    stdin: 'ignore', stdout: 'ignore', stderr: 'ignore', detached: true, cleanup: false, reject: false, windowsHide: true, env: { ...opener.env },
  });
  const waiting = new AbortController();
  const ended = await Promise.race([child, sleep(patienceMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
  waiting.abort();
  child.unref();
  if (ended?.failed !== true) return undefined;
  return ended.exitCode === undefined ? ended.shortMessage : `${opener.program} ended with ${ended.exitCode}`;
}

async function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(() => true, () => false);
}
