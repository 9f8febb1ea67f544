import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CliContext, OutputOptions } from '../context.js';
import { updatesText } from '../render/updates-text.js';
import { addExamples, addOutputOptions } from '../request-options.js';

/** `updates PATH…`: what the update files are, told from their content. */
export function addUpdatesCommand(program: Command, context: CliContext): void {
  const command = program.command('updates')
    .description('Show what update files are: kind, identity, build they bring, what they need')
    .argument('<paths...>', 'update files (.msu, .cab) or folders that hold them');
  addOutputOptions(command);
  addExamples(command, [
    ['Look at a folder of downloads', 'offline-servicing updates C:\\updates'],
    ['Find damaged downloads', 'offline-servicing updates C:\\updates --json | jq ".updates[] | select(.nameDigest==\\"mismatch\\") | .file"'],
  ]);
  command.action(async (paths: string[], options: OutputOptions) => {
    const engine = await context.loadEngine();
    const scan = await engine.scanUpdates(paths.map((path) => resolve(context.io.cwd, path)));
    if (options.json === true) context.printJson(scan);
    else context.print(updatesText(scan, context.style(options), context.width()));
  });
}
