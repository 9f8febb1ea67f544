import { cmdletCommands } from '../../src/schema/commands/all.js';
import { typeOf, type CmdletCommand, type ModuleParameter } from './parameters.js';
import { literal } from './quote.js';

/** No value, or an empty list or table. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

/** What help says of a parameter: text, unit, values, default, example, pipeline. */
export function parameterHelp(parameter: ModuleParameter): string {
  const { name, text, unit, choices, range, standard, example } = parameter;
  const { aliases = [] } = parameter.traits;
  const isSwitch = typeOf(parameter) === 'switch';
  return [
    `${text}.`,
    ...(unit === undefined ? [] : [`In ${unit}.`]),
    ...(choices.length === 0 ? [] : [`Values: ${choices.join(', ')}.`]),
    ...(range.min === undefined ? [] : [`From ${range.min}${range.max === undefined ? '' : ` to ${range.max}`}.`]),
    ...(isSwitch || isEmpty(standard) ? [] : [`Default: ${Array.isArray(standard) ? standard.join(', ') : String(standard)}.`]),
    ...(isEmpty(example) ? [] : [`Example: -${name} ${literal(example)}`]),
    ...(aliases.length === 0 ? [] : [`Alias: ${aliases.join(', ')}.`]),
  ].join(' ');
}

function inputsOf(parameters: readonly ModuleParameter[]): string[] {
  const byValue = parameters.filter(({ traits }) => traits.pipeline?.includes('value') === true);
  const byName = parameters.filter(({ traits }) => traits.pipeline?.includes('propertyName') === true);
  const names = [...new Set(byName.flatMap(({ name, traits }) => [name, ...(traits.aliases ?? [])]))];
  return [
    ...(names.includes('FullName') ? ['System.IO.FileSystemInfo. Files and folders, by their full name.'] : []),
    ...byValue.map(({ name }) => `System.String. What -${name} takes.`),
    ...(names.length === 0 ? [] : [`System.Object. Properties that bind: ${names.join(', ')}.`]),
  ];
}

/** The comment-based help of a cmdlet, without the marks of the comment. */
export function helpText(command: CmdletCommand, parameters: readonly ModuleParameter[]): string {
  const { cmdlet } = command;
  const inputs = inputsOf(parameters);
  const section = (head: string, lines: readonly string[]): string => [head, ...lines.map((line) => `    ${line}`)].join('\n');
  const paragraphs = [...command.description, ...(cmdlet.notes ?? [])];
  const confirmation = cmdlet.impact === undefined ? [] : [
    section('.PARAMETER WhatIf', [command.fields === 'all' ? 'Show the plan, and do nothing.' : 'Show what would be done, and do nothing.']),
    section('.PARAMETER Confirm', ['Ask before anything is changed; -Confirm:$false never asks.']),
  ];
  return [
    section('.SYNOPSIS', [`${cmdlet.synopsis ?? command.summary}.`]),
    section('.DESCRIPTION', paragraphs.flatMap((paragraph, at) => (at === 0 ? [paragraph] : ['', paragraph]))),
    ...parameters.map((parameter) => section(`.PARAMETER ${parameter.name}`, [parameterHelp(parameter)])),
    ...confirmation,
    section('.INPUTS', inputs.length === 0 ? ['None.'] : inputs),
    section('.OUTPUTS', [`OfflineServicing.${cmdlet.output}`]),
    ...cmdlet.examples.map(({ task, line }) => section('.EXAMPLE', [line, '', task])),
    ...cmdletCommands.filter((other) => other.cmdlet.name !== cmdlet.name).map((other) => section('.LINK', [other.cmdlet.name])),
    section('.LINK', ['about_OfflineServicing']),
  ].join('\n\n').replace(/^ +$/gmu, '');
}
