import type { UpdateInfo } from '../../schema/update.js';

/** The updates that a recipe works with, and one sentence for every file. */
export interface UpdateChoice {
  /** A servicing stack update that comes as a file of its own. */
  readonly servicingStack: UpdateInfo | undefined;
  /** A cumulative update, or a combined one that brings its own servicing stack. */
  readonly cumulative: UpdateInfo;
  /** Earlier cumulative updates that it builds on, the earliest first. */
  readonly checkpoints: readonly UpdateInfo[];
  readonly flash: UpdateInfo | undefined;
  /** KB4577586, which takes Adobe Flash out. */
  readonly flashRemoval: UpdateInfo | undefined;
  readonly enablement: UpdateInfo | undefined;
  /** .NET Framework updates: one for each version of the framework. */
  readonly dotNet: readonly UpdateInfo[];
  readonly safeOs: UpdateInfo | undefined;
  readonly setupDynamic: UpdateInfo | undefined;
  /** Why each file is left out, or taken. */
  readonly reasons: ReadonlyMap<UpdateInfo, string>;
  readonly warnings: readonly string[];
}

/** An update in words, e.g. `KB4338819`; the file name where it has no KB. */
export function updateName(update: UpdateInfo): string {
  return update.kb ?? update.file;
}

/** Several updates in words. */
export function updateNames(updates: readonly UpdateInfo[]): string {
  return updates.map(updateName).join(', ');
}
