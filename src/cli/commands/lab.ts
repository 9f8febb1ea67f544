import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { CliContext, OutputOptions } from '../context.js';
import { addExamples, addOutputOptions } from '../request-options.js';

interface LabCommandOptions extends OutputOptions {
  build: number;
  output: string;
  editions?: string[];
  megabytes?: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value <= 0) throw new InvalidArgumentError('It takes a whole number above 0.');
  return value;
}

/** `lab`: media and updates made from nothing, to try the tool without Windows. */
export function addLabCommand(program: Command, context: CliContext): void {
  const command = program.command('lab')
    .description('Make small lab media and lab updates for the rehearsal; nothing in them is Windows')
    .requiredOption('--build <number>', 'Windows build to imitate, e.g. 17134', wholeNumber)
    .requiredOption('--output <folder>', 'folder to make; gets media/ and updates/')
    .option('--editions <names...>', 'editions in install.wim, e.g. Core Professional')
    .option('--megabytes <number>', 'size of the filling in each image', wholeNumber);
  addOutputOptions(command);
  addExamples(command, [['Media and updates of build 17134', 'offline-servicing lab --build 17134 --output lab']]);
  command.action(async (options: LabCommandOptions) => {
    const engine = await context.loadEngine();
    const made = await engine.makeLab({
      build: options.build,
      output: resolve(context.io.cwd, options.output),
      ...(options.editions === undefined ? {} : { editions: options.editions.flatMap((names) => names.split(',')) }),
      ...(options.megabytes === undefined ? {} : { megabytes: options.megabytes }),
      onProgress: (line) => { context.note(line); },
    });
    if (options.json === true) context.printJson(made);
    else context.print(`Lab media:   ${made.media}\nLab updates: ${made.updates}`);
  });
}
