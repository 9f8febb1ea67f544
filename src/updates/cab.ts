/** The one adapter to the tools that decompress cabinets: expand.exe on Windows, cabextract elsewhere. */
import { access, mkdir, readdir } from 'node:fs/promises';
import { constants } from 'node:fs';
import { delimiter, join, relative, sep } from 'node:path';
import { execa, ExecaError } from 'execa';
import { windowsProgram } from '../files/windows-program.js';
import { ServicingError } from '../schema/errors.js';
import { readCabTables } from './cab-tables.js';
import { invalidUpdate } from './invalid-update.js';

/** Options of a call to the tool. */
export interface CabCall {
  signal?: AbortSignal | undefined;
  /** The update file that errors name, where the cabinet is only a part of it. */
  reportAs?: string | undefined;
}

/** How to call a decompressing tool on one cabinet. */
export interface CabTool {
  /** Absolute path of the executable. */
  executable: string;
  arguments: (cabinet: string, pattern: string, folder: string) => string[];
}

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
      return { executable, arguments: (cabinet, pattern, folder) => ['-q', '-F', pattern, '-d', folder, cabinet] };
    }
  }
  throw new ServicingError('preflight', 'cabextract was not found; it is needed to read .msu and .cab files', {
    advice: 'Install it, on Debian and Ubuntu with: apt-get install cabextract',
  });
}

/**
 * Extracts the members whose names match `pattern` (`*` and `?`) into `folder`, and gives their paths within it with
 * `/`, sorted. Members that are damaged give ServicingError 'update-invalid'.
 */
export async function extractFromCab(cabinet: string, pattern: string, folder: string, call: CabCall = {}): Promise<string[]> {
  const tool = await cabTool();
  await mkdir(folder, { recursive: true });
  // What the tools do when nothing matches is their own business.
  if (!(await mayMatch(cabinet, pattern))) return listFiles(folder);
  try {
    await execa(tool.executable, tool.arguments(cabinet, pattern, folder), {
      stdin: 'ignore',
      // Times in a cabinet have no zone: read them the same on every machine.
      env: { TZ: 'UTC', LC_ALL: 'C' },
      ...(call.signal === undefined ? {} : { cancelSignal: call.signal }),
    });
  } catch (error) {
    call.signal?.throwIfAborted();
    if (!(error instanceof ExecaError) || error.exitCode === undefined) throw error;
    if (/No space left on device/u.test(String(error.stderr))) {
      throw new ServicingError('disk-space', `No room to unpack ${cabinet} to ${folder}`, { cause: error });
    }
    throw invalidUpdate({
      file: call.reportAs ?? cabinet,
      member: memberNamedBy(String(error.stderr)),
      what: `the cabinet could not be unpacked: ${lastLine(`${String(error.stdout)}\n${String(error.stderr)}`)}`,
      details: String(error.stderr).split('\n').filter((line) => line.trim() !== ''),
      cause: error,
    });
  }
  return listFiles(folder);
}

/** Whether the cabinet has such a member; where its tables cannot be read, the tool says what is wrong with it. */
async function mayMatch(cabinet: string, pattern: string): Promise<boolean> {
  const tables = await readCabTables(cabinet).catch(() => undefined);
  const text = pattern.replace(/[.+^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  const matches = new RegExp(`^${text}$`, 'isu');
  return tables?.members.some((member) => matches.test(member.name)) ?? true;
}

function memberNamedBy(stderr: string): string | undefined {
  // cabextract: "<path of the file that it was writing>: <what is wrong>"
  return /^([^:\n]+): .*(?:checksum|corrupt|error|bad)/imu.exec(stderr)?.[1]?.split('/').at(-1);
}

function lastLine(text: string): string {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').at(-1) ?? 'no message';
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
