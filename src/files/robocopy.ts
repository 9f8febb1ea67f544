import { basename, dirname, resolve } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { cancelledError, throwIfCancelled } from './cancel.js';
import { windowsProgram } from './windows-program.js';

/** Starts a program and waits for its end; an exit code is an answer, not an error. */
export type CommandRunner = (
  file: string, args: readonly string[], options: { signal?: AbortSignal | undefined },
) => Promise<{ exitCode: number; output: string }>;

/** The {@link CommandRunner} that starts real processes. */
export const runCommand: CommandRunner = async (file, args, { signal }) => {
  const { execa } = await import('execa');
  const result = await execa(file, args, {
    reject: false, all: true, stdin: 'ignore', windowsHide: true, ...(signal && { cancelSignal: signal }),
  });
  if (result.isCanceled && signal !== undefined) throw cancelledError(signal);
  if (result.exitCode === undefined) {
    throw new ServicingError('servicing', `${file} did not run to its end: ${result.shortMessage}`, { cause: result });
  }
  return { exitCode: result.exitCode, output: result.all };
};

/**
 * The founding process's flags: subfolders (/e), newer only (/xo), no extras (/xx), nothing that only the source has
 * (/xl), backup mode (/b, needs elevation), no retries.
 */
const flags = ['/e', '/ndl', '/xo', '/xx', '/xl', '/b', '/np', '/r:0', '/w:0'];

/** Exit codes below 8 are bits of success: 1 copied, 2 extras, 4 mismatched (robocopy documentation). */
const firstFailure = 8;
const meanings: readonly (readonly [bit: number, meaning: string])[] = [
  [16, 'serious error, nothing was copied (wrong usage, or access to a folder was denied)'],
  [8, 'some files could not be copied'],
];

/**
 * Copies matching newer files with Windows' own robocopy.
 * @throws ServicingError `servicing` with the meaning of an exit code of 8 and above and the last lines of output
 */
export async function runRobocopy(from: string, to: string, run: CommandRunner, signal?: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  // resolve() drops a trailing backslash, which would escape the closing quote of the argument.
  await robocopy([resolve(from), resolve(to), '*.*', ...flags], run, signal);
}

/**
 * Copies one file over another of the same name with Windows' own robocopy in backup mode, which needs no right on the file
 * itself; its security stays. Errors as {@link runRobocopy}.
 */
export async function copyInBackupMode(from: string, to: string, run: CommandRunner, signal?: AbortSignal): Promise<void> {
  const overwrite = ['/b', '/is', '/it', '/copy:DT', '/np', '/r:0', '/w:0'];
  await robocopy([dirname(resolve(from)), dirname(resolve(to)), basename(from), ...overwrite], run, signal);
}

async function robocopy(args: readonly string[], run: CommandRunner, signal: AbortSignal | undefined): Promise<void> {
  const { exitCode, output } = await run(windowsProgram('robocopy.exe'), args, { signal });
  if (exitCode < firstFailure) return;
  const meaning = meanings.find(([bit]) => (exitCode & bit) !== 0)?.[1] ?? 'unknown error';
  throw new ServicingError('servicing', `robocopy ended with exit code ${exitCode}: ${meaning}.`, {
    details: output.split(/\r?\n/u).filter((line) => line.trim() !== '').slice(-10),
    advice: 'Backup mode (/b) needs an elevated process.',
  });
}
