import { access } from 'node:fs/promises';
import { constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ServicingError } from '../schema/errors.js';
import { windowsProgram } from './windows-program.js';

/** How to call a decompressing tool on one cabinet. */
export interface CabTool {
  /** Absolute path of the executable. */
  executable: string;
  arguments: (cabinet: string, pattern: string, folder: string) => string[];
  /** Decompresses every member and writes none; undefined where the tool cannot. */
  test?: (cabinet: string) => string[];
}

/** Decompression runs at tens of megabytes a second: what takes longer for the 2 GiB that a cabinet can hold hangs. */
const longestMs = 30 * 60_000;

let cached: Promise<CabTool> | undefined;

/** The tool of this machine; looked for once. Throws ServicingError 'preflight' where it is missing. */
function cabTool(): Promise<CabTool> {
  return (cached ??= findCabTool());
}

/** Looks for the tool with the given platform and environment, see {@link cabTool}. */
export async function findCabTool(platform = process.platform, env = process.env): Promise<CabTool> {
  if (platform === 'win32') {
    return {
      executable: windowsProgram('expand.exe', env),
      arguments: (cabinet, pattern, folder) => [cabinet, `-F:${pattern}`, folder],
    };
  }
  for (const dir of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry.startsWith('/'))) {
    const executable = join(dir, 'cabextract');
    const usable = await access(executable, constants.X_OK).then(() => true, () => false);
    if (usable) {
      return {
        executable,
        arguments: (cabinet, pattern, folder) => ['-q', '-F', pattern, '-d', folder, cabinet],
        test: (cabinet) => ['-q', '-t', cabinet],
      };
    }
  }
  throw new ServicingError('preflight', 'cabextract was not found; it is needed to read .msu and .cab files', {
    advice: 'Install it, on Debian and Ubuntu with: apt-get install cabextract',
  });
}

/**
 * Unpacks the members of a cabinet whose names match `pattern` (`*` and `?`) into a folder that exists: expand.exe on
 * Windows, cabextract elsewhere. What the tools do when nothing matches is their own business.
 * @throws ServicingError `preflight` where there is no tool; ExecaError with its output when it fails
 */
export async function callCabTool(cabinet: string, pattern: string, folder: string, signal?: AbortSignal): Promise<void> {
  const tool = await cabTool();
  await run(tool, tool.arguments(cabinet, pattern, folder), signal);
}

/**
 * Decompresses all members of a cabinet to see whether they are whole. Writes to `folder` only where the tool has no other
 * way (expand.exe). Errors as {@link callCabTool}.
 */
export async function testCabinet(cabinet: string, folder: string, signal?: AbortSignal): Promise<void> {
  const tool = await cabTool();
  await run(tool, tool.test?.(cabinet) ?? tool.arguments(cabinet, '*', folder), signal);
}

async function run(tool: CabTool, args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const { execa } = await import('execa');
  await execa(tool.executable, args, {
    stdin: 'ignore',
    // Times in a cabinet have no zone: read them the same on every machine.
    env: { TZ: 'UTC', LC_ALL: 'C' },
    timeout: longestMs,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
}
