import { cmdletCommands } from '../src/schema/commands/all.js';
import { parameterHelp } from './module/help.js';
import { parametersOf, typeOf, type CmdletCommand, type ModuleParameter } from './module/parameters.js';
import { cell, replaceSection } from './page-section.js';

const takesRequest = (command: CmdletCommand): boolean => command.fields === 'all';

function cmdletRow({ summary, cmdlet }: CmdletCommand): string {
  return `| \`${cmdlet.name}\` | ${cell(cmdlet.synopsis ?? summary)} | \`OfflineServicing.${cmdlet.output}\` |`;
}

/** What a call may say of a parameter beside its value. */
function binding({ traits: { position, pipeline = [] } }: ModuleParameter): string {
  const ways = [
    ...(position === undefined ? [] : [`place ${position}`]),
    ...(pipeline.includes('value') ? ['value'] : []),
    ...(pipeline.includes('propertyName') ? ['property'] : []),
  ];
  return ways.join(', ');
}

function parameterRow(parameter: ModuleParameter): string {
  return `| \`-${parameter.name}\` | \`${typeOf(parameter)}\` | ${binding(parameter)} | ${cell(parameterHelp(parameter))} |`;
}

function parameterTable(parameters: readonly ModuleParameter[]): string[] {
  return ['| parameter | type | binds by | meaning |', '|---|---|---|---|', ...parameters.map(parameterRow), ''];
}

function reference(): string {
  const ofRequest = cmdletCommands.filter(takesRequest);
  const [first] = ofRequest;
  return [
    '| cmdlet | does | writes |', '|---|---|---|', ...cmdletCommands.map(cmdletRow), '',
    `### ${ofRequest.map(({ cmdlet }) => `\`${cmdlet.name}\``).join(' and ')}`, '',
    ...(first === undefined ? [] : parameterTable(parametersOf(first))),
    ...cmdletCommands.filter((command) => !takesRequest(command)).flatMap((command) => [
      `### \`${command.cmdlet.name}\``, '', ...parameterTable(parametersOf(command)),
    ]),
  ].join('\n').trim();
}

/** docs/powershell.md with its reference of cmdlets brought up to date; the rest of the page is written by hand. */
export function renderPowerShellPage(page: string): string {
  return replaceSection(page, 'commands', reference());
}
