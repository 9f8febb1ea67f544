import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileTree } from '../../files/file-tree.js';
import { removeTree } from '../../files/remove-tree.js';
import { inspectWim } from '../../media/inspect-wim.js';
import { openWim, openWimIn } from '../../media/wim-file.js';
import type { WimFile } from '../../media/wim-file.js';
import type { ImageInfo, WimInfo } from '../../schema/media.js';
import type { Check } from '../../schema/result.js';
import { contentsOf } from '../check-integrity.js';
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
      checks.push(pendingCheck(`install:${image.index}`, image.name, await wim.readMetadata(image.index, { signal }), image.installationType !== 'WindowsPE'));
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
  const folder = await mkdtemp(join(tmpdir(), 'offline-servicing-winre-'));
  try {
    const copy = join(folder, 'winre.wim');
    await writeFile(copy, await install.readFile(holder.index, holder.winre?.path ?? '', { signal }));
    const image = (await inspectWim(copy, { signal })).images[0];
    const wim = await openWim(copy);
    try {
      const { ok, evidence } = pendingCheck('winre', 'WinRE', await wim.readMetadata(1, { signal }), false);
      const build = image === undefined ? undefined : buildOf(image);
      const contents = await contentsOf(copy, { signal });
      return {
        id: `winre-${holder.index}`, title: `WinRE of ${holder.name} can be read and started`, ok: ok && build !== undefined && contents.ok,
        evidence: `${build ?? 'its build is unreadable'}; ${holder.winre?.size ?? 0} bytes; ${evidence}; ${contents.evidence}`,
      };
    } finally {
      await wim.close();
    }
  } finally {
    await removeTree(folder);
  }
}
