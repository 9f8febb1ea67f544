import type { Command } from 'commander';
import { setupHostCommand } from '../../schema/commands/tools.js';
import type { CliContext, OutputOptions } from '../context.js';
import { addCommand } from '../registered-command.js';

/** `setup-host`: for machines without PowerShell. Windows has one, and a `pwsh` on PATH comes first. */
export function addSetupHostCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, setupHostCommand);
  command.action(async (options: OutputOptions) => {
    const engine = await context.loadEngine();
    context.note('Building the PowerShell host');
    const path = await engine.buildHost();
    if (options.json === true) context.printJson({ path });
    else context.print(`PowerShell host: ${path}`);
  });
}
