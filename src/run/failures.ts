import type { ErrorCode } from '../schema/errors.js';
import { ServicingError } from '../schema/errors.js';
import type { RunContext } from './context.js';

/** What every other step would meet too: no room, no lock, no PowerShell, or nobody wants it any more. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set(['disk-space', 'busy', 'backend', 'powershell', 'cleanup', 'cancelled']);
/** ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL (winerror.h), where DISM is who found the disk full. */
const diskFull = new Set(['0x80070027', '0x80070070']);

/** Whether an error ends the whole run, or only the target that it came from and what consumes it. */
export function endsTheRun(context: Pick<RunContext, 'signal' | 'events'>, error: unknown): boolean {
  if (context.signal.aborted || context.events.isBroken) return true;
  return error instanceof ServicingError && (fatalCodes.has(error.code) || diskFull.has(error.hresult ?? ''));
}

/** The first of several failures, with the others in its details. Steps that were only cancelled say nothing new. */
export function firstOf([first, ...others]: readonly ServicingError[]): ServicingError {
  if (first === undefined) throw new Error('There is no failure');
  const also = others.filter((error) => error.code !== 'cancelled').map((error) => `failed too: ${error.step ?? error.target ?? 'a step'}: ${error.message}`);
  return also.length === 0 ? first : first.with({ details: [...first.details, ...also] });
}
