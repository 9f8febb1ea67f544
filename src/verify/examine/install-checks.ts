import type { FileTree } from '../../files/file-tree.js';
import { readImageDetails } from '../../media/image-details.js';
import { openInnerWim } from '../../media/open-inner-wim.js';
import { openWimIn } from '../../media/wim-file.js';
import type { WimFile } from '../../media/wim-file.js';
import type { ImageInfo, WimInfo } from '../../schema/media.js';
import type { Check } from '../../schema/result.js';
import { contentsIn } from '../check-integrity.js';
import { buildOf, pendingCheck } from './image-checks.js';

/**
 * The images of an install.wim, ESD or split WIM one by one: no work is left in them that they cannot do, and each WinRE in
 * them can be read and started. Errors as openWim.
 */
export async function installChecks(tree: FileTree, install: WimInfo, signal: AbortSignal): Promise<Check[]> {
  const wim = await openWimIn(tree, install.path, { parts: install.parts });
  try {
    const checks: Check[] = [];
    for (const image of install.images) {
      checks.push(await pendingCheck(wim, { index: image.index, id: `install:${image.index}`, title: image.name, canFinish: image.installationType !== 'WindowsPE' }, signal));
    }
    const distinct = new Map(install.images.flatMap((image) => (image.winre === undefined ? [] : [[image.winre.sha1, image] as const])));
    checks.push({
      id: 'winre-same', title: 'All editions that have WinRE have the same', ok: distinct.size <= 1,
      evidence: distinct.size === 0 ? 'no edition has one' : [...distinct].map(([sha1, image]) => `${image.name}: ${sha1}`).join('; '),
    });
    for (const image of distinct.values()) checks.push(await winreCheck(wim, image, signal));
    return checks;
  } finally {
    await wim.close();
  }
}

/** WinRE opens, and says at which level it is; Microsoft keeps it by its own updates, so its build need not be that of the edition. */
async function winreCheck(install: WimFile, holder: ImageInfo, signal: AbortSignal): Promise<Check> {
  const { path = '', sha1 = '', size = 0 } = holder.winre ?? {};
  const wim = await openInnerWim(install, { sha1, path }, signal);
  try {
    const { ok, evidence } = await pendingCheck(wim, { index: 1, id: 'winre', title: 'WinRE', canFinish: false }, signal);
    const image = wim.images[0];
    const build = image === undefined ? undefined : buildOf({ ...image, ...(await readImageDetails(wim, image.index, { signal })) });
    const contents = await contentsIn(wim, signal);
    return {
      id: `winre-${holder.index}`, title: `WinRE of ${holder.name} can be read and started`, ok: ok && build !== undefined && contents.ok,
      evidence: `${build ?? 'its build is unreadable'}; ${size} bytes; ${evidence}; ${contents.evidence}`,
    };
  } finally {
    await wim.close();
  }
}
