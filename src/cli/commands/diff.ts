import { resolve } from 'node:path';
import type { Command } from 'commander';
import { diffCommand } from '../../schema/commands/look.js';
import type { CliContext, OutputOptions } from '../context.js';
import { diffText } from '../render/diff-text.js';
import { addCommand } from '../registered-command.js';

interface DiffOptions extends OutputOptions {
  all?: boolean;
  html?: string;
}

/** `diff A B`: what changed from one media to another. Opens nothing for writing but the page that is asked for. */
export function addDiffCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, diffCommand);
  command.action(async (a: string, b: string, options: DiffOptions) => {
    const engine = await context.loadEngine();
    const path = (given: string): string => resolve(context.io.cwd, given);
    const found = await engine.compareMedia(path(a), path(b));
    if (options.html !== undefined) {
      await engine.writeDifferencePage(path(options.html), found);
      context.note(`Page: ${path(options.html)}`);
    }
    if (options.json === true) context.printJson(found);
    else context.print(diffText(found, context.style(options), context.width(), { all: options.all === true }));
  });
}
