import type { Step } from '../schema/plan.js';
import { remainingSeconds } from './remaining.js';
import { Schedule } from './schedule.js';
import type { ScheduleFacts } from './schedule.js';

/** In which order steps are started, and how many private WIMs may be in work beyond the steps at once. */
export interface Outlook {
  readonly urgency?: ReadonlyMap<string, number>;
  readonly ahead: number;
}

/** Private WIMs beyond the steps at once; more cost disk space and gain nothing. */
const mostAhead = (parallel: number): number => Math.max(2, Math.ceil(parallel / 2));
/** Steps that are run on paper at most, over all tries: some hundredths of a second. */
const paperSteps = 12_000;
/** A plan this near to what no order can beat is not looked at any further. */
const goodEnough = 1.01;
/** How far orders that are tried depart from the longest way, as shares of the whole. */
const departures = [0.1, 0.3, 1];

/**
 * Runs the steps on paper in several orders, and names the one that ends first. "The longest way to the end first" is near
 * the best with one edition, and up to half as long again where editions do not divide among the sessions; which order
 * is better then cannot be told but by trying. The same steps and seconds give the same order.
 * @param free bytes on the volume of the workspace, asked only where there is something to gain
 */
export async function lookAhead(all: readonly Step[], facts: ScheduleFacts, free: () => Promise<number>): Promise<Outlook> {
  const { parallel } = facts.budgets;
  const steps = all.filter((step) => !facts.done.has(step.id));
  const tries = Math.floor(paperSteps / Math.max(1, steps.length));
  const aheads = mostAhead(parallel) + 1;
  if (parallel === 1 || tries < 2 * aheads) return { ahead: 0 };
  const secondsOf = (step: Step): number => facts.seconds.get(step.id) ?? step.estimateSeconds;
  const way = remainingSeconds(steps, facts.seconds);
  const longest = Math.max(0, ...way.values());
  const lowest = Math.max(longest, steps.reduce((sum, step) => sum + secondsOf(step), 0) / parallel);
  const usual = { outlook: { ahead: 0 } as Outlook, seconds: paperSeconds(steps, facts, secondsOf, Infinity) };
  if (usual.seconds <= lowest * goodEnough) return usual.outlook;
  const freeBytes = await free();
  let best = { ...usual, seconds: paperSeconds(steps, facts, secondsOf, freeBytes) };
  const random = randomNumbers();
  for (let at = 1; at < tries && best.seconds > lowest * goodEnough; at += 1) {
    const ahead = at % aheads;
    const departure = longest * (departures[Math.floor(at / aheads) % departures.length] ?? 0);
    const urgency = at < aheads ? way : departing(steps, way, departure, random);
    const seconds = paperSeconds(steps, { ...facts, urgency, budgets: { ...facts.budgets, ahead } }, secondsOf, freeBytes);
    // What needs more room has to be worth it.
    if (seconds * (ahead > best.outlook.ahead ? goodEnough : 1) < best.seconds) best = { outlook: { urgency, ahead }, seconds };
  }
  return best.outlook;
}

/**
 * Ways to the end, with each target moved forward or back as a whole. Editions keep their order, in which they go into the
 * output: one that is ready before its turn only takes up disk space.
 */
function departing(steps: readonly Step[], way: ReadonlyMap<string, number>, departure: number, random: () => number): Map<string, number> {
  const targets = [...new Set(steps.map(({ target }) => target))];
  const moves = targets.map(() => (random() - 0.5) * departure);
  const isEdition = targets.map((target) => target.startsWith('install'));
  const ofEditions = moves.filter((_move, at) => isEdition[at]).sort((a, b) => b - a);
  const moved = new Map(targets.map((target, at) => [target, (isEdition[at] === true ? ofEditions.shift() : moves[at]) ?? 0]));
  return new Map(steps.map(({ id, target }) => [id, (way.get(id) ?? 0) + (moved.get(target) ?? 0)]));
}

/** How long the steps take when each takes its seconds; Infinity where they would not all run. */
function paperSeconds(steps: readonly Step[], facts: ScheduleFacts, secondsOf: (step: Step) => number, freeBytes: number): number {
  const schedule = new Schedule(steps, facts);
  const running: { readonly step: Step; readonly end: number }[] = [];
  let now = 0;
  let ended = 0;
  for (;;) {
    while (running.length < facts.budgets.parallel) {
      const step = schedule.next(freeBytes);
      if (step === undefined) break;
      schedule.start(step);
      const end = now + secondsOf(step);
      const place = running.findIndex((other) => other.end < end);
      running.splice(place === -1 ? running.length : place, 0, { step, end });
    }
    // The first to end is the last of the list.
    const first = running.pop();
    if (first === undefined) return ended === steps.length ? now : Infinity;
    now = first.end;
    schedule.finish(first.step);
    ended += 1;
    for (let next = running.at(-1); next !== undefined && next.end <= now; next = running.at(-1)) {
      running.pop();
      schedule.finish(next.step);
      ended += 1;
    }
  }
}

/** The same numbers between 0 and 1 every time (a linear congruential generator, with the constants of Numerical Recipes). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
