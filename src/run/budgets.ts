import { freeBytes, freeBytesOf } from '../files/disk-space.js';
import { sizeText } from '../files/size-text.js';
import { ServicingError } from '../schema/errors.js';
import type { Action, Step, TargetId } from '../schema/plan.js';
import type { RunContext } from './context.js';
import type { Budgets } from './schedule.js';

/** What reads and writes whole images. Windows compresses with several cores, and two at once share the disk. */
const heavyActions: ReadonlySet<Action['action']> = new Set([
  'copy-media', 'export-source', 'save', 'export-target', 'assemble-image', 'keep-image', 'split-image', 'write-iso',
]);

/** Whether a step reads and writes a whole image. */
export function isHeavy(step: Step): boolean {
  return heavyActions.has(step.do.action);
}

/** Logs, journal, scratch files and whatever else writes to the volume; at most that much is left free. */
const reserveBytes = 512 * 1024 ** 2;

/**
 * What a run may do at once. Half of its steps move whole images at most, as long as others can be started: those work inside
 * mounts, which is mostly waiting for the component store.
 */
export function budgetsOf({ plan, parallel, workspace }: Pick<RunContext, 'plan' | 'parallel' | 'workspace'>): Budgets {
  const free = freeBytesOf(workspace.root);
  const most = new Map(plan.targets.map((target) => [target.id, target.disk?.most ?? 0]));
  return {
    parallel,
    heavy: Math.max(1, Math.ceil(parallel / 2)),
    disk: {
      // A volume that does not tell is tried: DISM says when it is full.
      free: () => free().catch(() => Infinity),
      bytesOf: (target) => most.get(target) ?? 0,
      reserve: reserveBytes,
    },
  };
}

/** Notes for the result what is free now. */
export async function noteFree({ workspace, measures }: Pick<RunContext, 'workspace' | 'measures'>): Promise<void> {
  measures.noteFree(await freeBytes(workspace.root).catch(() => Infinity));
}

/**
 * Refuses to make a private WIM that cannot fit, before hours go into the attempt.
 * @throws ServicingError `disk-space`
 */
export async function requireRoom(context: Pick<RunContext, 'plan' | 'workspace'>, id: TargetId): Promise<void> {
  const least = context.plan.targets.find((target) => target.id === id)?.disk?.least;
  if (least === undefined) return;
  const free = await freeBytes(context.workspace.root);
  if (free >= least) return;
  throw new ServicingError('disk-space', `The private WIM of ${id} needs at least ${sizeText(least)}, ${sizeText(free)} are free on the volume of the workspace`, {
    details: [`workspace: ${context.workspace.root}`], advice: 'Free space there and run again: what is finished is kept. Or name another volume with --workspace.',
  });
}
