import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.js';
import { classic } from '../../../src/plan/recipes/classic.js';
import { current } from '../../../src/plan/recipes/current.js';
import { generations } from '../../../src/plan/recipes/generations.js';

describe('docs/recipes.md', () => {
  const page = readFileSync(join(packageRoot(), 'docs/recipes.md'), 'utf8');
  const rules = [classic, current].flatMap((recipe) => [recipe.prepare, recipe.winre, recipe.install, recipe.boot, recipe.finish].flatMap((rows) => rows.map((row) => row.rule)));

  it('explains every key that a row of a recipe names, and no other', () => {
    const named = new Set(rules.flatMap((rule) => rule.match(/\b[A-Z]\d+\b/gu) ?? []));
    const explained = new Set([...page.matchAll(/^\| ([A-Z]\d+) \|/gmu)].map((match) => match[1] ?? ''));
    expect([...named].sort()).to.deep.equal([...explained].sort());
  });

  it('names every generation by its first build', () => {
    for (const { from } of generations) expect(page, String(from)).to.match(new RegExp(`^\\|[^|]*\\b${from}\\b`, 'mu'));
  });

  it('has every row of the vendor\'s table that the recipe has', () => {
    const vendor = new Set(rules.flatMap((rule) => /^Vendor's table, row (.*)/u.exec(rule)?.[1]?.split(';')[0]?.match(/\d+/gu) ?? []).map(Number));
    expect([...vendor].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 28 }, (_one, at) => at + 1));
  });
});
