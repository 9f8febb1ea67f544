import { Option, type Command } from 'commander';
import { ServicingError, toServicingError } from '../../schema/errors.js';
import type { Plan } from '../../schema/plan.js';
import { requestFields } from '../../schema/request-fields.js';
import type { ServicingRequestInput } from '../../schema/request.js';
import type { ServicingResult } from '../../schema/result.js';
import type { CliContext, OutputOptions } from '../context.js';
import { resultOf } from '../failure.js';
import { Interrupt } from '../interrupt.js';
import { LineView } from '../progress/line-view.js';
import type { ProgressView } from '../progress/progress-view.js';
import { TerminalView } from '../progress/terminal-view.js';
import { askYesNo, canAsk } from '../question.js';
import { planText } from '../render/plan-text.js';
import { resultText } from '../render/result-text.js';
import { addExamples, addOutputOptions, addRequestOptions } from '../request-options.js';
import { checkRequest, collectValues } from '../settings.js';
import { showPlan } from './plan.js';

interface ServiceCommandOptions extends OutputOptions {
  config?: string;
  yes?: boolean;
  dryRun?: boolean;
  control?: 'stdin';
}

function openView(context: CliContext, options: ServiceCommandOptions): ProgressView {
  const style = context.style(options, 'stderr');
  const { stderr, env } = context.io;
  const drawn = stderr.isTTY === true && env['TERM'] !== 'dumb' && options.verbose !== true && options.quiet !== true;
  if (drawn) return new TerminalView(stderr, style);
  return new LineView({
    write: (line) => { context.note(line); }, style, verbose: options.verbose === true, quiet: options.quiet === true,
  });
}

/** A person at the terminal is asked once; scripts, pipes and callers are not. */
function asksFirst(context: CliContext, options: ServiceCommandOptions): boolean {
  const forMachines = options.json === true || options.ndjson === true || options.control !== undefined;
  return options.yes !== true && !forMachines && canAsk(context.io);
}

async function run(request: ServicingRequestInput, context: CliContext, options: ServiceCommandOptions): Promise<ServicingResult> {
  const engine = await context.loadEngine();
  let view: ProgressView | undefined;
  const interrupt = new Interrupt(context.io, {
    control: options.control === 'stdin',
    note(text) {
      if (view === undefined) context.note(text);
      else view.note(text);
    },
  });
  let plan: Plan | undefined;
  const opened = (): ProgressView => {
    if (view === undefined) {
      view = openView(context, options);
      if (plan !== undefined) view.setPlan(plan);
    }
    return view;
  };
  try {
    return await engine.serviceMedia(request, {
      signal: interrupt.signal,
      onEvent(event) {
        if (options.ndjson === true) context.printNdjson(event);
        opened().event(event);
      },
      async confirm(made) {
        plan = made;
        if (!asksFirst(context, options)) {
          view?.setPlan(made);
          return true;
        }
        view?.close({ erase: true });
        view = undefined;
        context.note(planText(made, context.style(options, 'stderr'), context.width('stderr')));
        return askYesNo(context.io, '\nGo on?', interrupt);
      },
    });
  } finally {
    view?.close();
    interrupt.close();
  }
}

function showResult(result: ServicingResult, context: CliContext, options: ServiceCommandOptions): void {
  if (options.ndjson === true) context.printNdjson({ v: 1, type: 'result', result });
  else if (options.json === true) context.printJson(result);
  else context.print(resultText(result, context.style(options), context.width()));
}

async function service(command: Command, context: CliContext, options: ServiceCommandOptions): Promise<void> {
  if (options.json === true && options.ndjson === true) {
    throw new ServicingError('usage', '--json and --ndjson exclude each other: one document, or one line an event');
  }
  if (options.dryRun === true) {
    await showPlan(command, context, options);
    return;
  }
  const request = checkRequest(await collectValues(command, context.io, requestFields, options.config));
  try {
    showResult(await run(request, context, options), context, options);
  } catch (thrown) {
    const failed = resultOf(toServicingError(thrown));
    // What was done and where the logs are belongs to a failure too; the error itself follows last.
    if (failed !== undefined && options.json !== true && options.ndjson !== true) {
      context.note(`${resultText(failed, context.style(options, 'stderr'), context.width('stderr'))}\n`);
    }
    throw thrown;
  }
}

/** `service`: the main job. */
export function addServiceCommand(program: Command, context: CliContext): void {
  const command = program.command('service')
    .description('Bring installation media up to date: plan, service every image, verify, report');
  addRequestOptions(command);
  command
    .option('--config <file>', 'Take fields from a YAML or JSON file; flags and environment win over it')
    .option('--yes', 'Do not ask before starting')
    .option('--dry-run', 'Show the plan and stop');
  addOutputOptions(command);
  command
    .option('--ndjson', 'Write one JSON document an event to stdout; the last line is the result or the error')
    .option('--quiet', 'Only warnings and errors on stderr')
    .addOption(new Option('--control <channel>', 'A line "cancel" on stdin, or its end, interrupts the run').choices(['stdin']));
  command.addHelpText('after', `
Every option above the --config line has an environment variable: OFFLINE_SERVICING_ and its field in capitals, e.g.
OFFLINE_SERVICING_DISM_PATH. Flags win over the environment, the environment over the configuration file.`);
  addExamples(command, [
    ['Everything in one folder of updates', 'offline-servicing service --media D:\\ --updates C:\\updates --output C:\\refreshed'],
    ['Two editions, with .NET Framework 3.5', 'offline-servicing service --media D:\\ --updates C:\\updates --output C:\\refreshed --edition Professional Enterprise --netfx3'],
    ['In a pipeline', 'offline-servicing service --config refresh.yaml --json > result.json'],
    ['Without Windows', 'offline-servicing service --media lab/media --updates lab/updates --output lab/output --backend rehearsal'],
  ]);
  command.action(async (options: ServiceCommandOptions) => { await service(command, context, options); });
}
