import { exitCodeMeanings } from '../schema/errors.js';
import { wrap } from './render/text.js';
import { Command } from 'commander';
import { toolVersion } from '../files/package-root.js';
import { addCleanCommand } from './commands/clean.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addExplainCommand } from './commands/explain.js';
import { addExportCommand } from './commands/export.js';
import { addInspectCommand } from './commands/inspect.js';
import { addIsoCommand } from './commands/iso.js';
import { addLabCommand } from './commands/lab.js';
import { addModulePathCommand } from './commands/module-path.js';
import { addPlanCommand } from './commands/plan.js';
import { addReportCommand } from './commands/report.js';
import { addResumeCommand } from './commands/resume.js';
import { addRunsCommand } from './commands/runs.js';
import { addServiceCommand } from './commands/service.js';
import { addSetupHostCommand } from './commands/setup-host.js';
import { addSplitCommand } from './commands/split.js';
import { addUpdatesCommand } from './commands/updates.js';
import { addVerifyCommand } from './commands/verify.js';
import { CliContext } from './context.js';
import type { CliEngine } from './engine.js';
import { reportFailure } from './failure.js';
import type { CliIo } from './io.js';

/** The whole command line; parsing errors are thrown as commander's own errors. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('offline-servicing')
    .description('Brings Windows installation media fully up to date without booting it: planned, serviced, verified.')
    .version(toolVersion())
    .helpCommand(false);
  addServiceCommand(program, context);
  addPlanCommand(program, context);
  addResumeCommand(program, context);
  addRunsCommand(program, context);
  addReportCommand(program, context);
  addCleanCommand(program, context);
  addInspectCommand(program, context);
  addVerifyCommand(program, context);
  addUpdatesCommand(program, context);
  addIsoCommand(program, context);
  addExportCommand(program, context);
  addSplitCommand(program, context);
  addDoctorCommand(program, context);
  addLabCommand(program, context);
  addExplainCommand(program, context);
  addModulePathCommand(program, context);
  addSetupHostCommand(program, context);
  const exitCodes = Object.entries(exitCodeMeanings).map(([code, meaning]) => `${code} ${meaning}`).join(', ');
  program.addHelpText('after', `
${wrap(`Exit codes: ${exitCodes}.`, context.width())}

Examples:
  Show what would be done:
    $ offline-servicing plan --media D:\\ --updates C:\\updates
  Do it:
    $ offline-servicing service --media D:\\ --updates C:\\updates --output C:\\refreshed
`);
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => { context.io.stdout.write(text); },
      writeErr: (text) => { context.io.stderr.write(text); },
      // The error is thrown as well, and reported in one form with all others.
      outputError: () => undefined,
      getOutHelpWidth: () => context.width('stdout'),
      getErrHelpWidth: () => context.width('stderr'),
    });
  }
  return program;
}

/** The end of the options: what stands behind `--` is no option. */
function flags(argv: readonly string[]): ReadonlySet<string> {
  const end = argv.indexOf('--');
  return new Set(end === -1 ? argv : argv.slice(0, end));
}

/** Runs a command line and returns the exit code of the process. Never throws. */
export async function runCli(argv: readonly string[], io: CliIo, loadEngine: () => Promise<CliEngine>): Promise<number> {
  const context = new CliContext(io, loadEngine);
  try {
    await buildProgram(context).parseAsync([...argv], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Read from the words themselves: a command line that cannot be parsed must still answer in the form asked for.
    const given = flags(argv);
    return reportFailure(error, context, {
      json: given.has('--json'), ndjson: given.has('--ndjson'), verbose: given.has('--verbose'), color: !given.has('--no-color'),
    });
  }
}
