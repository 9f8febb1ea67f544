import type { Cmdlet } from '../../src/schema/commands/command.js';
import { isEmpty } from './help.js';
import { literal, quoted } from './quote.js';
import { typeOf, type ModuleParameter } from './parameters.js';

interface Membership {
  readonly set?: string;
  readonly mandatory: boolean;
}

/** The sets that a parameter belongs to; without a name where it is in all of them. */
function membershipsOf({ name, required = false }: ModuleParameter, { sets }: Cmdlet): Membership[] {
  if (sets === undefined) return [{ mandatory: required }];
  const found = Object.entries(sets).flatMap(([set, { mandatory, optional = [] }]): Membership[] => {
    if (mandatory.includes(name)) return [{ set, mandatory: true }];
    return optional.includes(name) ? [{ set, mandatory: false }] : [];
  });
  return found.length === 0 ? [{ mandatory: false }] : found;
}

function parameterAttribute({ traits, text }: ModuleParameter, { set, mandatory }: Membership): string {
  const pipeline = traits.pipeline ?? [];
  const facts = [
    ...(set === undefined ? [] : [`ParameterSetName = ${quoted(set)}`]),
    ...(mandatory ? ['Mandatory'] : []),
    ...(traits.position === undefined ? [] : [`Position = ${traits.position}`]),
    ...(pipeline.includes('value') ? ['ValueFromPipeline'] : []),
    ...(pipeline.includes('propertyName') ? ['ValueFromPipelineByPropertyName'] : []),
    ...(mandatory ? [`HelpMessage = ${quoted(text)}`] : []),
  ];
  return `[Parameter(${facts.join(', ')})]`;
}

/** Of [int]; both ends of ValidateRange are constants of one type. */
const largestInt = 2_147_483_647;

/** Windows PowerShell has no message for a script that says no, but takes the one that it throws. */
const secondsCheck = [
  '[ValidateScript({',
  '    foreach ($cmdlet in $_.Keys) {',
  '        if ("$cmdlet" -notmatch \'^[A-Za-z]+-[A-Za-z]+$\') { throw "\'$cmdlet\' is not the name of a cmdlet; write it as @{ \'Add-WindowsPackage\' = 7200 }." }',
  '        if ("$($_[$cmdlet])" -notmatch \'^[1-9][0-9]*$\') { throw "The deadline of $cmdlet is \'$($_[$cmdlet])\'; it takes whole seconds from 1." }',
  '    }',
  '    $true',
  '})]',
].join('\n');

function checksOf({ shape, choices, range }: ModuleParameter): string[] {
  if (choices.length > 0) return [`[ValidateSet(${choices.map(quoted).join(', ')})]`];
  if (shape === 'seconds') return ['[ValidateNotNull()]', secondsCheck];
  if (shape === 'count') return [`[ValidateRange(${range.min ?? 1}, ${range.max ?? largestInt})]`];
  return ['switch', 'off', 'local'].includes(shape) ? [] : ['[ValidateNotNullOrEmpty()]'];
}

function hasDefault(parameter: ModuleParameter): boolean {
  return typeOf(parameter) !== 'switch' && !isEmpty(parameter.standard);
}

/** One parameter with its attributes. */
export function parameterText(parameter: ModuleParameter, cmdlet: Cmdlet): string {
  const { aliases = [], wildcards } = parameter.traits;
  return [
    ...membershipsOf(parameter, cmdlet).map((membership) => parameterAttribute(parameter, membership)),
    ...(aliases.length === 0 ? [] : [`[Alias(${aliases.map(quoted).join(', ')})]`]),
    ...(wildcards === true ? ['[SupportsWildcards()]'] : []),
    ...checksOf(parameter),
    `[${typeOf(parameter)}]`,
    // Help shows it; the engine hands on only what was given.
    hasDefault(parameter) ? `$${parameter.name} = ${literal(parameter.standard)}` : `$${parameter.name}`,
  ].join('\n');
}
