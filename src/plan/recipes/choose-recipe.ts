import { ServicingError } from '../../schema/errors.js';
import type { MediaInfo } from '../../schema/media.js';
import type { UpdateInfo } from '../../schema/update.js';
import { updateName } from '../choose/update-choice.js';
import { classic } from './classic.js';
import { current } from './current.js';
import { generationOf, generations } from './generations.js';
import type { Generation } from './generations.js';
import type { Recipe } from './recipe.js';

export interface RecipeChoice {
  readonly recipe: Recipe;
  readonly reason: string;
  readonly generation: Generation;
  readonly warnings: readonly string[];
}

/**
 * The generation of the media.
 * @throws ServicingError `media-unsupported` where no recipe knows the build.
 */
export function mediaGeneration(media: MediaInfo): Generation {
  const generation = generationOf(media.build);
  if (generation !== undefined) return generation;
  throw new ServicingError('media-unsupported', `No recipe serves build ${media.build}`, {
    advice: `The recipes begin with build ${generations[0]?.from ?? '?'} (Windows 10 1607, Windows Server 2016).`,
  });
}

/**
 * Chooses the recipe by the table of generations, and where both serve a build by the shape of its updates.
 * @throws ServicingError `usage` when the recipe that was asked for is of another generation
 */
export function chooseRecipe(generation: Generation, cumulative: UpdateInfo, wanted: 'auto' | 'classic' | 'current'): RecipeChoice {
  const { recipe: by, name } = generation;
  const combined = cumulative.servicingStackVersion !== undefined;
  const fitting = by === 'shape' ? (combined ? 'current' : 'classic') : by;
  const shape = `${updateName(cumulative)} ${combined ? 'brings its servicing stack with it' : 'needs a servicing stack update of its own'}`;
  const reason = by === 'shape' ? `${name}, and ${shape}` : `${name} is of the ${by} generation`;
  if (wanted === 'auto' || wanted === fitting) return { recipe: { classic, current }[fitting], reason, generation, warnings: [] };
  if (by !== 'shape') {
    throw new ServicingError('usage', `The recipe ${wanted} is not for ${name}`, {
      details: [reason], advice: `Leave --recipe out, or name ${by}.`,
    });
  }
  return {
    recipe: { classic, current }[wanted], reason: 'asked for', generation,
    warnings: [`The recipe ${wanted} was asked for; ${fitting} fits better: ${shape}.`],
  };
}
