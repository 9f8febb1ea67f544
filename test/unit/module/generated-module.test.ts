import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { moduleFiles } from '../../../scripts/module/module-files.js';
import { parametersOf } from '../../../scripts/module/parameters.js';
import { packageRoot } from '../../../src/files/package-root.js';
import { cmdletCommands } from '../../../src/schema/commands/all.js';
import { requestFields } from '../../../src/schema/request-fields.js';

describe('the generated PowerShell module', () => {
  const files = moduleFiles(packageRoot());

  for (const [path, content] of files) {
    it(`is what is committed: ${path} (npm run generate:module writes it)`, () => {
      expect(readFileSync(join(packageRoot(), path), 'utf8')).to.equal(content);
    });
  }

  it('is read the same by Windows PowerShell: ASCII, or UTF-8 with a byte order mark', () => {
    for (const [path, content] of files) {
      if (!path.startsWith('module-manifest/')) continue;
      expect(/^[\0-\x7f]*$/u.test(content) || content.startsWith('\ufeff'), path).to.equal(true);
    }
  });

  it('has no private helper among its exports, and an export for each cmdlet', () => {
    const manifest = files.get('module-manifest/OfflineServicing/OfflineServicing.psd1') ?? '';
    const exported = /FunctionsToExport = @\((?<names>[^)]*)\)/u.exec(manifest)?.groups?.['names'] ?? '';
    expect(exported.match(/[\w-]+/gu)).to.deep.equal(cmdletCommands.map(({ cmdlet }) => cmdlet.name));
    for (const kind of ['Cmdlets', 'Variables', 'Aliases']) expect(manifest).to.include(`${kind}ToExport = @()`);
  });
});

describe('the cmdlets of the registry', () => {
  for (const command of cmdletCommands) {
    const { cmdlet } = command;
    const parameters = parametersOf(command);
    const names = parameters.map(({ name }) => name);

    it(`${cmdlet.name} has names that are its own, with aliases that are nobody else's`, () => {
      const all = parameters.flatMap(({ name, traits }) => [name, ...(traits.aliases ?? [])]).map((name) => name.toLowerCase());
      expect(new Set(all).size).to.equal(all.length);
      for (const name of names) expect(name).to.match(/^[A-Z][A-Za-z0-9]+$/u);
    });

    it(`${cmdlet.name} has sets of parameters that it has, each told from the others`, () => {
      const sets = Object.values(cmdlet.sets ?? {});
      for (const { mandatory, optional = [] } of sets) expect(names).to.include.members([...mandatory, ...optional]);
      expect(new Set(sets.map(({ mandatory }) => [...mandatory].sort().join())).size).to.equal(sets.length);
    });

    it(`${cmdlet.name} has no two parameters at one place in a set`, () => {
      for (const [set, { mandatory, optional = [] }] of Object.entries(cmdlet.sets ?? { all: { mandatory: names } })) {
        const places = parameters.filter(({ name }) => mandatory.includes(name) || optional.includes(name))
          .flatMap(({ traits }) => (traits.position === undefined ? [] : [traits.position]));
        expect(new Set(places).size, set).to.equal(places.length);
      }
    });

    it(`${cmdlet.name} is named as Verb-OfflineServicing and a singular noun`, () => {
      expect(cmdlet.name).to.match(/^[A-Z][a-z]+-OfflineServicing(?:[A-Z][a-z]*[a-rt-z])?$/u);
    });
  }

  it('take every field of the request where a request is taken', () => {
    for (const command of cmdletCommands.filter(({ fields }) => fields === 'all')) {
      const flags = parametersOf(command).map(({ flag }) => flag);
      for (const { flag, off } of requestFields) {
        expect(flags).to.include(flag.split(' ')[0]);
        if (off !== undefined) expect(flags).to.include(off.flag);
      }
    }
  });

  it('call one parameter the same everywhere, and mean the same by a name', () => {
    const shapes = new Map<string, string>();
    for (const command of cmdletCommands) {
      for (const { name, flag, shape } of parametersOf(command).filter((parameter) => parameter.flag !== '')) {
        const seen = shapes.get(name);
        if (seen !== undefined) expect(`${flag} ${shape}`, `${command.cmdlet.name} -${name}`).to.equal(seen);
        shapes.set(name, `${flag} ${shape}`);
      }
    }
  });
});
