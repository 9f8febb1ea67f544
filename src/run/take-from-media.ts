import { copyImageFile } from '../media/copy-image-file.js';
import { withMedia } from '../media/open-media.js';
import { findParts } from '../media/split-parts.js';
import { openWimIn } from '../media/wim-file.js';
import { ServicingError } from '../schema/errors.js';
import type { TargetId } from '../schema/plan.js';
import type { RunContext } from './context.js';

/**
 * Copies a file of a target's image out of the original media, by our own reader and checked against its SHA-1: no mount is
 * needed for it.
 * @param file path in the image, and where the copy goes
 * @throws ServicingError `media-invalid`, `wim-invalid`, `servicing` where it is not there, `cancelled`, `disk-space`
 */
export async function takeFromMedia({ plan, media, signal }: Pick<RunContext, 'plan' | 'media' | 'signal'>, id: TargetId, { path, to }: { path: string; to: string }): Promise<void> {
  const source = plan.targets.find((target) => target.id === id)?.source;
  if (source?.kind !== 'wim') throw new Error(`Target ${id} has no image on the media`);
  await withMedia(media, { signal }, async (tree) => {
    const file = await tree.find(source.wim);
    if (file === undefined) throw new ServicingError('servicing', `${source.wim} is not there`, { details: [`looked in ${tree.root}`] });
    const parts = /\.swm$/iu.test(file) ? (await findParts(tree, file, signal)).map((part) => part.path) : undefined;
    const wim = await openWimIn(tree, file, { parts });
    try {
      await copyImageFile(wim, { index: source.index, path, to }, signal);
    } finally {
      await wim.close();
    }
  });
}
