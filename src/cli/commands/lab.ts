import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { LabReport } from '../../lab/make-lab.js';
import { labCommand } from '../../schema/commands/tools.js';
import type { CliContext, OutputOptions } from '../context.js';
import { addCommand } from '../registered-command.js';

interface LabCommandOptions extends OutputOptions {
  build: number;
  output: string;
  product?: 'client' | 'server';
  architecture?: 'x64' | 'x86' | 'arm64';
  iso?: boolean;
  revision?: number;
  separate?: boolean;
  editions?: string[];
  megabytes?: number;
}

function placesOf({ media, iso, updates, repository, drivers, extras }: LabReport): string {
  const rows = Object.entries({ media, iso, updates, repository, drivers, extras }).filter(([, place]) => place !== undefined);
  return rows.map(([name, place]) => `${`Lab ${name}:`.padEnd(16)}${place}`).join('\n');
}

/** `lab`: media and updates made from nothing, to try the tool without Windows. */
export function addLabCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, labCommand);
  command.action(async (options: LabCommandOptions) => {
    const engine = await context.loadEngine();
    const made = await engine.makeLab({
      build: options.build,
      output: resolve(context.io.cwd, options.output),
      ...(options.product === undefined ? {} : { product: options.product }),
      ...(options.architecture === undefined ? {} : { architecture: options.architecture }),
      ...(options.iso === undefined ? {} : { iso: options.iso }),
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
