import { createInterface } from 'node:readline/promises';
import type { CliIo } from './io.js';
import type { Interrupt } from './interrupt.js';

/** True where a person sits at the terminal and can be asked. */
export function canAsk(io: CliIo): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true && !isBuildServer(io.env);
}

/** Build servers set `CI`; some give their jobs a terminal, at which nobody sits and whose output is kept line by line. */
export function isBuildServer(env: CliIo['env']): boolean {
  return !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase());
}

/** Asks a yes-or-no question on stderr; Enter means yes, Ctrl+C and end of input mean no. */
export async function askYesNo(io: CliIo, question: string, interrupt: Interrupt): Promise<boolean> {
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  // While the question is open the terminal is in raw mode, so Ctrl+C arrives here and not as a signal.
  terminal.on('SIGINT', () => { interrupt.press(); });
  const ended = new Promise<string>((resolve) => { terminal.once('close', () => { resolve('n'); }); });
  try {
    const answered = terminal.question(`${question} [Y/n] `, { signal: interrupt.signal });
    const answer = await Promise.race([answered, ended]);
    return ['', 'y', 'yes'].includes(answer.trim().toLowerCase());
  } catch (error) {
    if (interrupt.signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
