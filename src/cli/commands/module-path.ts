import type { Command } from 'commander';
import type { CliContext, OutputOptions } from '../context.js';
import { moduleFolder } from '../module-folder.js';
import { addExamples, addOutputOptions } from '../request-options.js';

/** `module-path`: where the PowerShell module lies, for Import-Module. */
export function addModulePathCommand(program: Command, context: CliContext): void {
  const command = program.command('module-path')
    .description('Print the folder of the PowerShell module of this package');
  addOutputOptions(command);
  addExamples(command, [
    ['Where the module is', 'offline-servicing module-path'],
    ['Load it, in PowerShell', 'Import-Module (offline-servicing module-path)'],
  ]);
  command.action((options: OutputOptions) => {
    const path = moduleFolder();
    if (options.json === true) context.printJson({ path });
    else context.print(path);
  });
}
