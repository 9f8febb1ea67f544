import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { LabReport } from '../../lab/make-lab.js';
import type { CliContext, OutputOptions } from '../context.js';
import { addExamples, addOutputOptions } from '../request-options.js';

interface LabCommandOptions extends OutputOptions {
  build: number;
  output: string;
  product?: 'client' | 'server';
  revision?: number;
  separate?: boolean;
  editions?: string[];
  megabytes?: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It takes a whole number.');
  return value;
}

function placesOf({ media, updates, repository, drivers, extras }: LabReport): string {
  const rows = Object.entries({ media, updates, repository, drivers, extras }).filter(([, place]) => place !== undefined);
  return rows.map(([name, place]) => `${`Lab ${name}:`.padEnd(16)}${place}`).join('\n');
}

/** `lab`: media and updates made from nothing, to try the tool without Windows. */
export function addLabCommand(program: Command, context: CliContext): void {
  const command = program.command('lab')
    .description('Make small lab media and lab updates for the rehearsal; nothing in them is Windows')
    .requiredOption('--build <number>', 'Windows build to imitate: 17134, 17763, 19045 or 26100', wholeNumber)
    .requiredOption('--output <folder>', 'folder to make; gets media/, updates/ and, for 19045 and 26100, repository/, drivers/ and extras/')
    .addOption(new Option('--product <product>', 'Windows for PCs or for servers, where the build is both').choices(['client', 'server']))
    .option('--revision <number>', 'update build revision that the media come with, e.g. 1742', wholeNumber)
    .option('--separate', 'servicing stack and cumulative update in files of their own, as before 2021-02 (19045)')
    .option('--editions <names...>', 'editions in install.wim, e.g. Core Professional')
    .option('--megabytes <number>', 'size of the filling in each image', wholeNumber);
  addOutputOptions(command);
  addExamples(command, [
    ['Media and updates of build 17134', 'offline-servicing lab --build 17134 --output lab'],
    ['Windows Server 2025', 'offline-servicing lab --build 26100 --product server --output lab'],
  ]);
  command.action(async (options: LabCommandOptions) => {
    const engine = await context.loadEngine();
    const made = await engine.makeLab({
      build: options.build,
      output: resolve(context.io.cwd, options.output),
      ...(options.product === undefined ? {} : { product: options.product }),
      ...(options.revision === undefined ? {} : { revision: options.revision }),
      ...(options.separate === undefined ? {} : { separate: options.separate }),
      ...(options.editions === undefined ? {} : { editions: options.editions.flatMap((names) => names.split(',')) }),
      ...(options.megabytes === undefined ? {} : { megabytes: options.megabytes }),
      onProgress: (line) => { context.note(line); },
    });
    if (options.json === true) context.printJson(made);
    else context.print(placesOf(made));
  });
}
