import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandEntry } from '../schema/commands/command.js';
import type { CommandOption } from '../schema/parameter.js';
import { addExamples, addOutputOptions, addRequestOptions, addRunOptions } from './request-options.js';

function wholeNumber(text: string): number {
  if (!/^\d+$/u.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

function addOption(command: Command, { flag, shape, text, choices, required }: CommandOption): void {
  if (!flag.startsWith('-')) {
    command.argument(flag, text);
    return;
  }
  const option = new Option(flag, text).makeOptionMandatory(required === true);
  if (choices !== undefined) option.choices(choices);
  if (shape === 'count') option.argParser(wholeNumber);
  command.addOption(option);
}

/** Adds a command with all that the registry says of it: texts, fields, options, examples. What it does is the caller's. */
export function addCommand(program: Command, entry: CommandEntry): Command {
  const command = program.command(entry.name).summary(entry.summary).description([`${entry.summary}.`, ...entry.description].join('\n\n'));
  if (entry.fields !== undefined) addRequestOptions(command, entry.fields, entry.fieldTexts);
  for (const option of entry.options ?? []) addOption(command, option);
  if (entry.runs === true) addRunOptions(command);
  else addOutputOptions(command);
  if (entry.fields === 'all') {
    command.addHelpText('after', `
Every option above the --config line has an environment variable: OFFLINE_SERVICING_ and its field in capitals, e.g.
OFFLINE_SERVICING_DISM_PATH. Flags win over the environment, the environment over the configuration file.`);
  }
  return addExamples(command, entry.examples);
}
