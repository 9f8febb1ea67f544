/** What the tool for cabinets does for a scan, with its errors in the words of the update. */
import { mkdir } from 'node:fs/promises';
import { callCabTool, testCabinet } from '../files/cab-tool.js';
import { ServicingError } from '../schema/errors.js';
import { invalidUpdate } from './invalid-update.js';

/** Options of a call to the tool. */
export interface CabCall {
  signal?: AbortSignal | undefined;
  /** The update file that errors name. */
  reportAs: string;
  /** Names of the cabinet's members for errors, by their number. */
  members: readonly string[];
}

/**
 * Unpacks all members of a cabinet, named by numbers (carve-cab.ts), into `folder`, which is made.
 * @throws ServicingError `update-invalid` for damaged members, `disk-space`, `preflight`
 */
export async function unpackCab(cabinet: string, folder: string, call: CabCall): Promise<void> {
  await mkdir(folder, { recursive: true });
  await named(call, () => callCabTool(cabinet, '*', folder, call.signal));
}

/** Decompresses all members and keeps none. Errors as {@link unpackCab}. */
export async function testCab(cabinet: string, folder: string, call: CabCall): Promise<void> {
  await mkdir(folder, { recursive: true });
  await named(call, () => testCabinet(cabinet, folder, call.signal));
}

async function named(call: CabCall, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    call.signal?.throwIfAborted();
    const { ExecaError } = await import('execa');
    if (!(error instanceof ExecaError) || (error.exitCode === undefined && !error.isTerminated)) throw error;
    const said = String(error.stderr);
    if (/No space left on device/u.test(said)) {
      throw new ServicingError('disk-space', `No room to unpack parts of ${call.reportAs}`, { cause: error });
    }
    throw invalidUpdate({
      file: call.reportAs,
      member: memberNamedBy(`${said}\n${String(error.stdout)}`, call.members),
      what: `the cabinet could not be unpacked: ${lastLine(`${String(error.stdout)}\n${said}`)}`,
      details: said.split('\n').filter((line) => line.trim() !== ''),
      cause: error,
    });
  }
}

/** cabextract: `<path of the file>: <what is wrong>`, in a test `  <file>  failed (<what>)`; the name is the member's number. */
function memberNamedBy(said: string, members: readonly string[]): string | undefined {
  const number = /^(?:[^:\n]*\/|\s*)(\d+)(?:: |\s+failed)/imu.exec(said)?.[1];
  return number === undefined ? undefined : members[Number(number)];
}

function lastLine(text: string): string {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').at(-1) ?? 'no message';
}
