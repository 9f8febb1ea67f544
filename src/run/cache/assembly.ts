import { join, posix } from 'node:path';
import { digestOf } from '../../files/canonical-json.js';
import { FolderTree } from '../../files/file-tree.js';
import { resolveNoCase } from '../../files/paths.js';
import { findParts } from '../../media/split-parts.js';
import type { Plan, Step, Target, TargetId } from '../../schema/plan.js';
import { madeBy } from './target-key.js';
import type { KeyFacts, TargetKeys } from './target-key.js';

/** A file of the media that is put together of several targets' results: install and boot images, the former in parts too. */
export interface Assembly {
  /** Path within the media; of a split WIM that of its first part. */
  readonly file: string;
  /** The steps that put it together, in their order. */
  readonly steps: readonly Step[];
  /** The last of them, which leaves it. */
  readonly last: Step;
  /** The targets that are in it, and those that they take in. */
  readonly targets: readonly Target[];
}

/** What a plan puts together. */
export function assembliesOf(plan: Plan): Assembly[] {
  return (['install', 'boot'] as const).flatMap((kind) => {
    const steps = plan.steps.filter((step) => (step.target.startsWith(`${kind}:`) ? isPutting(step) : kind === 'install' && isSplitting(step)));
    const [last] = steps.slice(-1);
    const file = last === undefined ? undefined : fileOf(last);
    if (last === undefined || file === undefined) return [];
    const own = plan.targets.filter((target) => steps.some((step) => step.target === target.id) && target.source.kind !== 'media');
    const consumed = new Set(own.flatMap((target) => target.consumes));
    return [{ file, steps, last, targets: [...plan.targets.filter((target) => consumed.has(target.id)), ...own] }];
  });
}

/**
 * The key of what an assembly leaves: the keys of the results in it, the identities of the images that stay as they are, and the
 * form, order and names that they get.
 * @returns undefined where one of the results has none
 */
export function assemblyKey({ steps, targets }: Assembly, keys: ReadonlyMap<TargetId, TargetKeys>, facts: Pick<KeyFacts, 'plan' | 'backend' | 'dismVersion'>): string | undefined {
  const parts: unknown[] = [];
  for (const { target, do: action } of steps) {
    const of = action.action === 'assemble-image' ? keys.get(action.from)?.key : action.action === 'keep-image' ? identityOf(targets, target) : action.action;
    if (of === undefined) return undefined;
    const { from: _from, ...place } = { from: '', ...action };
    parts.push({ ...place, of });
  }
  return digestOf({ ...madeBy(facts), assembled: parts });
}

/** Where what it leaves lies in the media: paths within the media and on this computer. */
export async function filesOf({ file }: Pick<Assembly, 'file'>, media: string, signal: AbortSignal): Promise<{ path: string; hostPath: string }[]> {
  const tree = new FolderTree(media);
  const found = (await tree.find(file)) ?? file;
  const paths = /\.swm$/iu.test(file) ? (await findParts(tree, found, signal)).map((part) => part.path) : [found];
  return paths.map((path) => ({ path, hostPath: tree.nameOf(path) }));
}

/** The folder of the media that what it leaves belongs to. */
export async function folderOf({ file }: Pick<Assembly, 'file'>, media: string): Promise<string> {
  const folder = posix.dirname(file);
  return (await resolveNoCase(media, folder)) ?? join(media, folder);
}

function isPutting({ do: { action } }: Step): boolean {
  return action === 'assemble-image' || action === 'keep-image';
}

function isSplitting({ do: action }: Step): boolean {
  return action.action === 'split-image' && action.into === 'media';
}

function fileOf({ do: action }: Step): string | undefined {
  if (action.action === 'split-image') return action.first;
  return action.action === 'assemble-image' || action.action === 'keep-image' ? action.wim : undefined;
}

function identityOf(targets: readonly Target[], id: TargetId): string | undefined {
  const source = targets.find((target) => target.id === id)?.source;
  return source?.kind === 'wim' ? source.identity : undefined;
}
