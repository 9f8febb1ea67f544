import { commands } from '../schema/commands/all.js';
import type { CommandEntry } from '../schema/commands/command.js';
import { exitCodeMeanings } from '../schema/errors.js';
import { wrap } from './render/text.js';
import { Command } from 'commander';
import { toolVersion } from '../files/package-root.js';
import { CliContext } from './context.js';
import type { CliEngine } from './engine.js';
import { reportFailure } from './failure.js';
import type { CliIo } from './io.js';

type AddCommand = (program: Command, context: CliContext) => void;

/** Each command in a file of its own, loaded when it is the one that was given. */
const adders: Readonly<Record<string, () => Promise<AddCommand>>> = {
  'service': async () => (await import('./commands/service.js')).addServiceCommand,
  'plan': async () => (await import('./commands/plan.js')).addPlanCommand,
  'resume': async () => (await import('./commands/resume.js')).addResumeCommand,
  'runs': async () => (await import('./commands/runs.js')).addRunsCommand,
  'report': async () => (await import('./commands/report.js')).addReportCommand,
  'clean': async () => (await import('./commands/clean.js')).addCleanCommand,
  'inspect': async () => (await import('./commands/inspect.js')).addInspectCommand,
  'verify': async () => (await import('./commands/verify.js')).addVerifyCommand,
  'diff': async () => (await import('./commands/diff.js')).addDiffCommand,
  'updates': async () => (await import('./commands/updates.js')).addUpdatesCommand,
  'iso': async () => (await import('./commands/iso.js')).addIsoCommand,
  'export': async () => (await import('./commands/export.js')).addExportCommand,
  'split': async () => (await import('./commands/split.js')).addSplitCommand,
  'doctor': async () => (await import('./commands/doctor.js')).addDoctorCommand,
  'lab': async () => (await import('./commands/lab.js')).addLabCommand,
  'explain': async () => (await import('./commands/explain.js')).addExplainCommand,
  'module-path': async () => (await import('./commands/module-path.js')).addModulePathCommand,
  'setup-host': async () => (await import('./commands/setup-host.js')).addSetupHostCommand,
};

/** A command as the list of commands has it. What it takes besides, and what it does, is not needed for that. */
function addName(program: Command, { name, summary, options = [] }: CommandEntry): void {
  const command = program.command(name).summary(summary).option('--json');
  for (const { flag } of options) if (!flag.startsWith('-')) command.argument(flag);
}

/**
 * The command line; parsing errors are thrown as commander's own errors.
 * @param given the command that is to be run: the others are only named; default: all are whole
 */
export async function buildProgram(context: CliContext, given?: { command: string | undefined }): Promise<Command> {
  const program = new Command('offline-servicing')
    .description('Brings Windows installation media fully up to date without booting it: planned, serviced, verified.')
    .version(toolVersion())
    .helpCommand(false);
  for (const entry of commands) {
    const add = given === undefined || entry.name === given.command ? await adders[entry.name]?.() : undefined;
    if (add === undefined) addName(program, entry);
    else add(program, context);
  }
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
    const program = await buildProgram(context, { command: argv.find((word) => !word.startsWith('-')) });
    await program.parseAsync([...argv], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Read from the words themselves: a command line that cannot be parsed must still answer in the form asked for.
    const given = flags(argv);
    return reportFailure(error, context, {
      json: given.has('--json'), ndjson: given.has('--ndjson'), verbose: given.has('--verbose'), color: !given.has('--no-color'),
    });
  }
}
