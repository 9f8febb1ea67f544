import { resolve } from 'node:path';
import type { Command } from 'commander';
import { inspectCommand } from '../../schema/commands/look.js';
import type { CliContext, OutputOptions } from '../context.js';
import { imageFileText, mediaText } from '../render/media-text.js';
import { addCommand } from '../registered-command.js';

/** `inspect PATH`: what the media is, or a WIM by itself. Opens nothing for writing, needs no elevation. */
export function addInspectCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, inspectCommand);
  command.action(async (path: string, options: OutputOptions) => {
    const engine = await context.loadEngine();
    const found = await engine.inspectMedia(resolve(context.io.cwd, path));
    if (options.json === true) context.printJson(found);
    else context.print('boot' in found ? mediaText(found, context.style(options), context.width()) : imageFileText(found, context.style(options), context.width()));
  });
}
