import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { createPlan } from '../../../src/plan/create-plan.js';
import type { ImageContext, ImageRole } from '../../../src/plan/image-context.js';
import { addLangIni, addLanguages } from '../../../src/plan/languages/image-languages.js';
import { languageNotes } from '../../../src/plan/languages/language-notes.js';
import { wantedPackages } from '../../../src/plan/languages/wanted-packages.js';
import { StepBuilder } from '../../../src/plan/recipes/step-builder.js';
import type { InputInfo } from '../../../src/schema/inputs.js';
import type { ImageInfo } from '../../../src/schema/media.js';
import type { Step } from '../../../src/schema/plan.js';
import { failureOf } from '../../support/failure.js';
import { cumulative, image, media, planOptions, scan, stack, update } from '../../support/plan-fixtures.js';

const peFolder = 'Windows Preinstallation Environment/x64/WinPE_OCs';
const packs = 'LanguagesAndOptionalFeatures';

/** The packages that a source folder has, by path. */
type Packages = Readonly<Record<string, string>>;

function identity(name: string, language = '', build = '10.0.17134.1', architecture = 'amd64'): string {
  return `${name}~31bf3856ad364e35~${architecture}~${language}~${build}`;
}

function feature(kind: string): Packages {
  return { [`${packs}/Microsoft-Windows-LanguageFeatures-${kind}-Package~31bf3856ad364e35~amd64~~.cab`]: identity(`Microsoft-Windows-LanguageFeatures-${kind}-Package`) };
}

const german: Packages = {
  [`${packs}/Microsoft-Windows-Client-Language-Pack_x64_de-de.cab`]: identity('Microsoft-Windows-Client-LanguagePack-Package', 'de-DE'),
  ...feature('Speech-de-de'), ...feature('Basic-de-de'), ...feature('Fonts-Jpan'), ...feature('Basic-fr-fr'),
  [`${peFolder}/de-de/lp.cab`]: identity('Microsoft-Windows-WinPE-LanguagePack-Package', 'de-DE'),
  [`${peFolder}/de-de/WinPE-HTA_de-de.cab`]: identity('WinPE-HTA-Package', 'de-DE'),
  [`${peFolder}/de-de/WinPE-WMI_de-de.cab`]: identity('WinPE-WMI-Package', 'de-DE'),
  [`${peFolder}/WinPE-Speech-TTS.cab`]: identity('WinPE-Speech-TTS-Package'),
  [`${peFolder}/WinPE-Speech-TTS-de-de.cab`]: identity('WinPE-Speech-TTS-Package', 'de-DE'),
};
const japanese: Packages = {
  [`${packs}/Microsoft-Windows-Client-Language-Pack_x64_ja-jp.cab`]: identity('Microsoft-Windows-Client-LanguagePack-Package', 'ja-JP'),
  ...feature('Fonts-Jpan'), ...feature('Basic-ja-jp'), ...feature('OCR-ja-jp'), ...feature('Handwriting-ja-jp'), ...feature('TextToSpeech-ja-jp'), ...feature('Speech-ja-jp'),
  [`${peFolder}/ja-jp/lp.cab`]: identity('Microsoft-Windows-WinPE-LanguagePack-Package', 'ja-JP'),
  [`${peFolder}/WinPE-FontSupport-JA-JP.cab`]: identity('WinPE-FontSupport-JA-JP-Package'),
};

/** A source as it is once the manifests of the languages were read. */
function source(packages: Packages, fields: Partial<InputInfo> = {}): InputInfo {
  const files = Object.keys(packages).sort();
  const sha256 = createHash('sha256').update(files.join()).digest('hex');
  return { kind: 'source', path: '/sources', name: 'sources', sha256, files, size: 1, stamp: sha256, identities: packages, ...fields };
}

/** Media of Windows 11 24H2 and a combined update for it. */
const modern = (() => {
  const { install, boot, ...rest } = media({ build: 26100 });
  const raise = (images: readonly ImageInfo[]): ImageInfo[] => images.map((one) => ({ ...one, version: { major: 10, minor: 0, build: 26100, spBuild: 1, spLevel: 0 }, servicingStack: '10.0.26100.1' }));
  return { ...rest, install: { ...install, images: raise(install.images) }, boot: { ...boot, images: raise(boot.images) } };
})();
const combined = update({
  file: 'combined.msu', kind: 'combined', kb: 'KB5055523', identity: 'Package_for_RollupFix~31bf3856ad364e35~amd64~~26100.3775.1.9', version: '26100.3775.1.9',
  targetBuild: 26100, resultBuild: { build: 26100, ubr: 3775 }, servicingStackVersion: '10.0.26100.3764',
});

/** What the hooks add to one image, called as the recipes call them. */
function stepsOf(role: ImageRole, languages: string[], inputs: InputInfo[], fields: Partial<ImageInfo> = {}): Step[] {
  const steps = new StepBuilder();
  const target = ({ install: 'install:1', winre: 'winre', winpe: 'boot:1', setup: 'boot:2' } as const)[role];
  const ctx: ImageContext = { steps, target, role, image: image(1, 'Windows 10 Pro', fields), media: media(), options: planOptions({ languages }), inputs };
  const ids = [...addLanguages(ctx), ...addLangIni(ctx)];
  expect(ids).to.deep.equal(steps.steps.map((step) => step.id));
  return steps.steps;
}

function names(steps: readonly Step[]): string[] {
  return steps.map((step) => step.id.slice(step.id.indexOf('/') + 1));
}

describe('plan: languages', () => {
  it('adds the language pack to an install image, then what the source has of its features in the vendor\'s order', () => {
    const steps = stepsOf('install', ['de-de'], [source(german)]);
    expect(names(steps)).to.deep.equal(['add-language-de-DE', 'add-basic-de-DE', 'add-speech-de-DE']);
    expect(steps[0]?.do).to.deep.include({ action: 'add-source-package', path: `${packs}/Microsoft-Windows-Client-Language-Pack_x64_de-de.cab` });
    expect(steps[0]?.expects?.packages).to.deep.equal([{ identity: german[`${packs}/Microsoft-Windows-Client-Language-Pack_x64_de-de.cab`], states: ['Installed', 'InstallPending'] }]);
    expect(steps[1]?.needs).to.deep.equal(['install:1/add-language-de-DE']);
  });

  it('adds all language packs before features, fonts first, each language and package once', () => {
    const steps = stepsOf('install', ['ja-JP', 'de-DE', 'JA-jp'], [source({ ...german, ...japanese })]);
    expect(names(steps)).to.deep.equal([
      'add-language-ja-JP', 'add-language-de-DE', 'add-fonts-ja-JP', 'add-basic-ja-JP', 'add-ocr-ja-JP', 'add-handwriting-ja-JP',
      'add-texttospeech-ja-JP', 'add-speech-ja-JP', 'add-basic-de-DE', 'add-speech-de-DE',
    ]);
  });

  it('follows rows 2 to 5 in WinRE, under the condition that the package is not there yet', () => {
    const steps = stepsOf('winre', ['de-DE'], [source(german)], { languages: ['de-DE'] });
    expect(names(steps)).to.deep.equal(['add-language-de-DE', 'add-texts-de-DE', 'add-speech', 'add-speech-de-DE']);
    expect(steps[0]?.when).to.deep.equal({ kind: 'package-absent', identity: german[`${peFolder}/de-de/lp.cab`] });
    const texts = steps[1]?.do;
    if (texts?.action !== 'add-localized-components') throw new Error('no texts');
    expect(texts.components.map(({ component }) => component)).to.deep.equal(['WinPE-HTA', 'WinPE-WMI']);
  });

  it('gives boot images fonts where the language has some, and the engine of speech once', () => {
    const both = source({ ...german, ...japanese, [`${peFolder}/WinPE-Speech-TTS-ja-jp.cab`]: identity('WinPE-Speech-TTS-Package', 'ja-JP') });
    expect(names(stepsOf('winpe', ['de-DE', 'ja-JP'], [both]))).to.deep.equal([
      'add-language-de-DE', 'add-language-ja-JP', 'add-texts-de-DE', 'add-fonts-ja-JP', 'add-speech', 'add-speech-de-DE', 'add-speech-ja-JP',
    ]);
  });

  it('makes lang.ini new in the Setup image only, and takes it for the media', () => {
    expect(names(stepsOf('setup', ['ja-JP'], [source(japanese)]))).to.deep.equal(['add-language-ja-JP', 'add-fonts-ja-JP', 'generate-lang-ini', 'collect-lang-ini']);
    expect(names(stepsOf('setup', [], [source(japanese)]))).to.deep.equal([]);
  });

  it('leaves out a language or package that an image has, and says so', () => {
    expect(stepsOf('install', ['de-DE'], [source(german)], { languages: ['en-US', 'de-de'] })).to.deep.equal([]);
    expect(stepsOf('setup', ['de-DE'], [source(german)], { packages: [identity('Microsoft-Windows-WinPE-LanguagePack-Package', 'de-DE', '10.0.17134.9')] })).to.deep.equal([]);
    expect(names(stepsOf('install', ['de-DE'], [source(german)], { packages: [identity('Microsoft-Windows-LanguageFeatures-Basic-de-de-Package', '', '10.0.17134.9')] })))
      .to.deep.equal(['add-language-de-DE', 'add-speech-de-DE']);
    const images = [image(1, 'Windows 10 Pro', { languages: ['de-DE'] })];
    expect(languageNotes(media({}, images), images, { languages: ['de-de'] }, [source(german)])).to.deep.equal([
      'Windows 10 Pro has the language de-DE already: no package of it is added there.',
      'The sources have no OCR, Handwriting, TextToSpeech for de-DE: left out.',
    ]);
  });

  it('finds packages in other layouts: langpacks, lp.cab, the ADK, several sources, beside those of other architectures', () => {
    const old = source({
      'x86/langpacks/de-de/lp.cab': identity('Microsoft-Windows-Client-LanguagePack-Package', 'de-DE', '10.0.17134.1', 'x86'),
      'x64/langpacks/de-de/lp.cab': identity('Microsoft-Windows-Client-LanguagePack-Package', 'de-DE'),
      'Microsoft-Windows-LanguageFeatures-Basic-de-de-Package-amd64.cab': identity('Microsoft-Windows-LanguageFeatures-Basic-de-de-Package'),
      'Microsoft-Windows-LanguageFeatures-OCR-de-de-Package.cab': identity('Microsoft-Windows-LanguageFeatures-OCR-de-de-Package'),
      'Microsoft-Windows-LanguageFeatures-Speech-de-de-Package-arm64.cab': identity('Microsoft-Windows-LanguageFeatures-Speech-de-de-Package', '', '10.0.17134.1', 'arm64'),
    });
    const adk = source({ 'de-de/lp.cab': identity('Microsoft-Windows-WinPE-LanguagePack-Package', 'de-DE') }, { name: 'WinPE_OCs' });
    expect(names(stepsOf('install', ['de-DE'], [adk, old]))).to.deep.equal(['add-language-de-DE', 'add-basic-de-DE', 'add-ocr-de-DE']);
    const [pack] = stepsOf('winpe', ['de-DE'], [old, adk]);
    expect(pack?.do).to.deep.include({ input: adk.sha256, path: 'de-de/lp.cab' });
    expect(wantedPackages([old, adk], ['de-DE'], 'x64')).to.have.length(4);
  });

  it('gives servers their own language packs', () => {
    const server = source({ 'Microsoft-Windows-Server-Language-Pack_x64_de-de.cab': identity('Microsoft-Windows-Server-LanguagePack-Package', 'de-DE') });
    expect(stepsOf('install', ['de-DE'], [source(german), server], { installationType: 'Server Core' })[0]?.do).to.deep.include({ input: server.sha256 });
  });

  it('needs a source, a known tag, the language in the source, and components of WinPE', async () => {
    const fails = (role: ImageRole, languages: string[], ...inputs: InputInfo[]): ReturnType<typeof failureOf> => failureOf(async () => stepsOf(role, languages, inputs));
    expect(await fails('install', ['german'], source(german))).to.include({ code: 'usage' });
    expect(await fails('install', ['not a tag'], source(german))).to.include({ code: 'usage' });
    expect(await fails('install', ['de-DE'])).to.include({ code: 'usage' });
    const unknown = await fails('install', ['fr-FR'], source({ ...german, ...japanese }));
    expect(unknown).to.include({ code: 'input-invalid' });
    expect(unknown.details).to.include.members(['looked for: Microsoft-Windows-Client-Language-Pack_x64_fr-fr.cab', 'languages there: de-de, ja-jp']);
    expect((await fails('winre', ['fr-FR'], source(german))).details).to.include.members(['looked for: WinPE_OCs/fr-fr/lp.cab', 'languages there: de-de']);
    const { [`${packs}/Microsoft-Windows-Client-Language-Pack_x64_de-de.cab`]: only } = german;
    const withoutPe = source({ 'Microsoft-Windows-Client-Language-Pack_x64_de-de.cab': only ?? '' });
    expect((await fails('winre', ['de-DE'], withoutPe)).message).to.contain('no optional components of WinPE');
  });

  it('foretells 0x800f081e for packages of another build, architecture or product', async () => {
    const wrong = (name: string): ReturnType<typeof failureOf> => failureOf(async () => (
      stepsOf('install', ['de-DE'], [source({ 'Microsoft-Windows-Client-Language-Pack_x64_de-de.cab': name })])
    ));
    for (const other of [
      identity('Microsoft-Windows-Client-LanguagePack-Package', 'de-DE', '10.0.19041.1'),
      identity('Microsoft-Windows-Client-LanguagePack-Package', 'de-DE', '10.0.17134.1', 'x86'),
      identity('Microsoft-Windows-Server-LanguagePack-Package', 'de-DE'),
    ]) expect(await wrong(other)).to.include({ code: 'input-invalid', hresult: '0x800f081e' });
  });

  it('takes packages of the family\'s first build: 22H2 media are 19041 inside', () => {
    const pack = source({ 'Microsoft-Windows-Client-Language-Pack_x64_de-de.cab': identity('Microsoft-Windows-Client-LanguagePack-Package', 'de-DE', '10.0.19041.1') });
    const version = { major: 10, minor: 0, build: 19045, spBuild: 1, spLevel: 0 };
    expect(names(stepsOf('install', ['de-DE'], [pack], { version }))).to.deep.equal(['add-language-de-DE']);
  });

  it('has its place in both recipes: after the servicing stack, before the cumulative update', () => {
    const plan = createPlan(media(), scan(stack, cumulative), planOptions({ languages: ['ja-JP'] }), [source(japanese)]);
    const order = (target: string): string[] => names(plan.steps.filter((step) => step.target === target)).filter((name) => /^add-|lang-ini/u.test(name));
    expect(order('winre')).to.deep.equal(['add-servicing-stack', 'add-language-ja-JP', 'add-fonts-ja-JP', 'add-cumulative']);
    expect(order('install:1')).to.deep.equal([
      'add-servicing-stack', 'add-language-ja-JP', ...['fonts', 'basic', 'ocr', 'handwriting', 'texttospeech', 'speech'].map((kind) => `add-${kind}-ja-JP`), 'add-cumulative',
    ]);
    expect(order('boot:2')).to.deep.equal(['add-servicing-stack', 'add-language-ja-JP', 'add-fonts-ja-JP', 'generate-lang-ini', 'collect-lang-ini', 'add-cumulative']);
    expect(plan.steps.find((step) => step.id === 'winre/add-language-ja-JP')?.recipeStep).to.equal('3.1');

    const current = createPlan(modern, scan(combined), planOptions({ languages: ['ja-JP'] }), [source(Object.fromEntries(Object.entries(japanese).map(([path, name]) => [path, name.replace('17134', '26100')])))]);
    const rows = current.steps.filter((step) => /language|fonts|lang-ini|-speech|basic/u.test(step.id)).map((step) => `${step.id} ${step.recipeStep}`);
    expect(rows).to.include.members([
      'winre/add-language-ja-JP 2', 'winre/add-fonts-ja-JP 4', 'install:1/add-language-ja-JP 10', 'install:1/add-basic-ja-JP 11',
      'boot:2/add-language-ja-JP 18', 'boot:2/add-fonts-ja-JP 20', 'boot:2/generate-lang-ini 22',
    ]);
  });
});
