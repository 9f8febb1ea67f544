import type { Action, Step } from '../../src/schema/plan.js';

const opening: Action = { action: 'export-source', wim: 'sources/install.wim', index: 1 };

/** Shapes of plans of any size, by name: those of media, and those that a scheduler could have trouble with. */
export const stepGraphs: Readonly<Record<string, (count: number) => Step[]>> = {
  'a chain': (count) => made(count, (at) => ({ needs: at === 0 ? [] : [at - 1] })),
  'nothing but independent steps': (count) => made(count, () => ({ needs: [] })),
  'as many targets, each with a private WIM': (count) => made(count, (at) => ({ needs: at % 2 === 0 ? [] : [at - 1], target: Math.floor(at / 2), action: at % 2 === 0 ? opening : { action: 'save' } })),
  // Each layer needs all ten steps of the one before.
  'diamonds ten wide': (count) => made(count, (at) => ({ needs: at < 10 ? [] : Array.from({ length: 10 }, (_none, other) => at - (at % 10) - 10 + other) })),
  'twelve editions': (count) => editions(count, 12),
  'any': (count) => random(count),
};

interface Shape { readonly needs: readonly number[]; readonly target?: number; readonly action?: Action; readonly seconds?: number }

function made(count: number, shapeOf: (at: number) => Shape): Step[] {
  return Array.from({ length: count }, (_none, at): Step => {
    const { needs, target = at % 12, action = { action: 'mount' }, seconds = 1 + (at % 7) } = shapeOf(at);
    return { id: `step-${at}`, target: `install:${target + 1}`, title: '', recipeStep: '1', needs: needs.map((need) => `step-${need}`), do: action, estimateSeconds: seconds };
  });
}

/** Each edition is opened, serviced in a row, saved, and assembled after the one before; one step in a hundred waits for another edition. */
function editions(count: number, many: number): Step[] {
  const each = Math.floor(count / many);
  return made(each * many, (at) => {
    const [target, place] = [Math.floor(at / each), at % each];
    if (place === 0) return { needs: [], target, action: opening, seconds: 90 };
    const across = target > 0 && (place === each - 1 || place % 100 === 0) ? [at - each] : [];
    const action: Action = place === each - 2 ? { action: 'save' } : place < each - 1 ? { action: 'mount' }
      : { action: 'assemble-image', wim: 'sources/install.wim', from: `install:${target + 1}`, position: target + 1, name: '', description: '', bootable: false, compression: 'max' };
    return { needs: [at - 1, ...across], target, action, seconds: 60 };
  });
}

/** Up to four needs anywhere before; a linear congruential generator (Numerical Recipes), so that it is the same each time. */
function random(count: number): Step[] {
  let seed = 1;
  const below = (limit: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % limit;
  };
  return made(count, (at) => ({
    needs: at === 0 ? [] : [...new Set(Array.from({ length: below(5) }, () => below(at)))], target: below(200), seconds: below(500), ...(below(50) === 0 ? { action: opening } : {}),
  }));
}
