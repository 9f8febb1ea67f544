import { join } from 'node:path';
import { makeLab } from '../../src/lab/make-lab.js';
import { budgetsOf } from '../../src/run/budgets.js';
import { Workspace } from '../../src/run/workspace.js';
import type { Plan, Step } from '../../src/schema/plan.js';
import { costOf, readDurations } from './durations.js';
import type { Durations, StepCost } from './durations.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { figure } from './figure.js';
import { boundsOf, necessaryGraph, ownGraph } from './makespan-bounds.js';
import { planFor, prepareLab } from './makespan-plan.js';
import type { LabPlan } from './makespan-plan.js';
import { makespanOf, simulate } from './simulate.js';
import type { Span } from './simulate.js';
import { runBoundFigures, realRuns } from './makespan-real.js';
import { once } from './once.js';

/** The recipes, each by a generation of Windows that it serves. */
export const recipes = { classic: 17134, current: 26100 } as const;
export type RecipeName = keyof typeof recipes;

/** Sessions: as many as there are steps, and four. */
const sessionCounts = { enough: undefined, four: 4 } as const;
const targets = { enough: 1.05, four: 1.15 } as const;
const usualEditions: readonly number[] = [1, 2, 4, 11];

/** One plan, simulated. */
export interface Simulated {
  readonly recipe: RecipeName;
  readonly editions: number;
  readonly sessions: keyof typeof sessionCounts;
  readonly contended: boolean;
  /** Whether the scheduler knew what each step takes, from earlier runs; else it goes by the plan's estimates. */
  readonly measured: boolean;
  readonly seconds: number;
  readonly ownBound: number;
  readonly necessaryBound: number;
  /** What the same work takes one step after the other, without copies into private WIMs. */
  readonly sequential: number;
}

/** Every combination, on durations of a file; made once for both groups. */
export const simulations = once<BenchContext, readonly Simulated[]>(({ durations, editions }) => JSON.stringify([durations, editions]), async ({ folder, durations: file, editions = usualEditions, say }) => {
  const durations = await readDurations(file);
  const all: Simulated[] = [];
  for (const recipe of Object.keys(recipes) as RecipeName[]) {
    const lab = await labOf(recipe, folder);
    for (const count of editions) {
      const plan = planFor(lab, count);
      for (const sessions of Object.keys(sessionCounts) as (keyof typeof sessionCounts)[]) {
        for (const contended of [false, true]) {
          for (const measured of [false, true]) all.push(await simulated(plan, durations, { recipe, editions: count, sessions, contended, measured }));
        }
      }
      say(`simulated: ${recipe}, ${count} editions, ${plan.steps.length} steps`);
    }
  }
  return all;
});

async function labOf(recipe: RecipeName, folder: string): Promise<LabPlan> {
  const output = join(folder, recipe);
  const { media, updates } = await makeLab({ build: recipes[recipe], output, megabytes: 1, bare: true });
  return prepareLab({ media, updates: [updates], output: join(output, 'output'), cache: false, backend: 'rehearsal' });
}

async function simulated(plan: Plan, durations: Durations, which: Pick<Simulated, 'recipe' | 'editions' | 'sessions' | 'contended' | 'measured'>): Promise<Simulated> {
  const { steps } = plan;
  const cost = (step: Step): StepCost => costOf(durations, step);
  const parallel = sessionCounts[which.sessions] ?? steps.length;
  const capacity = which.contended ? durations.capacity : {};
  const { heavy } = budgetsOf({ plan, parallel, workspace: new Workspace('', 'bench') });
  const spans: Span[] = await simulate(steps, {
    budgets: { parallel, heavy }, cost, capacity, ...(which.measured ? { seconds: new Map(steps.map((step) => [step.id, cost(step).seconds])) } : {}),
  });
  const necessary = necessaryGraph(steps, cost);
  return {
    ...which, seconds: makespanOf(spans), ownBound: boundsOf(ownGraph(steps, cost), parallel, capacity).lowest, necessaryBound: boundsOf(necessary, parallel, capacity).lowest,
    sequential: necessary.reduce((sum, step) => sum + step.cost.seconds, 0),
  };
}

/** Figures of the schedule: makespan against what no order of work can beat. */
export function boundFigures(all: readonly Simulated[]): Figure[] {
  const firstRuns = all.filter(({ measured }) => !measured).map((one) => figure({
    id: `b.sim.${one.recipe}.${one.editions}.${one.sessions}.${pressure(one)}`,
    name: `simulated: ${one.recipe}, ${one.editions} edition${one.editions === 1 ? '' : 's'}, ${sessionText(one)}, ${pressure(one)}; makespan ÷ bound`,
    value: one.seconds / one.ownBound, target: targets[one.sessions], unit: 'x', higherIsBetter: false,
  }));
  return [...firstRuns, ...worst(all.filter(({ measured }) => measured), 'measured', 'steps measured before', ({ ownBound }) => ownBound), ...worst(all.filter(({ measured }) => !measured), 'necessary', 'bound of the work, not of the plan', ({ necessaryBound }) => necessaryBound)];
}

/** The worst of all recipes and editions, for each number of sessions. */
function worst(all: readonly Simulated[], key: string, what: string, bound: (one: Simulated) => number): Figure[] {
  return (Object.keys(sessionCounts) as (keyof typeof sessionCounts)[]).flatMap((sessions) => [false, true].flatMap((contended) => {
    const some = all.filter((one) => one.sessions === sessions && one.contended === contended);
    const worstOne = some.reduce<Simulated | undefined>((found, one) => (found === undefined || one.seconds / bound(one) > found.seconds / bound(found) ? one : found), undefined);
    return worstOne === undefined ? [] : [figure({
      id: `b.${key}.${sessions}.${pressure(worstOne)}`, name: `simulated: ${what}, ${sessionText(worstOne)}, ${pressure(worstOne)}; worst makespan ÷ bound`,
      value: worstOne.seconds / bound(worstOne), target: targets[sessions], unit: 'x', higherIsBetter: false, note: `worst: ${worstOne.recipe}, ${worstOne.editions} editions`,
    })];
  }));
}

function pressure({ contended }: Pick<Simulated, 'contended'>): string {
  return contended ? 'contended' : 'ideal';
}

function sessionText({ sessions }: Pick<Simulated, 'sessions'>): string {
  return sessions === 'enough' ? 'enough sessions' : `${sessions} sessions`;
}

/** How good the schedule is, not how fast DISM is. */
export const makespanGroup: BenchGroup = {
  id: 'b',
  title: 'Schedule quality: makespan against the critical path and the work shared by the sessions',
  measure: async (context) => [...boundFigures(await simulations(context)), ...runBoundFigures(await realRuns(context))],
};
