import { ServicingError } from '../../schema/errors.js';
import type { InputInfo } from '../../schema/inputs.js';
import type { ImageInfo } from '../../schema/media.js';
import type { ImageContext } from '../image-context.js';
import { findPack, packLanguages, packName } from './find-packages.js';
import type { Product } from './find-packages.js';
import { findPeLanguage, hasPeComponents, peLanguages, pePackName } from './find-pe-packages.js';
import type { PeLanguage } from './find-pe-packages.js';
import type { SourcePackage } from './source-package.js';
import { sourcesOf } from './wanted-packages.js';

/** Which language packs an install image takes. */
export function productOf(image: ImageInfo): Product {
  return image.installationType?.startsWith('Server') === true ? 'Server' : 'Client';
}

/**
 * The language pack for an install image.
 * @throws ServicingError `usage` without sources, `input-invalid` naming the file that was looked for
 */
export function needPack({ inputs, media, image }: ImageContext, tag: string): SourcePackage {
  const sources = needSources(inputs);
  const product = productOf(image);
  const found = findPack(sources, product, media.architecture, tag);
  if (found !== undefined) return found;
  throw missing(sources, `language pack ${tag} for ${image.name}`, packName(product, media.architecture, tag), packLanguages(sources, product, media.architecture));
}

/**
 * The packages of a language for WinRE, WinPE and Setup.
 * @throws ServicingError `usage` without sources, `input-invalid` naming the file that was looked for
 */
export function needPeLanguage({ inputs, media }: ImageContext, tag: string): PeLanguage {
  const sources = needSources(inputs);
  const found = findPeLanguage(sources, media.architecture, tag);
  if (found !== undefined) return found;
  if (!hasPeComponents(sources)) {
    throw new ServicingError('input-invalid', 'The sources have no optional components of WinPE: WinRE and boot images get their languages from there', {
      details: [`looked for: ${pePackName(tag)}`, ...lookedIn(sources)],
      advice: 'Name the whole Languages and Optional Features media, or the WinPE add-on of the ADK for this build, as one more --source.',
    });
  }
  throw missing(sources, `language pack ${tag} for WinPE`, pePackName(tag), peLanguages(sources, media.architecture));
}

function needSources(inputs: readonly InputInfo[]): readonly InputInfo[] {
  const sources = sourcesOf(inputs);
  if (sources.length > 0) return sources;
  throw new ServicingError('usage', 'Languages need a source of language packs', {
    advice: 'Name the folder of the Languages and Optional Features media with --source.',
  });
}

function missing(sources: readonly InputInfo[], what: string, file: string, present: readonly string[]): ServicingError {
  return new ServicingError('input-invalid', `The sources have no ${what}`, {
    details: [`looked for: ${file}`, `languages there: ${present.length === 0 ? 'none' : present.join(', ')}`, ...lookedIn(sources)],
    advice: 'Name one of the languages there, or add the folder that has this file with --source.',
  });
}

function lookedIn(sources: readonly InputInfo[]): string[] {
  return sources.map(({ name, files }) => `source ${name}: ${files.length} cabinets`);
}
