import { cancelledError } from '../files/cancel.js';
import type { ServicingErrorFields } from '../schema/errors.js';
import { ServicingError, toServicingError } from '../schema/errors.js';
import type { ServicingResult } from '../schema/result.js';
import { orFullDisk } from './full-disk.js';

/** A run that began and did not end well: the first error, with the whole result beside it. */
export class ServicingRunError extends ServicingError {
  override readonly name = 'ServicingRunError';
  /** What was done and what was not; the same data as `result.json` in the run folder. */
  readonly result: ServicingResult;

  /** @param problems what else failed while the run was ended, one line each */
  constructor(error: ServicingError, result: ServicingResult, problems: readonly string[] = []) {
    const fields: ServicingErrorFields = {
      hresult: error.hresult, symbol: error.symbol, target: error.target, step: error.step,
      logPath: error.logPath, advice: error.advice, details: [...error.details, ...problems.map((problem) => `while ending the run: ${problem}`)], cause: error.cause ?? error,
    };
    super(error.code, error.message, fields);
    this.result = result;
  }

  /** A step that found the disk full or a file closed to it is a failed run, no longer a refusal: 4 instead of 3. */
  override get exitCode(): number {
    return super.exitCode === 3 && this.step !== undefined ? 4 : super.exitCode;
  }
}

/**
 * A session that ends while the run is being cancelled has not failed: a Ctrl+C in a terminal ends a PowerShell that is just
 * starting, too. Whatever else failed then, a mount that could not be discarded above all, stays what it is.
 * @param signal of the run
 */
export function orCancelled(caught: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || !(caught instanceof ServicingError) || !['powershell', 'session'].includes(caught.code)) return caught;
  const cancelled = cancelledError(signal);
  return cancelled.with({ step: caught.step, target: caught.target, details: [...cancelled.details, caught.message] });
}

/**
 * What ended a run, with the place of what it has left; where its volume is full, that is what it says.
 * @param free for tests; the default asks the volume
 */
export async function withRunFolder(caught: unknown, folder: string, free?: (path: string) => Promise<number>): Promise<ServicingError> {
  const error = await orFullDisk(toServicingError(caught), folder, free);
  return error.with({ details: [...error.details, `run folder, kept: ${folder}`] });
}
