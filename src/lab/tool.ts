import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { cancelledError, throwIfCancelled } from '../files/cancel.js';
import { ServicingError } from '../schema/errors.js';

/** A program of other people that the lab calls, with the packages that bring it. */
const packages = {
  'wimlib-imagex': 'wimtools (Debian, Ubuntu), wimlib-utils (Fedora) or wimlib (Homebrew)',
  'gcab': 'gcab (Debian, Ubuntu, Fedora, Homebrew)',
} as const;

export type LabTool = keyof typeof packages;

export interface ToolCall {
  cwd?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end, without a shell and with nothing on its standard input.
 * @returns what it wrote to standard output
 * @throws ServicingError `backend` when the program is missing or fails, `cancelled` when the signal fires
 */
export async function runTool(tool: LabTool, args: readonly string[], call: ToolCall = {}): Promise<string> {
  throwIfCancelled(call.signal);
  const file = await findTool(tool);
  const result = await execa(file, args, {
    stdin: 'ignore',
    reject: false,
    // Cabinets hold local times and messages are translated: both must not depend on the machine.
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
    ...(call.signal === undefined ? {} : { cancelSignal: call.signal }),
  });
  if (call.signal?.aborted === true) throw cancelledError(call.signal);
  if (result.failed) {
    throw new ServicingError('backend', `${tool} ${args[0] ?? ''} failed (exit code ${result.exitCode ?? 'none'}).`, {
      cause: result, details: `${result.stderr}\n${result.stdout}`.split('\n').filter((line) => line.trim() !== '').slice(-8),
    });
  }
  return result.stdout;
}

async function findTool(tool: LabTool): Promise<string> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, process.platform === 'win32' ? `${tool}.exe` : tool);
    if (isAbsolute(folder) && await access(file, constants.X_OK).then(() => true, () => false)) return file;
  }
  throw new ServicingError('backend', `${tool} is not on the PATH; the lab needs it to write media and updates.`, {
    advice: `Install ${packages[tool]}.`,
  });
}
