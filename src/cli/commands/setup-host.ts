import type { Command } from 'commander';
import type { CliContext, OutputOptions } from '../context.js';
import { addExamples, addOutputOptions } from '../request-options.js';

/** `setup-host`: for machines without PowerShell. Windows has one, and a `pwsh` on PATH comes first. */
export function addSetupHostCommand(program: Command, context: CliContext): void {
  const command = program.command('setup-host')
    .description('Build the minimal PowerShell host of this package, for machines that have no PowerShell (.NET SDK 10)');
  addOutputOptions(command);
  addExamples(command, [['Once after installing the package', 'offline-servicing setup-host']]);
  command.action(async (options: OutputOptions) => {
    const engine = await context.loadEngine();
    context.note('Building the PowerShell host');
    const path = await engine.buildHost();
    if (options.json === true) context.printJson({ path });
    else context.print(`PowerShell host: ${path}`);
  });
}
