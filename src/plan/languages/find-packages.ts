import type { Architecture } from '../../schema/common.js';
import type { InputInfo } from '../../schema/inputs.js';
import { remembered } from '../remembered.js';
import { fontScriptOf } from './font-scripts.js';
import { architectureSpellings, type SourcePackage } from './source-package.js';

/** Which Windows an install image is; each has its own language packs. */
export type Product = 'Client' | 'Server';

/** Language features in the vendor's order; not every language has all. */
export const languageFeatureKinds = ['Basic', 'OCR', 'Handwriting', 'TextToSpeech', 'Speech'] as const;

/** A language feature that a source has. */
export interface LanguageFeature {
  /** One of {@link languageFeatureKinds}, or `Fonts`. */
  readonly kind: string;
  readonly item: SourcePackage;
}

/** File name of a language pack on the vendor's media. */
export function packName(product: Product, architecture: Architecture, tag: string): string {
  return `Microsoft-Windows-${product}-Language-Pack_${architecture}_${tag.toLowerCase()}.cab`;
}

/**
 * The language pack for install images: under its name in whatever folder (`LanguagesAndOptionalFeatures`,
 * `x64/langpacks`), or as `<tag>/lp.cab` of older media.
 */
export function findPack(sources: readonly InputInfo[], product: Product, architecture: Architecture, tag: string): SourcePackage | undefined {
  const named = `/${packName(product, architecture, tag).toLowerCase()}`;
  const old = oldPack(tag);
  return findFile(sources, architecture, (path) => path.endsWith(named)) ?? findFile(sources, architecture, (path) => old.test(path) && !path.includes('/winpe_ocs/'));
}

function oldPack(tag: string): RegExp {
  return new RegExp(`/${tag.toLowerCase()}/(?:(?:x64|amd64|x86|arm64)/)?lp\\.cab$`, 'u');
}

/** The language's features on demand that the sources have: fonts of its script first, then in the vendor's order. */
export function findFeatures(sources: readonly InputInfo[], architecture: Architecture, tag: string): readonly LanguageFeature[] {
  return featuresOf(sources, architecture, tag);
}

const featuresOf = remembered((sources: readonly InputInfo[], architecture: Architecture, tag: string): LanguageFeature[] => {
  const script = fontScriptOf(tag);
  const wanted = [...(script === undefined ? [] : [{ kind: 'Fonts', of: script }]), ...languageFeatureKinds.map((kind) => ({ kind, of: tag }))];
  return wanted.flatMap(({ kind, of }) => {
    // After the name: nothing, `-amd64` or `~31bf3856ad364e35~amd64~~`, as the media of their time have it.
    const name = new RegExp(`/microsoft-windows-languagefeatures-${kind}-${of}-package(?:[-~][^/]*)?\\.cab$`, 'iu');
    const item = findFile(sources, architecture, (path) => name.test(path));
    return item === undefined ? [] : [{ kind, item }];
  });
});

/** Languages of the packs that the sources have for a product, sorted. */
export function packLanguages(sources: readonly InputInfo[], product: Product, architecture: Architecture): string[] {
  const name = new RegExp(`/microsoft-windows-${product}-language-pack_${architecture}_([^/]+)\\.cab$`, 'iu');
  return namesIn(sources, name);
}

/** What `name` catches in the paths of the sources, each once, sorted. */
export function namesIn(sources: readonly InputInfo[], name: RegExp): string[] {
  const found = sources.flatMap((input) => input.files.flatMap((path) => name.exec(fullPath(input, path))?.[1]?.toLowerCase() ?? []));
  return [...new Set(found)].sort();
}

/** The first file whose path in lower case fits, in the order of the sources, below no folder or name of another architecture. */
export function findFile(sources: readonly InputInfo[], architecture: Architecture, fits: (path: string) => boolean): SourcePackage | undefined {
  for (const input of sources) {
    const path = input.files[lowerPaths(input).findIndex((full) => fits(full) && !namesOther(full, architecture))];
    if (path !== undefined) return { input, path };
  }
  return undefined;
}

const lowerPaths = remembered((input: InputInfo): readonly string[] => input.files.map((file) => fullPath(input, file).toLowerCase()));

/** The path with the source's own name before it: people name `…/WinPE_OCs` as well as the whole medium. */
export function fullPath(input: InputInfo, path: string): string {
  return `/${input.name}/${path}`;
}

function namesOther(path: string, architecture: Architecture): boolean {
  const named = path.match(/(?<=[/_~-])(?:x64|amd64|x86|arm64)(?=[/_~.-])/gu) ?? [];
  return named.some((name) => !architectureSpellings[architecture].includes(name));
}
