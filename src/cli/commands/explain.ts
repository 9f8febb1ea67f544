import type { Command } from 'commander';
import { ServicingError, exitCodeMeanings } from '../../schema/errors.js';
import { explainCommand } from '../../schema/commands/look.js';
import type { CliContext, OutputOptions } from '../context.js';
import type { CliEngine } from '../engine.js';
import { catalogueText, explanationText } from '../render/doctor-text.js';
import { addCommand } from '../registered-command.js';

/** `explain [CODE]`: cause and cure of an error of DISM, or all that the catalogue has. */
export function addExplainCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, explainCommand);
  command.action(async (code: string | undefined, options: OutputOptions) => {
    const engine = await context.loadEngine();
    if (code === undefined) await showAll(engine, context, options);
    else await showOne(code, engine, context, options);
  });
}

async function showAll(engine: CliEngine, context: CliContext, options: OutputOptions): Promise<void> {
  const entries = await engine.catalogue();
  if (options.json === true) context.printJson(entries);
  else context.print(catalogueText(entries, context.width()));
}

async function showOne(code: string, engine: CliEngine, context: CliContext, options: OutputOptions): Promise<void> {
  const entry = await engine.explain(code);
  const exitCode = exitCodeMeanings[Number(code)];
  if (entry === undefined && exitCode === undefined) {
    throw new ServicingError('usage', `The error catalogue has no entry for ${code}`, {
      advice: 'The log named beside the code says where it came from.',
    });
  }
  if (options.json === true) {
    context.printJson({ ...entry, ...(exitCode === undefined ? {} : { exitCode: { code: Number(code), meaning: exitCode } }) });
    return;
  }
  if (exitCode !== undefined) context.print(`Exit code ${code} of offline-servicing: ${exitCode}.`);
  if (entry !== undefined) context.print(explanationText(entry, context.style(options), context.width()));
}
