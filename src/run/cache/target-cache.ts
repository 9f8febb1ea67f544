import { basename, join } from 'node:path';
import { requireFileRoom } from '../../files/room.js';
import { renameWithRetry } from '../../files/atomic.js';
import { copyHashed } from '../../files/copy-hashed.js';
import { removeTree } from '../../files/remove-tree.js';
import type { Step, Target, TargetId } from '../../schema/plan.js';
import { ServicingError, toServicingError } from '../../schema/errors.js';
import type { RunContext } from '../context.js';
import { phaseProgress } from '../event-stream.js';
import { apply } from './apply-result.js';
import { assembliesOf, assemblyKey, filesOf, folderOf } from './assembly.js';
import type { Assembly } from './assembly.js';
import { assemblyFiles, imageSha256, placeOf, resultPlaces, targetFiles } from './kept-files.js';
import { ResultStore } from './result-store.js';
import type { StoredResult } from './result-store.js';
import { inOrderOfUse, isOwn, ownSteps, targetKeys } from './target-key.js';
import type { TargetKeys } from './target-key.js';

/** Bytes of results that are kept when a run ends; what was not used for longest goes first. */
export const keptBytes = 100 * 1024 ** 3;

/** Left free beside what is kept, for whatever else the run still writes; at most as much as is kept. */
const reserveBytes = 512 * 1024 ** 2;

interface KeyedAssembly extends Assembly {
  readonly key: string;
  /** What was kept of an earlier run, once it lies in the run folder. */
  restored?: StoredResult;
}

/**
 * Results of earlier runs in this one: what is the same need not be done again, and what a run has finished survives
 * it, so that the same command goes on where a killed run stopped. Kept are the files that the media gets, put together, and
 * the result of each target; where of an edition only the WinRE is another, its kept image is what the work begins with.
 */
export class TargetCache {
  readonly folder: string;
  readonly #store: ResultStore;
  readonly #warnings: StoredResult['warnings'] = [];
  #keys: ReadonlyMap<TargetId, TargetKeys> = new Map();
  /** The step that ends the result of a target which has a key. */
  #lastOf: ReadonlyMap<TargetId, Step> = new Map();
  #assemblies: readonly KeyedAssembly[] = [];
  /** Editions whose work begins with a kept image that holds another WinRE. */
  readonly #begun = new Map<TargetId, StoredResult>();
  /** SHA-256 of the results of this run that editions take in. */
  readonly #taken = new Map<TargetId, string>();
  readonly #proved = new Map<string, string>();

  constructor(folder: string) {
    this.folder = folder;
    this.#store = new ResultStore(folder);
  }

  /** SHA-256 of files that this run has taken from a kept result, and the run that proved them whole. */
  get proved(): ReadonlyMap<string, string> {
    return this.#proved;
  }

  /**
   * Takes what is there and marks its steps as done.
   * @throws ServicingError `cancelled`, `permission`, `disk-space`
   */
  async restore(context: RunContext, dismVersion: string): Promise<void> {
    context.events.subscribe((event) => {
      if (event.type === 'warning' && event.step !== undefined) this.#warnings.push({ step: event.step, message: event.message });
    });
    const facts = { plan: context.plan, media: context.media, backend: context.backend, dismVersion, signal: context.signal };
    const keys = await targetKeys(facts);
    this.#keys = keys;
    this.#lastOf = new Map(context.plan.steps.flatMap((step) => (keys.has(step.target) && isOwn(step) ? [[step.target, step] as const] : [])));
    this.#assemblies = assembliesOf(context.plan).flatMap((assembly) => {
      const key = assemblyKey(assembly, keys, facts);
      return key === undefined ? [] : [{ ...assembly, key }];
    });
    const covered = new Set<TargetId>();
    for (const assembly of this.#assemblies) {
      if (!(await this.#restoreAssembly(context, assembly))) continue;
      for (const { id } of assembly.targets) covered.add(id);
    }
    for (const target of inOrderOfUse(context.plan)) if (!covered.has(target.id)) await this.#restoreTarget(context, target);
  }

  /** Whether a target's work begins with the image of an earlier run, which holds another WinRE than the media's. */
  beginsWithKept(target: TargetId): boolean {
    return this.#begun.has(target);
  }

  /**
   * Does a step by what was kept: the image that an edition's work begins with, a file of the media that was put together.
   * @returns why it need not be done; undefined for a step that must be
   * @throws ServicingError `servicing` for a result that was damaged since the run began
   */
  async place(context: RunContext, step: Step): Promise<string | undefined> {
    const assembly = this.#assemblies.find((candidate) => candidate.last === step);
    if (assembly?.restored !== undefined) {
      const folder = await folderOf(assembly, context.workspace.media);
      for (const { path } of assembly.restored.files) {
        const at = placeOf(path);
        if (at.kind === 'made') await renameWithRetry(join(context.workspace.kept, at.name), join(folder, at.name));
      }
      return reasonOf(assembly.restored);
    }
    const begun = this.#begun.get(step.target);
    if (begun === undefined || step.do.action !== 'export-source') return undefined;
    const places = context.workspace.target(step.target);
    const sha256 = await copyHashed(places.kept, places.wim, { signal: context.signal });
    await removeTree(places.kept);
    if (sha256 === imageSha256(begun)) return reasonOf(begun);
    await this.#store.remove(begun.key);
    throw new ServicingError('servicing', 'The kept image that the work was to begin with was damaged meanwhile', { advice: 'It was removed. Run the same command again; if it ends the same way, look after the disk.' });
  }

  /** Whether the result of a step's target is kept after this step: its last one before targets are put together. */
  keepsAfter(step: Step): boolean {
    return this.#lastOf.get(step.target) === step;
  }

  /** Keeps what a step has finished: its target's result, a file of the media. Failing to do so is a warning. */
  async keepAfter(context: RunContext, step: Step): Promise<void> {
    const target = context.plan.targets.find((candidate) => candidate.id === step.target);
    if (target !== undefined && this.keepsAfter(step)) await orWarn(context, target, `The result of ${target.title}`, () => this.#keepTarget(context, target));
    const assembly = this.#assemblies.find((candidate) => candidate.last === step);
    if (assembly !== undefined && assembly.restored === undefined) await orWarn(context, target, assembly.file, () => this.#keepAssembly(context, assembly));
  }

  /**
   * Keeps with the files of this run that verification has found them whole.
   * @param digests SHA-256 of files of the finished media, as verification read them
   */
  async prove(runId: string, digests: ReadonlySet<string>): Promise<void> {
    for (const { key } of this.#assemblies) {
      const made = (await this.#store.read(key))?.files.filter(({ path }) => placeOf(path).kind === 'made').map(({ sha256 }) => sha256) ?? [];
      if (made.length > 0 && made.every((sha256) => digests.has(sha256) && !this.#proved.has(sha256))) await this.#store.prove(key, { runId, sha256: made });
    }
  }

  /**
   * Removes the results that this run used or made. To be called when the finished media is not as it should be: they may
   * have been damaged before they were kept, and would bring the next run to the same end.
   */
  async forget(): Promise<void> {
    const keys = [...this.#keys.values(), ...this.#assemblies, ...this.#begun.values()].map(({ key }) => key);
    for (const key of keys) await this.#store.remove(key);
  }

  /** Keeps the folder within its limit. */
  async tidy(): Promise<void> {
    await this.#store.shrink(keptBytes);
  }

  async #restoreAssembly(context: RunContext, assembly: KeyedAssembly): Promise<boolean> {
    const entry = await this.#take(context, assembly.key, assembly.targets, assembly.file);
    if (entry === undefined) return false;
    assembly.restored = entry;
    const proof = await this.#store.proofOf(assembly.key);
    for (const sha256 of proof?.sha256 ?? []) this.#proved.set(sha256, proof?.runId ?? '');
    const ids = new Set(assembly.targets.map(({ id }) => id));
    const own = context.plan.steps.filter((step) => step !== assembly.last && (assembly.steps.includes(step) || (ids.has(step.target) && step.do.action !== 'assemble-image')));
    apply(context, { entry, targets: assembly.targets, steps: own });
    return true;
  }

  async #restoreTarget(context: RunContext, target: Target): Promise<void> {
    const keys = this.#keys.get(target.id);
    if (keys === undefined) return;
    const own = ownSteps(context.plan, target.id).filter(({ do: action }) => action.action !== 'take-winre' || this.#taken.has(action.winre));
    // Of one WinRE that was made twice the bytes differ; all editions are to hold the same.
    const takes = target.consumes.map((id) => this.#taken.get(id) ?? '');
    const known = await this.#store.read(keys.key);
    if (!takes.includes('') && (known === undefined || String(known.takes) === String(takes))) {
      const entry = await this.#take(context, keys.key, [target], target.title);
      if (entry !== undefined) {
        const sha256 = imageSha256(entry);
        if (sha256 !== undefined) this.#taken.set(target.id, sha256);
        apply(context, { entry, targets: [target], steps: own });
        return;
      }
    }
    if (keys.base === undefined) return;
    for (const key of await this.#store.withBase(keys.base)) {
      const entry = await this.#take(context, key, [target], target.title, context.workspace.target(target.id).kept);
      if (entry === undefined) continue;
      this.#begun.set(target.id, entry);
      apply(context, { entry, targets: [target], steps: own.filter((step) => !isDoneAgain(step)) });
      return;
    }
  }

  /** @param wim where a target's WIM goes; default: to where its steps leave it */
  async #take(context: RunContext, key: string, targets: readonly Target[], title: string, wim?: string): Promise<StoredResult | undefined> {
    const { workspace, signal } = context;
    return this.#store.take(key, {
      signal, onProgress: phaseProgress(context.events, 'run'),
      place: (path) => {
        const at = placeOf(path);
        if (at.kind === 'made') return { to: join(workspace.kept, at.name), by: 'copy' };
        const target = targets[at.target];
        if (target === undefined) return undefined;
        const places = resultPlaces(target, workspace.target(target.id));
        return { to: at.kind === 'image' ? wim ?? places.wim : join(places.files, at.path), by: 'link' };
      },
      onDamage: () => { context.events.emit({ type: 'warning', ...(targets[0] === undefined ? {} : { target: targets[0].id }), message: `The kept result of ${title} was damaged; it is removed and made again.` }); },
    });
  }

  async #keepTarget(context: RunContext, target: Target): Promise<void> {
    const keys = this.#keys.get(target.id);
    if (keys === undefined) return;
    const takes = target.consumes.map((id) => this.#taken.get(id) ?? '');
    const before = await this.#store.read(keys.key);
    if (before !== undefined && String(before.takes) !== String(takes)) await this.#store.remove(keys.key);
    const files = await targetFiles(target, context);
    await this.#store.keep({
      ...this.#facts(context, [target], ownSteps(context.plan, target.id)), key: keys.key, ...(keys.base === undefined ? {} : { base: keys.base }), of: target.id, takes,
    }, files, context.signal);
    const kept = await this.#store.read(keys.key);
    const sha256 = kept === undefined ? undefined : imageSha256(kept);
    if (sha256 !== undefined) this.#taken.set(target.id, sha256);
  }

  async #keepAssembly(context: RunContext, assembly: KeyedAssembly): Promise<void> {
    const made = await filesOf(assembly, context.workspace.media, context.signal);
    const files = await assemblyFiles(made.map(({ hostPath }) => hostPath), assembly.targets, context);
    const bytes = files.reduce((sum, file) => sum + (file.by === 'copy' ? file.size : 0), 0);
    await requireFileRoom(`A copy of ${basename(assembly.file)}`, this.folder, bytes + Math.min(bytes, reserveBytes));
    const ids = new Set(assembly.targets.map(({ id }) => id));
    const steps = context.plan.steps.filter((step) => assembly.steps.includes(step) || ids.has(step.target));
    await this.#store.keep({ ...this.#facts(context, assembly.targets, steps), key: assembly.key, of: assembly.file, takes: [] }, files, context.signal);
  }

  #facts({ backend, workspace, offered, results }: RunContext, targets: readonly Target[], steps: readonly Step[]): Pick<StoredResult, 'backend' | 'runId' | 'time' | 'targets' | 'steps' | 'warnings'> {
    const ids = new Set(steps.map(({ id }) => id));
    return {
      backend, runId: workspace.runId, time: new Date().toISOString(),
      targets: targets.map(({ id }) => ({ id, offered: [...(offered.get(id) ?? [])] })),
      steps: steps.flatMap(({ id }) => results.get(id) ?? []), warnings: this.#warnings.filter(({ step }) => ids.has(step)),
    };
  }
}

/** What is done again with a kept image that another WinRE is put into. */
function isDoneAgain({ do: { action } }: Step): boolean {
  return action === 'export-source' || action === 'mount' || action === 'put-winre' || action === 'save';
}

function reasonOf({ runId }: StoredResult): string {
  return `the same was done in run ${runId}`;
}

async function orWarn({ signal, events }: RunContext, target: Target | undefined, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) return;
    events.emit({ type: 'warning', ...(target === undefined ? {} : { target: target.id }), message: `${what} is not kept for later runs: ${toServicingError(error).message}` });
  }
}
