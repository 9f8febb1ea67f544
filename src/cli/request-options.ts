import { Option, type Command } from 'commander';
import type { CommandEntry, Example } from '../schema/commands/command.js';
import { choicesOf, defaultOf, describeField, examplesOf, fieldGroups, requestFields, type RequestField } from '../schema/request-fields.js';

/** An example as it is typed behind the flag. */
function typed(example: unknown): string {
  if (Array.isArray(example)) return example.map(String).join(' ');
  return typeof example === 'object' && example !== null ? Object.entries(example).map(([key, value]) => `${key}=${String(value)}`).join(' ') : String(example);
}

/** What is to be known of a field beside its text: unit, values, an example. */
export function fieldFacts(field: RequestField): string[] {
  const choices = choicesOf(field);
  return [
    ...(field.unit === undefined ? [] : [`in ${field.unit}`]),
    ...(choices.length > 0 ? [choices.join(' or ')] : examplesOf(field).map((example) => `e.g. ${typed(example)}`)),
  ];
}

function optionText(field: RequestField, text: string): string {
  const standard = defaultOf(field);
  const facts = [...fieldFacts(field), ...(typeof standard === 'string' ? [`default: ${standard}`] : [])];
  // A switch that is on by default is described by what it is; its flag turns it off.
  const said = standard === true ? `Turn off: ${text}` : text;
  return facts.length === 0 ? said : `${said} (${facts.join('; ')})`;
}

/** The commander option of a request field. Choices are checked with the other sources of values, in one place. */
export function fieldOption(field: RequestField, text = describeField(field)): Option {
  return new Option(field.flag, optionText(field, text)).helpGroup(`${fieldGroups[field.group]}:`);
}

/** Adds the options of request fields, all of them or those named; `texts` where a field means something else to the command. */
export function addRequestOptions(command: Command, keys: CommandEntry['fields'] = 'all', texts: CommandEntry['fieldTexts'] = {}): Command {
  for (const field of requestFields) {
    if (keys !== 'all' && !keys.includes(field.key)) continue;
    command.addOption(fieldOption(field, texts[field.key]));
    if (field.off !== undefined) command.addOption(new Option(field.off.flag, field.off.text).helpGroup(`${fieldGroups[field.group]}:`));
  }
  return command;
}

/** The fields of the registry with these keys. */
export function fieldsOf(keys: readonly RequestField['key'][]): RequestField[] {
  return requestFields.filter((field) => keys.includes(field.key));
}

/** Options that every command has for its output. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'Write exactly one JSON document to stdout')
    .option('--verbose', 'Say more on stderr')
    .option('--no-color', 'No colours (NO_COLOR does the same)');
}

/** Options of commands that run a request. */
export function addRunOptions(command: Command): Command {
  return addOutputOptions(command)
    .option('--ndjson', 'Write one JSON document an event to stdout; the last line is the result or the error')
    .option('--quiet', 'Only warnings and errors on stderr')
    .addOption(new Option('--control <channel>', 'A line "cancel" on stdin, or its end, interrupts the run').choices(['stdin']));
}

/** Examples at the bottom of a command's help. */
export function addExamples(command: Command, examples: readonly Example[]): Command {
  const text = examples.map(({ task, line }) => `  ${task}:\n    $ ${line}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${text}\n`);
}
