import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Told by the process itself when it ends: the most memory that it had at once. */
const hook = `data:text/javascript,${encodeURIComponent('process.on("exit", () => process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}\\n`))')}`;
const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');

/**
 * Runs the CLI in a process of its own.
 * @returns the most memory that process had at once, in MB; PowerShell, DISM and other programs are not among it
 * @throws when it ends with another code than 0
 */
export async function peakOfCommand(args: readonly string[]): Promise<number> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', hook, main, ...args], { maxBuffer: 2 ** 28 });
  const kibibytes = /^peak (\d+)$/mu.exec(stderr)?.[1];
  if (kibibytes === undefined) throw new Error(`${args.join(' ')}: no peak was told`);
  return Number(kibibytes) * 1024 / 1e6;
}

/** The same of a Node that does nothing, in MB. */
export async function peakOfBareNode(): Promise<number> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', hook, '--eval', '0']);
  return Number(/^peak (\d+)$/mu.exec(stderr)?.[1]) * 1024 / 1e6;
}
