import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../../src/files/package-root.js';
import { temporaryFolder } from '../support/temp.js';
import { dismRules } from './rules/dism-rules.js';
import { RuleBench } from './rules/rule-bench.js';
import { renderContractPage } from './rules/rule-table.js';

describe('rules of DISM on the rehearsal', () => {
  const folder = temporaryFolder();
  let bench: RuleBench;
  before(() => { bench = new RuleBench(join(folder(), 'bench')); });
  afterEach(() => bench.clear());
  after(() => bench.end());

  it('have ids of their own, and say what their evidence is', () => {
    const ids = dismRules.map((rule) => rule.id);
    expect(new Set(ids).size).to.equal(ids.length);
    for (const rule of dismRules) {
      expect(rule.id).to.match(/^[a-z]+(?:-[a-z]+)*$/u);
      expect(rule.sentence, rule.id).to.match(/^.+\.$/u);
      expect(rule.source, rule.id).to.have.length.above(10);
      expect(rule.hresult, rule.id).to.match(/^(?:0x[0-9a-f]{8}|success)$/u);
    }
  });

  it('stand in docs/contract.md', async () => {
    const page = await readFile(join(packageRoot(), 'docs', 'contract.md'), 'utf8');
    expect(renderContractPage(page, dismRules)).to.equal(page);
  });

  for (const rule of dismRules.filter((item) => item.canRun !== false)) {
    it(`${rule.id} (${rule.evidence}): ${rule.sentence} [${rule.hresult}]`, async () => {
      expect(await rule.run(bench)).to.equal(rule.hresult === 'success' ? undefined : rule.hresult);
    });
  }
});
