import type { Step, Target, TargetId } from '../../schema/plan.js';
import type { RunContext } from '../context.js';
import type { StoredResult } from './result-store.js';

/** What a kept result spares a run. */
export interface Spared {
  readonly entry: StoredResult;
  /** In the order in which the entry names them. */
  readonly targets: readonly Target[];
  /** The steps that need not be done. */
  readonly steps: readonly Step[];
}

/** Marks steps as done by an earlier run, with what was said and offered then. */
export function apply(context: RunContext, { entry, targets, steps }: Spared): void {
  const reason = `the same was done in run ${entry.runId}`;
  const now = namesNow(entry, targets);
  const before = new Map(entry.steps.map((step) => [now(step.id), step]));
  for (const [at, { offered }] of entry.targets.entries()) {
    const target = targets[at];
    if (target !== undefined && offered.length > 0) context.offered.set(target.id, offered.map(({ path, reason: rule, adds }) => ({ path, reason: rule, ...(adds === undefined ? {} : { adds }) })));
  }
  for (const { id, target, title, recipeStep } of steps) {
    const known = before.get(id);
    // A step that was left out then, for its condition, is left out still.
    context.results.set(id, {
      id, target, title, recipeStep, facts: known?.facts ?? [],
      ...(known?.status === 'skipped' ? { status: 'skipped', reason: known.reason ?? reason } : { status: 'cached', reason }),
    });
  }
  const spared = new Map(steps.map((step) => [step.id, step]));
  for (const { step, message } of entry.warnings) {
    const target = spared.get(now(step))?.target;
    if (target !== undefined) context.events.emit({ type: 'warning', target, step: now(step), message });
  }
  for (const target of new Set(steps.map((step) => step.target))) {
    context.events.emit({ type: 'target-restored', target, steps: steps.filter((step) => step.target === target).map((step) => step.id), madeBy: entry.runId, madeAt: entry.time });
  }
}

/** Steps are named by their targets, and an image may have had another index then. */
function namesNow(entry: StoredResult, targets: readonly Target[]): (step: string) => string {
  const ids = new Map<TargetId, TargetId>(entry.targets.flatMap(({ id }, at) => {
    const target = targets[at];
    return target === undefined ? [] : [[id, target.id]];
  }));
  return (step) => {
    const end = step.indexOf('/');
    const target = ids.get(step.slice(0, end));
    return target === undefined ? step : `${target}${step.slice(end)}`;
  };
}
