import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { windowsProgram } from '../files/windows-program.js';
import { killTree } from '../powershell/kill-tree.js';
import { ServicingError } from '../schema/errors.js';
import { prepareFolders } from './call-context.js';
import { deadlineMsOf } from './deadlines.js';
import type { DismCaller } from './dism-caller.js';
import { dismErrorOf } from './dism-error.js';
import { hresultOfExitCode, hresultsIn, isFailure } from './hresult.js';

/** dism.exe ends with 3010 where a restart is due, which an offline image does not need. */
const successCodes = new Set([0, 3010]);

/**
 * The dism.exe that belongs to the module in use: beside it, as an ADK has it, else the one of Windows. Modules and
 * programs of different versions are never mixed.
 */
export function dismExeFor(dismPath: string, env: NodeJS.ProcessEnv = process.env): string {
  const folders = isAbsolute(dismPath) ? [dismPath, dirname(dismPath)] : [];
  const beside = folders.map((folder) => join(folder, 'dism.exe')).find((file) => existsSync(file));
  return beside ?? windowsProgram('dism.exe', env);
}

/**
 * Runs dism.exe in the context of a step, for what the cmdlets of older hosts lack. `cmdlet` names the deadline.
 * Throws DismError as a cmdlet would; ServicingError 'backend' where dism.exe is missing, 'cancelled' by the signal.
 */
export async function runDismExe(dism: DismCaller, cmdlet: string, options: readonly string[]): Promise<void> {
  const { context } = dism;
  await prepareFolders(context);
  const executable = dismExeFor(dism.invoker.handshake.dismPath);
  const timeout = deadlineMsOf(cmdlet, context.timeouts);
  const { execa } = await import('execa');
  if (context.signal?.aborted === true) throw cancelled(context.logPath);
  const child = execa(executable, [
    '/English', ...options, `/LogPath:${context.logPath}`, `/ScratchDir:${context.scratchDirectory}`,
  ], { stdin: 'ignore', all: true, reject: false });
  let stopped: 'cancelled' | 'deadline' | undefined;
  const stop = (why: 'cancelled' | 'deadline'): void => {
    stopped ??= why;
    // The tree first: on Windows dism.exe leaves DismHost.exe behind, at work on the mount.
    const ending = child.pid === undefined ? Promise.resolve() : killTree({ pid: child.pid, ownGroup: false });
    void ending.finally(() => child.kill());
  };
  const onAbort = (): void => { stop('cancelled'); };
  const timer = setTimeout(() => { stop('deadline'); }, timeout);
  context.signal?.addEventListener('abort', onAbort, { once: true });
  const report = progressReader((percent) => context.onProgress?.({ percent }));
  child.stdout.on('data', (chunk: Buffer) => report(chunk.toString('latin1')));
  const result = await child;
  clearTimeout(timer);
  context.signal?.removeEventListener('abort', onAbort);
  if (stopped === 'cancelled') throw cancelled(context.logPath);
  if (stopped === 'deadline') {
    throw dismErrorOf('dism.exe', undefined, `no end within ${timeout / 1000} seconds`, [], context, result);
  }
  if (result.exitCode === undefined) {
    throw new ServicingError('backend', `dism.exe could not be run: ${executable}`, { cause: result });
  }
  if (successCodes.has(result.exitCode)) return;
  const said = withoutProgress(result.all);
  // The printed code is whole even where the system cut the exit code to a byte; Win32 errors are printed as numbers.
  const printed = /^Error: (\d+)\s*$/mu.exec(said)?.[1];
  const hresult = hresultsIn(said).filter(isFailure).at(-1) ?? hresultOfExitCode(printed === undefined ? result.exitCode : Number(printed));
  throw dismErrorOf('dism.exe', hresult, said, [], context);
}

function cancelled(logPath: string): ServicingError {
  return new ServicingError('cancelled', 'dism.exe was cancelled', { logPath });
}

/** Finds `[====  20.0%     ]` in the output as it comes, also where a chunk ends in the middle of a number. */
export function progressReader(onPercent: (percent: number) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    rest += chunk;
    let end = 0;
    for (const match of rest.matchAll(/(\d{1,3}(?:\.\d+)?)%/gu)) {
      onPercent(Math.min(100, Number(match[1])));
      end = match.index + match[0].length;
    }
    rest = rest.slice(Math.max(end, rest.length - 16));
  };
}

function withoutProgress(output: string): string {
  return output.split(/[\r\n]+/u).map((line) => line.replaceAll('\0', '').trim())
    .filter((line) => line !== '' && !/^\[[= ]*\d{1,3}(?:\.\d+)?%/u.test(line)).join('\n');
}
