import type { ImageContext } from '../../image-context.js';
import type { ImageWork } from '../image-work.js';

/** Adds to an image what is no update; gives back the steps that it added. */
export type ContentHook = (context: ImageContext) => readonly string[];

/** A task that adds content before the cumulative update: where it does, the cumulative update is added in any case. */
export function beforeCumulative(...hooks: readonly ContentHook[]): (work: ImageWork) => void {
  return (work) => {
    const before = work.steps.of(work.target).length;
    for (const hook of hooks) hook(work);
    if (work.steps.of(work.target).length > before) work.hasNewContent = true;
  };
}

/** A task that adds content which no update changes: drivers, files, settings. */
export function content(...hooks: readonly ContentHook[]): (work: ImageWork) => void {
  return (work) => { for (const hook of hooks) hook(work); };
}
