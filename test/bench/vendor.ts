import type { BenchGroup, Figure } from './figure.js';
import { figure } from './figure.js';
import { simulations } from './makespan.js';
import type { Simulated } from './makespan.js';
import { realRuns, runSequentialFigures } from './makespan-real.js';

/** Share of the sequential order that is aimed at, by number of editions. */
function targetOf(editions: number): { target?: number } {
  if (editions === 1) return { target: 0.6 };
  return editions >= 11 ? { target: 0.35 } : {};
}

/** The vendor's order is one call after the other, so that its makespan is the sum of what its calls take. */
export function sequentialFigures(all: readonly Simulated[]): Figure[] {
  return all.filter(({ measured, sessions }) => !measured && sessions === 'four').map((one) => figure({
    id: `c.sim.${one.recipe}.${one.editions}.four.${one.contended ? 'contended' : 'ideal'}`,
    name: `simulated: ${one.recipe}, ${one.editions} edition${one.editions === 1 ? '' : 's'}, four sessions, ${one.contended ? 'contended' : 'ideal'}; makespan ÷ sequential order`,
    value: one.seconds / one.sequential, ...targetOf(one.editions), unit: 'x', higherIsBetter: false,
    note: `${(one.seconds / 60).toFixed(1)} instead of ${(one.sequential / 60).toFixed(1)} minutes of the durations file`,
  }));
}

export const vendorGroup: BenchGroup = {
  id: 'c',
  title: 'Schedule quality: makespan against the vendor\'s sequential order on the same durations',
  measure: async (context) => [...sequentialFigures(await simulations(context)), ...runSequentialFigures(await realRuns(context), targetOf)],
};
