import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** How the program ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The program at work. */
export interface Started {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when stdout holds the text. */
  sees(text: string): Promise<void>;
}

/**
 * The real program in a process of its own.
 * @param options.group in a process group of its own too, which a signal can be sent to as by a terminal
 */
export function start(args: string[], env: Record<string, string> = {}, options: { group?: boolean } = {}): Started {
  const child = spawn(process.execPath, [main, ...args], { stdio: 'pipe', env: { ...process.env, ...env }, detached: options.group === true });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  const ended = new Promise<Ended>((resolve) => { child.once('close', (code) => { resolve({ code, stdout, stderr }); }); });
  const sees = async (text: string): Promise<void> => new Promise((resolve, reject) => {
    const look = (): void => { if (stdout.includes(text)) resolve(); };
    child.stdout.on('data', look);
    child.once('close', () => { reject(new Error(`ended without ${text}: ${stderr}`)); });
    look();
  });
  return { process: child, ended, sees };
}

/** Runs the program to its end, with nothing on stdin. */
export async function run(...args: string[]): Promise<Ended> {
  const started = start(args);
  started.process.stdin?.end();
  return started.ended;
}
