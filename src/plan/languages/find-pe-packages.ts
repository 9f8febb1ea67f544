import type { Architecture } from '../../schema/common.js';
import type { InputInfo } from '../../schema/inputs.js';
import { remembered } from '../remembered.js';
import { findFile, fullPath, namesIn } from './find-packages.js';
import type { SourcePackage } from './source-package.js';

/** What a source has for one language of WinPE. */
export interface PeLanguage {
  readonly pack: SourcePackage;
  /** Texts of optional components, by the component's name, e.g. `WinPE-HTA`. */
  readonly components: readonly { readonly component: string; readonly item: SourcePackage }[];
  /** Only languages with scripts of their own have it. */
  readonly fonts: SourcePackage | undefined;
  /** Speech engine and voice; empty unless the source has both. */
  readonly speech: readonly SourcePackage[];
}

/** Where WinPE's language pack lies on the vendor's media and in the ADK's add-on. */
export function pePackName(tag: string): string {
  return `WinPE_OCs/${tag.toLowerCase()}/lp.cab`;
}

/**
 * WinPE's packages of a language, out of `Windows Preinstallation Environment/<architecture>/WinPE_OCs` of the languages and
 * features media or `<architecture>/WinPE_OCs` of the ADK; undefined where there is no language pack.
 */
export function findPeLanguage(sources: readonly InputInfo[], architecture: Architecture, tag: string): PeLanguage | undefined {
  return peLanguageOf(sources, architecture, tag);
}

const peLanguageOf = remembered((sources: readonly InputInfo[], architecture: Architecture, tag: string): PeLanguage | undefined => {
  const language = tag.toLowerCase();
  const below = (name: string): SourcePackage | undefined => findFile(sources, architecture, (path) => path.endsWith(`/winpe_ocs/${name}`));
  const pack = below(`${language}/lp.cab`);
  if (pack === undefined) return undefined;
  const [engine, voice] = [below('winpe-speech-tts.cab'), below(`winpe-speech-tts-${language}.cab`)];
  return {
    pack, components: localizedComponents(pack, language), fonts: below(`winpe-fontsupport-${language}.cab`),
    speech: engine === undefined || voice === undefined ? [] : [engine, voice],
  };
});

/** The cabinets beside the language pack: `WinPE-HTA_de-de.cab`. */
function localizedComponents({ input, path: pack }: SourcePackage, language: string): PeLanguage['components'] {
  const folder = pack.slice(0, pack.lastIndexOf('/') + 1);
  const name = new RegExp(`^(WinPE-[^/]+)_${language}\\.cab$`, 'iu');
  return input.files.filter((path) => path.startsWith(folder)).flatMap((path) => {
    const component = name.exec(path.slice(folder.length))?.[1];
    return component === undefined ? [] : [{ component, item: { input, path } }];
  });
}

/** Languages of WinPE that the sources have for an architecture, sorted. */
export function peLanguages(sources: readonly InputInfo[], architecture: Architecture): string[] {
  const all = namesIn(sources, /\/winpe_ocs\/([^/]+)\/lp\.cab$/iu);
  return all.filter((tag) => findPeLanguage(sources, architecture, tag) !== undefined);
}

/** Whether any source has optional components of WinPE. */
export function hasPeComponents(sources: readonly InputInfo[]): boolean {
  return sources.some((input) => input.files.some((path) => /\/winpe_ocs\//iu.test(fullPath(input, path))));
}
