import type { Plan, Step, Target, TargetId } from '../../schema/plan.js';
import { toServicingError } from '../../schema/errors.js';
import type { RunContext } from '../context.js';
import type { TargetPlaces } from '../workspace.js';
import { ownSteps, targetKeys } from './target-key.js';
import { TargetStore } from './target-store.js';
import type { StoredTarget, ResultPlaces } from './target-store.js';

/** Bytes of results that are kept when a run ends; what was not used for longest goes first. */
export const keptBytes = 100 * 1024 ** 3;

/**
 * Results of earlier runs in this one: what is the same need not be done again, and what a run has finished survives
 * it, so that the same command goes on where a killed run stopped.
 */
export class TargetCache {
  readonly folder: string;
  readonly #store: TargetStore;
  readonly #warnings: StoredTarget['warnings'] = [];
  #keys: ReadonlyMap<TargetId, string> = new Map();

  constructor(folder: string) {
    this.folder = folder;
    this.#store = new TargetStore(folder);
  }

  /**
   * Takes what is there and marks its steps as done. A winre must be there too where the step that takes it out of its
   * image would be left out.
   * @throws ServicingError `cancelled`, `permission`, `disk-space`
   */
  async restore(context: RunContext, dismVersion: string): Promise<void> {
    context.events.subscribe((event) => {
      if (event.type === 'warning' && event.step !== undefined) this.#warnings.push({ step: event.step, message: event.message });
    });
    const { plan, media, backend, signal } = context;
    this.#keys = await targetKeys({ plan, media, backend, dismVersion, signal });
    const restored = new Set<TargetId>();
    for (const target of inOrderOfUse(plan)) {
      const given = winresTakenFrom(plan, target.id);
      if (!given.every((winre) => restored.has(winre))) continue;
      const entry = await this.#take(context, target);
      if (entry === undefined) continue;
      restored.add(target.id);
      apply(context, target, entry);
    }
  }

  /** Whether the result of a step's target is kept after this step: its last one before targets are put together. */
  keepsAfter(plan: Plan, step: Step): boolean {
    return this.#keys.has(step.target) && ownSteps(plan, step.target).at(-1) === step;
  }

  /** Keeps the result of a step's target where {@link keepsAfter} says so. Failing to do so is a warning. */
  async keepAfter(context: RunContext, step: Step): Promise<void> {
    const key = this.#keys.get(step.target);
    const target = context.plan.targets.find((candidate) => candidate.id === step.target);
    if (key === undefined || target === undefined || !this.keepsAfter(context.plan, step)) return;
    try {
      const own = ownSteps(context.plan, target.id);
      const steps = own.flatMap(({ id }) => context.results.get(id) ?? []);
      const warnings = this.#warnings.filter((warning) => own.some((candidate) => candidate.id === warning.step));
      await this.#store.keep({
        key, backend: context.backend, target: target.id, runId: context.workspace.runId, time: new Date().toISOString(),
        offered: [...(context.offered.get(target.id) ?? [])], steps, warnings,
      }, resultPlaces(target, context.workspace.target(target.id)), context.signal);
    } catch (error) {
      if (context.signal.aborted) return;
      context.events.emit({ type: 'warning', target: target.id, message: `The result of ${target.title} is not kept for later runs: ${toServicingError(error).message}` });
    }
  }

  /**
   * Removes the results that this run used or made. To be called when the finished media is not as it should be: they may
   * have been damaged before they were kept, and would bring the next run to the same end.
   */
  async forget(): Promise<void> {
    for (const key of this.#keys.values()) await this.#store.remove(key);
  }

  /** Keeps the folder within its limit. */
  async tidy(): Promise<void> {
    await this.#store.shrink(keptBytes);
  }

  async #take(context: RunContext, target: Target): Promise<StoredTarget | undefined> {
    const key = this.#keys.get(target.id);
    if (key === undefined) return undefined;
    return this.#store.take(key, resultPlaces(target, context.workspace.target(target.id)), {
      signal: context.signal,
      onDamage: () => { context.events.emit({ type: 'warning', target: target.id, message: `The kept result of ${target.title} was damaged; it is removed and made again.` }); },
    });
  }
}

/** A winre's result is its export, that of another image the WIM that was serviced. */
export function resultPlaces(target: Target, places: TargetPlaces): ResultPlaces {
  return { wim: target.source.kind === 'image-file' ? places.exported : places.wim, files: places.files };
}

function winresTakenFrom(plan: Plan, id: TargetId): TargetId[] {
  return plan.steps.flatMap((step) => (step.target === id && step.do.action === 'take-winre' ? [step.do.winre] : []));
}

/** What others consume comes first. */
function inOrderOfUse(plan: Plan): Target[] {
  const images = plan.targets.filter((target) => target.source.kind !== 'media');
  return [...images].sort((a, b) => Number(b.source.kind === 'image-file') - Number(a.source.kind === 'image-file'));
}

function apply(context: RunContext, target: Target, entry: StoredTarget): void {
  const reason = `the same was done in run ${entry.runId}`;
  if (entry.offered.length > 0) context.offered.set(target.id, entry.offered);
  const before = new Map(entry.steps.map((step) => [step.id, step]));
  const steps = ownSteps(context.plan, target.id);
  for (const { id, title, recipeStep } of steps) {
    const known = before.get(id);
    // A step that was left out then, for its condition, is left out still.
    context.results.set(id, {
      id, target: target.id, title, recipeStep, facts: known?.facts ?? [],
      ...(known?.status === 'skipped' ? { status: 'skipped', reason: known.reason ?? reason } : { status: 'cached', reason }),
    });
  }
  for (const warning of entry.warnings) context.events.emit({ type: 'warning', target: target.id, ...warning });
  context.events.emit({ type: 'target-restored', target: target.id, steps: steps.map((step) => step.id), madeBy: entry.runId, madeAt: entry.time });
}
