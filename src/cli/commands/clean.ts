import { resolve } from 'node:path';
import type { Command } from 'commander';
import { cleanCommand } from '../../schema/commands/runs.js';
import type { CliContext, OutputOptions } from '../context.js';
import { Interrupt } from '../interrupt.js';
import { askYesNo, canAsk } from '../question.js';
import { workspaceText } from '../render/workspace-text.js';
import { addCommand } from '../registered-command.js';
import { chosenWorkspace } from '../workspace-options.js';

interface CleanOptions extends OutputOptions {
  yes?: boolean;
  cache?: string | true;
}

async function confirmed(context: CliContext, options: CleanOptions): Promise<boolean> {
  if (options.yes === true) return true;
  if (options.json === true || !canAsk(context.io)) return false;
  const interrupt = new Interrupt(context.io, { control: false, note: (text) => { context.note(text); } });
  try {
    return await askYesNo(context.io, '\nRemove it?', interrupt);
  } finally {
    interrupt.close();
  }
}

async function clean(command: Command, context: CliContext, options: CleanOptions): Promise<void> {
  const choice = {
    ...(await chosenWorkspace(command, context)),
    ...(typeof options.cache === 'string' ? { cache: resolve(context.io.cwd, options.cache) } : {}),
  };
  const engine = await context.loadEngine();
  const content = await engine.inspectWorkspace(choice);
  const withCache = options.cache !== undefined;
  const something = content.runs.some((run) => run.status !== 'running') || content.leftovers.length > 0 || (withCache && content.cache.results > 0);
  if (options.json !== true) context.print(workspaceText(content, withCache, context.style(options), context.width()));
  const removed = something && await confirmed(context, options);
  if (removed) await engine.cleanWorkspace({ ...choice, withCache });
  if (options.json === true) context.printJson({ ...content, removed });
  else if (removed) context.print('Removed.');
  else if (something) context.print('Nothing was removed; --yes removes it.');
}

/** `clean`: shows and removes what earlier runs have left. */
export function addCleanCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, cleanCommand);
  command.action(async (options: CleanOptions) => { await clean(command, context, options); });
}
