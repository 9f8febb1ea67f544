import { ServicingError, toServicingError } from '../schema/errors.js';
import type { RunEstimate } from '../run/estimate-run.js';
import type { Plan } from '../schema/plan.js';
import type { ServicingRequestInput } from '../schema/request.js';
import type { ServicingResult } from '../schema/result.js';
import type { CliContext, OutputOptions } from './context.js';
import { resultOf } from './failure.js';
import { Interrupt } from './interrupt.js';
import { LineView } from './progress/line-view.js';
import { ProgressLines } from './progress/progress-lines.js';
import type { ProgressView } from './progress/progress-view.js';
import { TerminalView } from './progress/terminal-view.js';
import { askYesNo, canAsk, isBuildServer } from './question.js';
import { planText } from './render/plan-text.js';
import { resultText } from './render/result-text.js';

/** What every command that runs a request takes. */
export interface RunOptions extends OutputOptions {
  yes?: boolean;
  control?: 'stdin';
}

/** Progress on stderr: drawn on a terminal, else line by line. */
export function openView(context: CliContext, options: RunOptions): ProgressView {
  const style = context.style(options, 'stderr');
  const { stderr, env } = context.io;
  const drawn = stderr.isTTY === true && env['TERM'] !== 'dumb' && !isBuildServer(env) && options.verbose !== true && options.quiet !== true;
  if (drawn) return new TerminalView(stderr, style);
  return new LineView({
    write: (line) => { context.note(line); }, style, verbose: options.verbose === true, quiet: options.quiet === true,
  });
}

/** A person at the terminal is asked once; scripts, pipes and callers are not. */
function asksFirst(context: CliContext, options: RunOptions): boolean {
  const forMachines = options.json === true || options.ndjson === true || options.control !== undefined;
  return options.yes !== true && !forMachines && canAsk(context.io);
}

async function run(request: ServicingRequestInput, context: CliContext, options: RunOptions, onPlan: (plan: Plan) => void): Promise<ServicingResult> {
  const engine = await context.loadEngine();
  let view: ProgressView | undefined;
  const lines = options.ndjson === true ? new ProgressLines((line) => { context.printNdjson(line); }) : undefined;
  const interrupt = new Interrupt(context.io, {
    control: options.control === 'stdin',
    note(text) {
      if (view === undefined) context.note(text);
      else view.note(text);
    },
  });
  let plan: [Plan, RunEstimate | undefined] | undefined;
  const opened = (): ProgressView => {
    if (view === undefined) {
      view = openView(context, options);
      if (plan !== undefined) view.setPlan(...plan);
    }
    return view;
  };
  try {
    return await engine.serviceMedia(request, {
      signal: interrupt.signal,
      onEvent(event) {
        if (options.ndjson === true) context.printNdjson(event);
        lines?.event(event);
        opened().event(event);
      },
      async confirm(made, estimate) {
        plan = [made, estimate];
        onPlan(made);
        lines?.setPlan(made, estimate);
        if (!asksFirst(context, options)) {
          view?.setPlan(made, estimate);
          return true;
        }
        view?.close({ erase: true });
        view = undefined;
        context.note(planText(made, context.style(options, 'stderr'), context.width('stderr'), { estimate }));
        return askYesNo(context.io, '\nGo on?', interrupt);
      },
    });
  } finally {
    view?.close();
    lines?.close();
    interrupt.end();
  }
}

function showResult(result: ServicingResult, context: CliContext, options: RunOptions): void {
  if (options.ndjson === true) context.printNdjson({ v: 1, type: 'result', result });
  else if (options.json === true) context.printJson(result);
  else context.print(resultText(result, context.style(options), context.width()));
}

/** @throws ServicingError `usage` for options that exclude each other */
export function checkRunOptions(options: RunOptions): void {
  if (options.json === true && options.ndjson === true) {
    throw new ServicingError('usage', '--json and --ndjson exclude each other: one document, or one line an event');
  }
}

/**
 * Runs a request with progress, and shows how it ended.
 * @param onPlan told of the plan before anything is changed
 * @throws ServicingError, ServicingRunError as serviceMedia
 */
export async function serviceRequest(
  request: ServicingRequestInput, context: CliContext, options: RunOptions, onPlan: (plan: Plan) => void = () => undefined,
): Promise<void> {
  try {
    showResult(await run(request, context, options, onPlan), context, options);
  } catch (thrown) {
    const failed = resultOf(toServicingError(thrown));
    // What was done and where the logs are belongs to a failure too; the error itself follows last.
    if (failed !== undefined && options.json !== true && options.ndjson !== true) {
      context.note(`${resultText(failed, context.style(options, 'stderr'), context.width('stderr'))}\n`);
    }
    throw thrown;
  }
}
