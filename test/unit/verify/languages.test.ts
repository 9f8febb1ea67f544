import { expect } from 'chai';
import type { Plan, Step, Target } from '../../../src/schema/plan.js';
import { languagesOfLangIni } from '../../../src/media/lang-ini.js';
import { languageChecks } from '../../../src/verify/check-languages.js';
import { image } from '../../support/plan-fixtures.js';

const token = '31bf3856ad364e35';
const pack = `Microsoft-Windows-WinPE-LanguagePack-Package~${token}~amd64~de-DE~10.0.26100.1`;
const sha = 'a'.repeat(64);
const common = { target: 'winre', title: '', recipeStep: '2', needs: [], estimateSeconds: 1 };
const steps: Step[] = [
  { ...common, id: 'winre/add-language', do: { action: 'add-source-package', input: sha, name: 's', path: 'lp.cab' }, expects: { packages: [{ identity: pack, states: ['Installed'] }] } },
  {
    ...common, id: 'winre/add-texts', do: {
      action: 'add-localized-components', input: sha, name: 's', language: 'de-DE',
      components: ['HTA', 'WMI'].map((name) => ({ component: `WinPE-${name}`, path: `${name}.cab`, identity: `WinPE-${name}-Package~${token}~amd64~de-DE~10.0.26100.1` })),
    },
  },
];
const plan = { steps } as unknown as Plan;
const target = { id: 'winre', title: 'WinRE' } as Target;

function check(...packages: string[]): { ok: boolean | undefined; evidence: string | undefined } {
  const [found] = languageChecks(plan, target, image(1, 'WinRE', { packages }));
  return { ok: found?.ok, evidence: found?.evidence };
}

describe('verify: languages', () => {
  const component = (name: string, language = '', version = '10.0.26100.1'): string => `WinPE-${name}-Package~${token}~amd64~${language}~${version}`;

  it('wants the language pack in whatever version, and the texts of the components that the image has', () => {
    expect(check(pack, component('HTA'), component('HTA', 'de-DE'))).to.deep.equal({ ok: true, evidence: 'Microsoft-Windows-WinPE-LanguagePack-Package (de-DE), WinPE-HTA-Package (de-DE)' });
    expect(check(pack.replace('26100.1', '26100.9')).ok).to.equal(true);
  });

  it('names what is missing: another language does not count', () => {
    expect(check(pack.replace('de-DE', 'en-US'), component('WMI'), component('WMI', 'en-US')))
      .to.deep.equal({ ok: false, evidence: 'missing: Microsoft-Windows-WinPE-LanguagePack-Package (de-DE), WinPE-WMI-Package (de-DE)' });
  });

  it('has nothing to say of an image without languages to add', () => {
    expect(languageChecks({ steps: [] } as unknown as Plan, target, image(1, 'WinRE'))).to.deep.equal([]);
  });

  it('reads the languages of a lang.ini, in UTF-16 and UTF-8', () => {
    const text = '[Available UI Languages]\r\nen-US = 3\r\nde-DE = 0\r\n\r\n[Fallback Languages]\r\nen-US = en-us\r\n';
    expect(languagesOfLangIni(Buffer.from(`\ufeff${text}`, 'utf16le'))).to.deep.equal(['en-US', 'de-DE']);
    expect(languagesOfLangIni(Buffer.from(text))).to.deep.equal(['en-US', 'de-DE']);
    expect(languagesOfLangIni(Buffer.from('[Other]\r\nde-DE = 0'))).to.deep.equal([]);
  });
});
