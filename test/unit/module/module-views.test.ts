import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderTypesFile } from '../../../scripts/module/format-xml.js';
import { views } from '../../../scripts/module/views.js';
import { packageRoot } from '../../../src/files/package-root.js';
import { cmdletCommands } from '../../../src/schema/commands/all.js';

/** Properties of the module's objects by type, as the table in the template has them. */
function shapes(): ReadonlyMap<string, ReadonlySet<string>> {
  const text = readFileSync(join(packageRoot(), 'module-manifest/templates/shapes.ps1'), 'utf8');
  return new Map([...text.matchAll(/^ {4}'OfflineServicing\.(?<type>\w+)' = \[ordered\] @\{\n(?<body>[\s\S]*?)^ {4}\}/gmu)].map((match) => (
    [match.groups?.['type'] ?? '', new Set([...(match.groups?.['body'] ?? '').matchAll(/^ {8}(?<name>\w+) =/gmu)].map((found) => found.groups?.['name'] ?? ''))]
  )));
}

describe('views of the PowerShell module', () => {
  const properties = shapes();

  it('are there for every type that comes out of a cmdlet, and for what lies in it', () => {
    expect(views.map(({ type }) => type).sort()).to.deep.equal([...properties.keys()].sort());
    for (const { cmdlet } of cmdletCommands) expect(properties.has(cmdlet.output), cmdlet.name).to.equal(true);
  });

  it('have a set of properties for Format-List and mixed output that are all there', () => {
    const types = renderTypesFile();
    for (const [type, known] of properties) {
      const entry = types.slice(types.indexOf(`<Name>OfflineServicing.${type}</Name>`)).split('</Type>')[0] ?? '';
      const shown = [...(entry.split('<ReferencedProperties>')[1] ?? '').matchAll(/<Name>(?<name>\w+)<\/Name>/gu)].map((match) => match.groups?.['name'] ?? '');
      expect(shown.length, type).to.be.at.least(2);
      expect([...known], type).to.include.members(shown);
    }
  });

  for (const { type, columns = [], list, aliases = {} } of views) {
    it(`of ${type} fit 120 columns, a blank between two of them`, () => {
      expect(columns.reduce((sum, { width }) => sum + width + 1, -1)).to.be.at.most(120);
      for (const { label, width } of columns) expect(label.length, label).to.be.at.most(width);
    });

    it(`of ${type} show properties that it has`, () => {
      const known = [...(properties.get(type) ?? [])];
      const shown = [...columns.map(({ label, script }) => script ?? `$_.${label}`), ...list.map((row) => (typeof row === 'string' ? `$_.${row}` : row.script))];
      // Below a ForEach-Object or Where-Object `$_` is something else.
      const own = shown.flatMap((script) => [...script.replace(/\{[^{}]*\$_[^{}]*\}(?= *\)| *\|)/gu, '').matchAll(/\$_\.(?<name>\w+)/gu)])
        .map((match) => match.groups?.['name'] ?? '');
      expect(known).to.include.members([...own, ...Object.values(aliases)]);
      for (const alias of Object.keys(aliases)) expect(known).not.to.include(alias);
    });
  }
});
