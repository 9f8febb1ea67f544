import type { Expectation } from '../../schema/plan.js';
import type { ImageContext } from '../image-context.js';
import { packagesOf } from '../image-packages.js';
import { findFeatures } from './find-packages.js';
import { hasLanguage, languageTags } from './language-tag.js';
import { needPack, needPeLanguage, productOf } from './need-packages.js';
import { identityOf, refuseMisfit } from './source-package.js';
import type { SourcePackage } from './source-package.js';
import { sourcesOf } from './wanted-packages.js';

/**
 * Languages of one image in the making of a plan. Each function is one row of the vendor's Dynamic Update table and gives
 * the ids of its steps, none where the request names no language or the image has it already. They take the number of the
 * recipe's row. All throw ServicingError `usage`, and `input-invalid` for what the sources lack or the image would refuse.
 */

/** All rows before optional features and the cumulative update: language packs first, then what needs them. */
export function addLanguages(ctx: ImageContext): string[] {
  return [...addLanguagePacks(ctx), ...addLocalizedComponents(ctx), ...addFontSupport(ctx), ...addTextToSpeech(ctx), ...addLanguageFeatures(ctx)];
}

/** Rows 2, 10 and 18: the language pack of Windows or of WinPE. */
export function addLanguagePacks(ctx: ImageContext): string[] {
  return newLanguages(ctx).flatMap((tag) => {
    const item = ctx.role === 'install' ? needPack(ctx, tag) : needPeLanguage(ctx, tag).pack;
    return addPackage(ctx, item, `add-language-${tag}`, `Add the language pack ${tag}`);
  });
}

/** Rows 3 and 19: texts of the optional components of WinPE that the image has, which shows on the mount. */
export function addLocalizedComponents(ctx: ImageContext): string[] {
  if (ctx.role === 'install') return [];
  return newLanguages(ctx).flatMap((tag) => {
    const { components } = needPeLanguage(ctx, tag);
    const input = components[0]?.item.input;
    if (input === undefined) return [];
    for (const { item } of components) refuse(ctx, item);
    return [ctx.steps.add(ctx.target, `add-texts-${tag}`, '', `Add the texts in ${tag} for the optional components of the image`, {
      action: 'add-localized-components', input: input.sha256, name: input.name, language: tag,
      components: components.map(({ component, item }) => ({ component, path: item.path, identity: identityOf(item) })),
    })];
  });
}

/** Rows 4 and 20: fonts of WinPE, where the language has some of its own. */
export function addFontSupport(ctx: ImageContext): string[] {
  if (ctx.role === 'install') return [];
  return newLanguages(ctx).flatMap((tag) => {
    const { fonts } = needPeLanguage(ctx, tag);
    return fonts === undefined ? [] : addPackage(ctx, fonts, `add-fonts-${tag}`, `Add the fonts for ${tag}`);
  });
}

/** Rows 5 and 21: the speech engine of WinPE and the language's voice. */
export function addTextToSpeech(ctx: ImageContext): string[] {
  if (ctx.role === 'install') return [];
  return newLanguages(ctx).flatMap((tag) => needPeLanguage(ctx, tag).speech.flatMap((item, at) => (
    addPackage(ctx, item, at === 0 ? 'add-speech' : `add-speech-${tag}`, at === 0 ? 'Add text-to-speech' : `Add the voice for ${tag}`)
  )));
}

/** Row 11, its first part: fonts of the script and the language features that the sources have. */
export function addLanguageFeatures(ctx: ImageContext): string[] {
  if (ctx.role !== 'install') return [];
  return newLanguages(ctx).flatMap((tag) => findFeatures(sourcesOf(ctx.inputs), ctx.media.architecture, tag).flatMap(({ kind, item }) => (
    addPackage(ctx, item, `add-${kind.toLowerCase()}-${tag}`, `Add the language feature ${kind} for ${tag}`)
  )));
}

/** Row 22: lang.ini of the Setup image, which names the languages that Setup offers, and the same file for the media. */
export function addLangIni(ctx: ImageContext): string[] {
  if (ctx.role !== 'setup' || newLanguages(ctx).length === 0) return [];
  const { steps, target } = ctx;
  return [
    steps.add(target, 'generate-lang-ini', '', 'Make lang.ini new', { action: 'generate-lang-ini', languages: [...newLanguages(ctx)] }),
    steps.add(target, 'collect-lang-ini', '', 'Take lang.ini of the Setup image for the media\'s sources',
      { action: 'collect-file', from: 'sources/lang.ini', to: 'sources/lang.ini' }),
  ];
}

/** Languages of the request that the image lacks; of a WinRE it is not known before it is mounted. */
export function newLanguages({ options, image, role }: ImageContext): readonly string[] {
  const tags = languageTags(options.languages);
  return role === 'winre' ? tags : tags.filter((tag) => !hasLanguage(image, tag));
}

/** An installed language pack or feature may have work left for the first start. */
const states = ['Installed', 'InstallPending'];

/** Adds a package once to an image that lacks it. */
function addPackage(ctx: ImageContext, item: SourcePackage, name: string, title: string): string[] {
  const { steps, target, role, image } = ctx;
  refuse(ctx, item);
  const identity = identityOf(item);
  const planned = steps.of(target).some(({ do: action }) => action.action === 'add-source-package' && action.input === item.input.sha256 && action.path === item.path);
  if (planned || (role !== 'winre' && packagesOf(image)?.hasAny(identity) === true)) return [];
  const expects: Expectation = { packages: [{ identity, states }] };
  return [steps.add(target, name, '', title, { action: 'add-source-package', input: item.input.sha256, name: item.input.name, path: item.path }, {
    // What a WinRE has shows on the mount.
    ...(role === 'winre' ? { when: { kind: 'package-absent', identity } as const } : {}), expects,
  })];
}

function refuse({ media, image, role }: ImageContext, item: SourcePackage): void {
  const product = role === 'install' ? productOf(image) : undefined;
  refuseMisfit(item, { architecture: media.architecture, build: image.version?.build ?? media.build, ...(product === undefined ? {} : { product }) });
}
