import { Option, type Command } from 'commander';
import { choicesOf, defaultOf, describeField, fieldGroups, requestFields, type RequestField } from '../schema/request-fields.js';

function optionText(field: RequestField): string {
  const choices = choicesOf(field);
  const standard = defaultOf(field);
  const facts = [
    ...(choices.length === 0 ? [] : [choices.join(' or ')]),
    ...(typeof standard === 'string' ? [`default: ${standard}`] : []),
  ];
  // A switch that is on by default is described by what it is; its flag turns it off.
  const text = standard === true ? `Turn off: ${describeField(field)}` : describeField(field);
  return facts.length === 0 ? text : `${text} (${facts.join('; ')})`;
}

/** The commander option of a request field. Choices are checked with the other sources of values, in one place. */
export function fieldOption(field: RequestField): Option {
  return new Option(field.flag, optionText(field)).helpGroup(`${fieldGroups[field.group]}:`);
}

/** Adds the options of request fields, all of them or those named. */
export function addRequestOptions(command: Command, keys?: readonly RequestField['key'][]): Command {
  for (const field of requestFields) {
    if (keys !== undefined && !keys.includes(field.key)) continue;
    command.addOption(fieldOption(field));
    if (field.off !== undefined) command.addOption(new Option(field.off, `Work without ${field.flag.split(' ')[0] ?? ''}`).helpGroup(`${fieldGroups[field.group]}:`));
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
export function addExamples(command: Command, examples: readonly (readonly [what: string, line: string])[]): Command {
  const text = examples.map(([what, line]) => `  ${what}:\n    $ ${line}`).join('\n');
  return command.addHelpText('after', `\nExamples:\n${text}\n`);
}
