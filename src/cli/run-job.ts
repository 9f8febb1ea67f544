import type { RunEvent } from '../schema/event.js';
import type { CliContext } from './context.js';
import { Interrupt } from './interrupt.js';
import { ProgressLines } from './progress/progress-lines.js';
import type { ProgressView } from './progress/progress-view.js';
import { checkRunOptions, openView } from './service-request.js';
import type { RunOptions } from './service-request.js';

/** What a job of the engine is given by the command line. */
export interface JobCallbacks {
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/**
 * Runs a job that asks nothing: progress on stderr, events as lines with `--ndjson`, Ctrl+C, and its result in the form asked for.
 * @param text the result for people
 * @throws ServicingError `usage` for options that exclude each other; else as the work
 */
export async function runJob<T>(context: CliContext, options: RunOptions, work: (callbacks: JobCallbacks) => Promise<T>, text: (result: T) => string): Promise<void> {
  checkRunOptions(options);
  const view: ProgressView = openView(context, options);
  const lines = options.ndjson === true ? new ProgressLines((line) => { context.printNdjson(line); }) : undefined;
  const interrupt = new Interrupt(context.io, { control: options.control === 'stdin', note: (said) => { view.note(said); } });
  let result: T;
  try {
    result = await work({
      signal: interrupt.signal,
      onEvent(event) {
        if (options.ndjson === true) context.printNdjson(event);
        lines?.event(event);
        view.event(event);
      },
    });
  } finally {
    view.close();
    lines?.close();
    interrupt.end();
  }
  if (options.ndjson === true) context.printNdjson({ v: 1, type: 'result', result });
  else if (options.json === true) context.printJson(result);
  else context.print(text(result));
}
