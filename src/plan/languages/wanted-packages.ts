import type { Architecture } from '../../schema/common.js';
import type { InputInfo } from '../../schema/inputs.js';
import { remembered } from '../remembered.js';
import { findFeatures, findPack } from './find-packages.js';
import { findPeLanguage } from './find-pe-packages.js';
import { languageTags } from './language-tag.js';
import type { SourcePackage } from './source-package.js';

/**
 * The packages of source folders that a plan may use for the languages of a request, each once: their identities have to be
 * read before it is made.
 * @throws ServicingError `usage` as languageTags
 */
export function wantedPackages(inputs: readonly InputInfo[], languages: readonly string[], architecture: Architecture): SourcePackage[] {
  const sources = sourcesOf(inputs);
  const found = languageTags(languages).flatMap((tag) => {
    const pe = findPeLanguage(sources, architecture, tag);
    return [
      findPack(sources, 'Client', architecture, tag), findPack(sources, 'Server', architecture, tag),
      ...findFeatures(sources, architecture, tag).map((feature) => feature.item),
      ...(pe === undefined ? [] : [pe.pack, pe.fonts, ...pe.speech, ...pe.components.map(({ item }) => item)]),
    ];
  });
  const known = new Map(found.flatMap((item) => (item === undefined ? [] : [[`${item.input.sha256} ${item.path}`, item] as const])));
  return [...known.values()];
}

/** The inputs that hold packages. */
export function sourcesOf(inputs: readonly InputInfo[]): readonly InputInfo[] {
  return sourcesAmong(inputs);
}

/** One list, so that what was found in it is found again. */
const sourcesAmong = remembered((inputs: readonly InputInfo[]): readonly InputInfo[] => inputs.filter((input) => input.kind === 'source'));
