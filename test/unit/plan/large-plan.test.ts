import { expect } from 'chai';
import fc from 'fast-check';
import { displayWidth, wrap } from '../../../src/cli/render/text.js';
import { hasPackage, lacksParents } from '../../../src/plan/choose/image-state.js';
import { duplicatesAmong } from '../../../src/plan/choose/misfit.js';
import { createPlan } from '../../../src/plan/create-plan.js';
import { packagesOf } from '../../../src/plan/image-packages.js';
import { hasLanguage } from '../../../src/plan/languages/language-tag.js';
import { compareVersions } from '../../../src/plan/versions.js';
import { samePackage } from '../../../src/schema/identity-parts.js';
import type { ImageInfo } from '../../../src/schema/media.js';
import { editionCount, largePlans } from '../../bench/large-plans.js';
import { image, update } from '../../support/plan-fixtures.js';

const identities = fc.tuple(
  fc.constantFrom('Package_for_KB1', 'package_FOR_kb1', 'Microsoft-Windows-Client-LanguagePack-Package', 'Other'), fc.constantFrom('', 'de-DE', 'DE-de', 'ja-JP'), fc.constantFrom('10.0.1.1', '10.0.1.2', '9', ''),
).map(([name, language, version]) => `${name}~token~amd64~${language}~${version}`);
const anyImage = fc.option(fc.array(identities, { maxLength: 6 }), { nil: undefined }).map((packages): ImageInfo => {
  const { packages: _none, ...rest } = image(1, 'Edition', { languages: ['en-US'] });
  return packages === undefined ? rest : { ...rest, packages };
});

const nameOf = (identity: string): string => (identity.split('~')[0] ?? '').toLowerCase();
const versionOf = (identity: string): string => identity.split('~').at(-1) ?? '';

describe('plans of a thousand updates', () => {
  it('an image is asked for its packages as by a search through all of them', () => {
    fc.assert(fc.property(anyImage, identities, fc.array(identities, { maxLength: 3 }), (seen, identity, parents) => {
      const all = seen.packages;
      const newer = all?.some((one) => nameOf(one) === nameOf(identity) && compareVersions(versionOf(one), versionOf(identity)) >= 0);
      expect(hasPackage(seen, identity)).to.equal(newer === undefined ? 'unknown' : newer ? 'present' : 'absent');
      const asking = update({ identity, packages: [{ identity, name: '', version: '', kind: 'other', parents }] });
      expect(lacksParents(seen, asking)).to.equal(all !== undefined && parents.length > 0 && !parents.some((parent) => all.some((one) => nameOf(one) === nameOf(parent))));
      expect(packagesOf(seen)?.hasAny(identity) ?? false).to.equal((all ?? []).some((one) => samePackage(one, identity)));
      for (const tag of ['en-us', 'de-DE', 'ja-JP', 'fr-FR']) {
        const packs = (all ?? []).filter((one) => nameOf(one).endsWith('languagepack-package')).map((one) => one.split('~')[3] ?? '');
        expect(hasLanguage(seen, tag)).to.equal([...seen.languages, ...packs].some((one) => one.toLowerCase() === tag.toLowerCase()));
      }
    }));
  });

  it('an update is the twin of the first one that is like it', () => {
    const some = fc.array(fc.record({ sha256: fc.constantFrom('a', 'b', 'c'), identity: fc.constantFrom('', 'one', 'two'), kind: fc.constantFrom('other' as const, 'dotNet' as const) }), { maxLength: 8 });
    fc.assert(fc.property(some, (fields) => {
      const updates = fields.map((one, at) => update({ ...one, file: `${at}.msu` }));
      const twins = updates.map((one, at) => updates.slice(0, at).find((other) => other.sha256 === one.sha256 || (other.identity !== '' && other.identity === one.identity && other.kind === one.kind)));
      expect(duplicatesAmong(updates)).to.deep.equal(twins.map((twin) => (twin === undefined ? undefined : `is the same update as ${twin.file}`)));
    }));
  });

  it('takes or leaves each of them, for twelve editions and all languages', () => {
    for (const [what, make] of Object.entries(largePlans)) {
      const { media, scan, options, inputs } = make(300);
      const plan = createPlan(media, scan, options, inputs);
      expect(plan.updates, what).to.have.lengthOf(300);
      expect(plan.updates.filter((decision) => decision.reason === ''), what).to.deep.equal([]);
      expect(plan.targets.filter((target) => target.id.startsWith('install:')), what).to.have.lengthOf(editionCount);
      if (what === 'one in three applies') expect(plan.steps.filter((step) => step.id.includes('/add-dotnet'))).to.have.lengthOf((100 + 1) * editionCount);
      if (what === 'all languages') expect(plan.steps.filter((step) => step.id.startsWith('install:12/add-language-'))).to.have.lengthOf(options.languages.length);
    }
  });

  it('text for a terminal is measured character by character where it is not plain', () => {
    const parts = fc.constantFrom('word', ' ', '日本', 'é', '\u001b[31m', '\u001b[39m', '🙂', 'e\u0301', '\t', 'longer-word');
    fc.assert(fc.property(fc.array(parts, { maxLength: 12 }), fc.integer({ min: 4, max: 30 }), (some, width) => {
      const text = some.join('');
      expect(displayWidth(text)).to.equal([...text.replace(/\u001b\[\d+m/gu, '')].reduce((sum, one) => sum + displayWidth(one), 0));
      const lines = wrap(text, width, '  ').split('\n');
      expect(lines.map((line) => line.trim()).join(' ')).to.equal(text.split(/\s+/u).filter((word) => word !== '').join(' '));
      for (const line of lines) if (displayWidth(line) > width) expect(line.trim()).not.to.match(/\s/u);
    }));
  });
});
