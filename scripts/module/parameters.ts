import type { Cmdlet, CommandEntry } from '../../src/schema/commands/command.js';
import type { CmdletParameter, CommandOption, ParameterTraits } from '../../src/schema/parameter.js';
import {
  choicesOf, defaultOf, describeField, examplesOf, rangeOf, requestFields, type RequestField,
} from '../../src/schema/request-fields.js';

/** A command that is a cmdlet too. */
export type CmdletCommand = CommandEntry & { readonly cmdlet: Cmdlet };

/** One parameter of a cmdlet, whatever it comes from. */
export interface ModuleParameter {
  readonly name: string;
  /** Flag of the command line that its value is handed on with; empty where it is an argument or stays in the module. */
  readonly flag: string;
  readonly shape: CommandOption['shape'] | CmdletParameter['shape'] | 'off';
  readonly text: string;
  readonly traits: ParameterTraits;
  readonly choices: readonly string[];
  readonly range: { min?: number; max?: number };
  /** The command cannot do without it; where a cmdlet has sets of parameters, they say more. */
  readonly required?: boolean;
  readonly unit?: string | undefined;
  readonly standard?: unknown;
  readonly example?: unknown;
}

const nothing = { traits: {}, choices: [], range: {} };

function flagWord(flag: string): string {
  return /^--[\w-]+/u.exec(flag)?.[0] ?? '';
}

/** `--no-cache` is -NoCache. */
function offParameter({ off }: RequestField): ModuleParameter[] {
  if (off === undefined) return [];
  const name = off.flag.replace(/-+(\w)/gu, (_, letter: string) => letter.toUpperCase());
  return [{ ...nothing, name, flag: off.flag, shape: 'off', text: off.text }];
}

function fromField(field: RequestField, { cmdlet, fieldTexts = {} }: CmdletCommand): ModuleParameter[] {
  const standard = defaultOf(field);
  const [example] = examplesOf(field);
  const said = fieldTexts[field.key] ?? describeField(field);
  const text = standard === true ? `Turn off: ${said}` : said;
  return [{
    name: field.powershell, flag: flagWord(field.flag), shape: field.shape, text, traits: cmdlet.traits?.[field.key] ?? field.parameter ?? {},
    choices: choicesOf(field), range: field.shape === 'count' ? rangeOf(field) : {}, unit: field.unit, standard, example,
  }, ...offParameter(field)];
}

function fromOption(option: CommandOption | CmdletParameter): ModuleParameter[] {
  if (option.powershell === undefined) return [];
  return [{
    name: option.powershell, flag: flagWord(option.flag ?? ''), shape: option.shape, text: option.text, traits: option.parameter ?? {},
    choices: option.choices ?? [], range: {}, required: option.required === true,
  }];
}

/** Beside the parameter that stands for the same flag, so that alternatives are read together. */
function place(list: readonly ModuleParameter[], added: ModuleParameter): ModuleParameter[] {
  const at = added.shape === 'local' ? -1 : list.findLastIndex((parameter) => parameter.flag === added.flag);
  return at === -1 ? [...list, added] : [...list.slice(0, at + 1), added, ...list.slice(at + 1)];
}

/** All parameters of a command's cmdlet, in the order of its help. */
export function parametersOf(command: CmdletCommand): ModuleParameter[] {
  const { fields = [], options = [], cmdlet } = command;
  const own = options.flatMap(fromOption);
  const ofRequest = requestFields.filter((field) => fields === 'all' || fields.includes(field.key))
    .flatMap((field) => fromField(field, command));
  return (cmdlet.parameters ?? []).flatMap(fromOption).reduce(place, [...own, ...ofRequest]);
}

const listShapes = new Set<ModuleParameter['shape']>(['paths', 'names', 'literal']);
const switchShapes = new Set<ModuleParameter['shape']>(['switch', 'off', 'local']);

/** The parameter's type as PowerShell writes it. */
export function typeOf({ shape, traits }: ModuleParameter): string {
  if (switchShapes.has(shape)) return 'switch';
  if (shape === 'seconds') return 'hashtable';
  if (shape === 'count') return 'int';
  // Numbers and error records keep what they are.
  if (shape === 'code') return 'object[]';
  return traits.many === true || listShapes.has(shape) ? 'string[]' : 'string';
}
