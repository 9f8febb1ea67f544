import { CommanderError } from 'commander';
import { ServicingError, toServicingError } from '../schema/errors.js';
import type { ServicingResult } from '../schema/result.js';
import type { CliContext, OutputOptions } from './context.js';
import { errorText } from './render/error-text.js';

/** The result that a failed run carries along, where it came that far. */
export function resultOf(error: ServicingError): ServicingResult | undefined {
  return 'result' in error ? (error as ServicingError & { result?: ServicingResult }).result : undefined;
}

/** A mistake in the command line as the usage error it is; undefined for help and version, which are no errors. */
function fromCommander(error: CommanderError): ServicingError | undefined {
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help') return new ServicingError('usage', 'A command is missing');
  const [message = '', ...hints] = error.message.replace(/^error: /u, '').split('\n').filter((line) => line.trim() !== '');
  const advice = hints.join(' ').replace(/^\((.*)\)$/u, '$1');
  return new ServicingError('usage', message, { advice: advice === '' ? 'See --help for the options.' : advice });
}

/** Reports what went wrong on every channel that is open, and returns the exit code that stands for it. */
export function reportFailure(thrown: unknown, context: CliContext, options: OutputOptions): number {
  const error = thrown instanceof CommanderError ? fromCommander(thrown) : toServicingError(thrown);
  if (error === undefined) return 0;
  const report = error.toJSON();
  const result = resultOf(error);
  if (options.ndjson === true) context.printNdjson({ v: 1, type: 'error', error: report, ...(result === undefined ? {} : { result }) });
  if (options.json === true) context.printJson({ error: report, ...(result === undefined ? {} : { result }) });
  context.note(errorText(report, context.style(options, 'stderr'), context.width('stderr')));
  if (error.code === 'internal' && options.verbose === true) context.note(String((error.cause as Error | undefined)?.stack ?? error.stack));
  return error.exitCode;
}
