import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CliContext, OutputOptions } from '../context.js';
import { mediaText } from '../render/media-text.js';
import { addExamples, addOutputOptions } from '../request-options.js';

/** `inspect PATH`: what the media is. Opens nothing for writing, needs no elevation. */
export function addInspectCommand(program: Command, context: CliContext): void {
  const command = program.command('inspect')
    .description('Show the images of Windows installation media: editions, builds, packages')
    .argument('<path>', 'folder with the media');
  addOutputOptions(command);
  addExamples(command, [
    ['Look at a mounted ISO', 'offline-servicing inspect E:\\'],
    ['Names of all editions, for a script', 'offline-servicing inspect E:\\ --json | jq -r ".install.images[].name"'],
  ]);
  command.action(async (path: string, options: OutputOptions) => {
    const engine = await context.loadEngine();
    const media = await engine.inspectMedia(resolve(context.io.cwd, path));
    if (options.json === true) context.printJson(media);
    else context.print(mediaText(media, context.style(options), context.width()));
  });
}
