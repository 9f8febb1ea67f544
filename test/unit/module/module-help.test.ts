import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderAboutTopic } from '../../../scripts/module/about.js';
import { helpText } from '../../../scripts/module/help.js';
import { parametersOf } from '../../../scripts/module/parameters.js';
import { renderPowerShellPage } from '../../../scripts/powershell-page.js';
import { buildProgram } from '../../../src/cli/program.js';
import { CliContext } from '../../../src/cli/context.js';
import { packageRoot } from '../../../src/files/package-root.js';
import { cmdletCommands, commands } from '../../../src/schema/commands/all.js';
import { harness } from '../../support/cli-harness.js';

const common = ['WhatIf', 'Confirm', 'ErrorAction', 'Verbose'];

/** The parts of a pipeline that call one of the module's cmdlets, each with the parameters that it names. */
function callsIn(line: string): { cmdlet: string; parameters: string[] }[] {
  return line.split(/[|;(){}]/u).flatMap((part) => {
    const match = /\b(?<cmdlet>[A-Z][a-z]+-OfflineServicing\w*)(?<rest>.*)$/u.exec(part);
    if (match?.groups === undefined) return [];
    const parameters = [...(match.groups['rest'] ?? '').matchAll(/\s-(?<name>[A-Z]\w*)/gu)].map((found) => found.groups?.['name'] ?? '');
    return [{ cmdlet: match.groups['cmdlet'] ?? '', parameters }];
  });
}

describe('help of the PowerShell module', () => {
  for (const command of cmdletCommands) {
    const { cmdlet } = command;
    const parameters = parametersOf(command);

    it(`of ${cmdlet.name} has every part, every parameter and at least three examples`, () => {
      const text = helpText(command, parameters);
      for (const head of ['.SYNOPSIS', '.DESCRIPTION', '.INPUTS', '.OUTPUTS', '.LINK']) expect(text).to.match(new RegExp(`^\\${head}\n {4}\\S`, 'mu'));
      const described = [...text.matchAll(/^\.PARAMETER (?<name>\w+)\n {4}[A-Z].+\.?$/gmu)].map((match) => match.groups?.['name']);
      expect(described).to.deep.equal([...parameters.map(({ name }) => name), ...(cmdlet.impact === undefined ? [] : ['WhatIf', 'Confirm'])]);
      expect(text.match(/^\.EXAMPLE$/gmu)?.length).to.be.at.least(3);
      expect(text, 'the end of the comment').not.to.include('#>');
    });

    it(`of ${cmdlet.name} shows examples that call it with parameters that are there`, () => {
      for (const { line, task } of cmdlet.examples) {
        expect(line).to.include(cmdlet.name);
        expect(line, 'one line').not.to.include('\n');
        expect(task).to.match(/^[A-Z].+\.$/u);
        for (const call of callsIn(line)) {
          const called = cmdletCommands.find((other) => other.cmdlet.name === call.cmdlet);
          if (called === undefined) throw new Error(`${call.cmdlet} is no cmdlet`);
          const known = [...parametersOf(called).map(({ name }) => name), ...common];
          expect(known, line).to.include.members(call.parameters);
        }
      }
    });
  }

  it('has a topic about the module that names every cmdlet and fits 80 columns', () => {
    const topic = renderAboutTopic({ description: 'Does it.', engines: { node: '>=20.19' } });
    expect(topic).to.include('Node.js 20.19 or later');
    for (const { cmdlet } of cmdletCommands) expect(topic).to.include(cmdlet.name);
    expect(Math.max(...topic.split('\n').map((line) => line.length))).to.be.at.most(80);
  });
});

describe('examples of the command line', () => {
  for (const entry of commands) {
    it(`of ${entry.name} use options that it has`, async () => {
      const program = await buildProgram(new CliContext(harness().io, async () => Promise.reject(new Error('not needed'))), { command: entry.name });
      const command = program.commands.find((candidate) => candidate.name() === entry.name);
      const flags = (command?.options ?? []).flatMap(({ long }) => long ?? []);
      for (const { line } of entry.examples) {
        const own = line.split(' | ')[0] ?? line;
        expect(flags, line).to.include.members(own.match(/(?<=\s)--[a-z][\w-]*/gu) ?? []);
      }
    });
  }
});

describe('docs/powershell.md', () => {
  it('has the reference of cmdlets as the registry has it', () => {
    const page = readFileSync(join(packageRoot(), 'docs', 'powershell.md'), 'utf8');
    expect(renderPowerShellPage(page)).to.equal(page);
  });
});
