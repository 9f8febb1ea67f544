import { ServicingError } from '../../schema/errors.js';
import type { MediaInfo } from '../../schema/media.js';
import { classicRules } from './classic-builds.js';
import type { ClassicRules } from './classic-builds.js';

export interface RecipeChoice {
  readonly name: 'classic';
  readonly version: number;
  readonly reason: string;
  readonly rules: ClassicRules;
}

/** Raised when the steps or their meaning change, so that no older result is taken for a new one. */
const classicVersion = 1;

/**
 * Chooses the recipe by the table of builds.
 * @throws ServicingError `media-unsupported` where no recipe knows the build.
 */
export function chooseRecipe(media: MediaInfo, wanted: 'auto' | 'classic' | 'current'): RecipeChoice {
  const rules = classicRules(media.build);
  if (rules !== undefined && wanted !== 'current') {
    const reason = wanted === 'auto' ? `build ${media.build} is of the classic generation` : 'asked for';
    return { name: 'classic', version: classicVersion, reason, rules };
  }
  throw new ServicingError('media-unsupported', `No recipe serves build ${media.build}`, {
    advice: 'This version has the classic recipe: Windows 10 1607 to 1909, Windows Server 2016 and 2019 (builds 14393 to 18363).',
  });
}
