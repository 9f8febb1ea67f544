import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { entryOf } from '../../src/dism/catalogue.js';
import { packageRoot } from '../../src/files/package-root.js';
import { dismRules } from './rules/dism-rules.js';

describe('codes of the contract', () => {
  it('are all explained: those that the rehearsal raises and those of the rules', async () => {
    const source = await readFile(join(packageRoot(), 'ps/rehearsal/Errors/Hresult.cs'), 'utf8');
    const raised = [...source.matchAll(/const int \w+ = unchecked\(\(int\)(?<code>0x[0-9A-F]{8})\)/gu)].map(({ groups }) => groups!['code']!.toLowerCase());
    expect(raised).to.have.length((source.match(/const int/gu) ?? []).length);
    const codes = new Set([...raised, ...dismRules.map((rule) => rule.hresult).filter((code) => code !== 'success')]);
    expect([...codes].filter((code) => entryOf(code) === undefined)).to.deep.equal([]);
  });
});
