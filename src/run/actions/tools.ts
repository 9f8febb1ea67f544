import type { DismClient } from '../../dism/client.js';
import { resolveNoCase } from '../../files/paths.js';
import { ServicingError } from '../../schema/errors.js';
import type { Action, TargetId } from '../../schema/plan.js';
import type { OfferedFile, RunContext, RunningStep } from '../context.js';

/** What an action works with: the run, its step, and a way to DISM that leases a session for one call. */
export interface ActionTools {
  readonly context: RunContext;
  readonly running: RunningStep;
  dism<T>(work: (client: DismClient) => Promise<T>): Promise<T>;
  progress(percent: number, activity?: string, bytes?: CopiedBytes): void;
  warn(message: string): void;
}

/** How much of what is copied has been. */
export interface CopiedBytes { readonly done: number; readonly total: number }

export type ActionName = Action['action'];

/** Functions for some of the actions of a plan; the strings that they give back are facts for the report. */
export type ActionsFor<N extends ActionName> = {
  readonly [K in N]: (tools: ActionTools, action: Extract<Action, { action: K }>) => Promise<string[]>;
};

/** Remembers files that a target offers to the media. */
export function offer(context: RunContext, target: TargetId, files: OfferedFile[]): void {
  context.offered.set(target, [...(context.offered.get(target) ?? []), ...files]);
}

/** A file or folder below a root, matched without case. */
export async function need(root: string, relative: string): Promise<string> {
  const found = await resolveNoCase(root, relative);
  if (found !== undefined) return found;
  throw new ServicingError('servicing', `${relative} is not there`, { details: [`looked in ${root}`] });
}

/**
 * A file with images or a folder of the original media as a host path for DISM; out of an ISO file it is copied first, which
 * the step shows as its progress. Errors as of OriginalMedia.
 */
export async function original({ context, progress }: ActionTools, relative: string): Promise<string> {
  return context.original.place(relative, {
    signal: context.signal,
    // The step's own work is still to come.
    onProgress: (done, total) => { progress(0, `Copying ${relative} out of the ISO file`, { done, total }); },
  });
}
