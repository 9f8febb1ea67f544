import type { CmdletError } from '../powershell/errors.js';
import { ServicingError } from '../schema/errors.js';
import type { ServicingErrorFields } from '../schema/errors.js';
import { entryOf, explain } from './catalogue.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import { hresultsIn, isFailure } from './hresult.js';

/** What a failed call was about. */
export interface FailureContext {
  logPath: string;
  target?: string | undefined;
  step?: string | undefined;
}

/** A DISM call that failed (code 'servicing'), classified by its HRESULT and explained from the catalogue. */
export class DismError extends ServicingError {
  override readonly name = 'DismError';
  /** The cmdlet, or `dism.exe`. */
  readonly operation: string;
  /** The catalogue's entry of the code, where there is one. */
  readonly entry: CatalogueEntry | undefined;

  constructor(operation: string, message: string, entry: CatalogueEntry | undefined, fields: ServicingErrorFields) {
    super('servicing', message, fields);
    this.operation = operation;
    this.entry = entry;
  }

  /** The same call may be made once more, see {@link CatalogueEntry.retryable}. */
  get retryable(): boolean {
    return this.entry?.retryable ?? false;
  }
}

/** S_OK, and the HRESULTs of .NET itself: an exception has one of these when nobody gave it a code. */
const meaningless = /^0x(?:00000000|80131[0-9a-f]{3})$/u;

/**
 * The code that a failed cmdlet really ended with. The warning stream comes first: for an .msu the exception often
 * carries a general code while "… Error code = 0x800f0823" is only written as a warning. Numbers are read, never
 * words, since both are localised.
 */
export function hresultOf(failure: CmdletError): string | undefined {
  const warned = failure.warnings.flatMap((warning) => hresultsIn(warning)).filter(isFailure);
  const thrown = failure.hresult?.toLowerCase();
  if (warned.length > 0) return warned.at(-1);
  if (thrown !== undefined && !meaningless.test(thrown)) return thrown;
  return hresultsIn(failure.message).find(isFailure) ?? thrown;
}

/** Classifies a failed cmdlet. */
export function toDismError(failure: CmdletError, context: FailureContext): DismError {
  const said = [failure.message, ...failure.others].map((text) => text.trim()).join('\n');
  return dismErrorOf(failure.cmdlet, hresultOf(failure), said, failure.warnings, context, failure);
}

/** Builds the error of a cmdlet or of dism.exe from its code and what it printed. */
export function dismErrorOf(
  operation: string, hresult: string | undefined, said: string, warnings: readonly string[],
  context: FailureContext, cause?: unknown,
): DismError {
  const text = said.trim();
  const entry = (hresult === undefined ? undefined : entryOf(hresult)) ?? explain(text);
  const name = [hresult, entry?.symbol].filter((part) => part !== undefined).join(' ');
  const message = `${operation} failed${name === '' ? '' : ` with ${name}`}: ${entry?.message ?? text}`;
  return new DismError(operation, message, entry, {
    hresult,
    symbol: entry?.symbol,
    advice: entry?.advice ?? 'Look for the first error in the DISM log of the step.',
    details: [
      ...(entry === undefined ? [] : [entry.cause]),
      ...(text === '' || text === entry?.message ? [] : [`DISM said: ${text}`]),
      ...warnings.map((warning) => `Warning: ${warning.trim()}`),
    ],
    logPath: context.logPath,
    target: context.target,
    step: context.step,
    cause,
  });
}
