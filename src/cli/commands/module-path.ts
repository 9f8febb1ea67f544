import type { Command } from 'commander';
import { modulePathCommand } from '../../schema/commands/tools.js';
import type { CliContext, OutputOptions } from '../context.js';
import { moduleFolder } from '../module-folder.js';
import { addCommand } from '../registered-command.js';

/** `module-path`: where the PowerShell module lies, for Import-Module. */
export function addModulePathCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, modulePathCommand);
  command.action((options: OutputOptions) => {
    const path = moduleFolder();
    if (options.json === true) context.printJson({ path });
    else context.print(path);
  });
}
