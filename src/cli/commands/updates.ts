import { resolve } from 'node:path';
import type { Command } from 'commander';
import { updatesCommand } from '../../schema/commands/look.js';
import type { CliContext, OutputOptions } from '../context.js';
import { updatesText } from '../render/updates-text.js';
import { addCommand } from '../registered-command.js';

/** `updates PATH…`: what the update files are, told from their content. */
export function addUpdatesCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, updatesCommand);
  command.action(async (paths: string[], options: OutputOptions) => {
    const engine = await context.loadEngine();
    const scan = await engine.scanUpdates(paths.map((path) => resolve(context.io.cwd, path)));
    if (options.json === true) context.printJson(scan);
    else context.print(updatesText(scan, context.style(options), context.width()));
  });
}
