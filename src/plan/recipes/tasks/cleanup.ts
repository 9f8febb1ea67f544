import type { Action } from '../../../schema/plan.js';
import type { ImageWork } from '../image-work.js';

/** Steps that bring an image to its mount; what they leave needs no cleanup. */
const opening = new Set<Action['action']>(['export-source', 'mount', 'take-winre', 'put-winre']);

/**
 * Component store cleanup: with ResetBase in WinRE and boot images; without it in install images unless asked, where
 * pending operations only mean that it cannot be cleaned (0x800f0806). Left out where nothing was added.
 */
export function cleanUp(work: ImageWork): void {
  if (work.steps.of(work.target).every((step) => opening.has(step.do.action))) return;
  const install = work.role === 'install';
  work.add('cleanup', 'Clean up the component store',
    { action: 'cleanup', resetBase: install ? work.options.resetBase : true, defer: !install, pendingIsWarning: install });
}
