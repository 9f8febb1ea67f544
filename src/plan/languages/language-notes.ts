import type { InputInfo } from '../../schema/inputs.js';
import type { ImageInfo, MediaInfo } from '../../schema/media.js';
import type { PlanOptions } from '../create-plan.js';
import { findFeatures, languageFeatureKinds } from './find-packages.js';
import { fontScriptOf } from './font-scripts.js';
import { hasLanguage, languageTags } from './language-tag.js';
import { sourcesOf } from './wanted-packages.js';

/**
 * What a plan says about the languages of a request beside its steps: images that have one already, and language features
 * that the sources lack, which is usual, since not every language has all.
 * @throws ServicingError `usage` as languageTags
 */
export function languageNotes(
  media: MediaInfo, images: readonly ImageInfo[], options: Pick<PlanOptions, 'languages'>, inputs: readonly InputInfo[],
): string[] {
  const all = [...images, ...media.boot.images];
  return languageTags(options.languages).flatMap((tag) => {
    const having = all.filter((image) => hasLanguage(image, tag));
    const missing = having.length === all.length ? [] : missingFeatures(media, inputs, tag);
    return [
      ...having.map((image) => `${image.name} has the language ${tag} already: no package of it is added there.`),
      ...(missing.length === 0 ? [] : [`The sources have no ${missing.join(', ')} for ${tag}: left out.`]),
    ];
  });
}

function missingFeatures(media: MediaInfo, inputs: readonly InputInfo[], tag: string): string[] {
  const found = new Set(findFeatures(sourcesOf(inputs), media.architecture, tag).map(({ kind }) => kind));
  const wanted = [...(fontScriptOf(tag) === undefined ? [] : ['Fonts']), ...languageFeatureKinds];
  return wanted.filter((kind) => !found.has(kind));
}
