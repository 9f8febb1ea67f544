import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '../../files/remove-tree.js';
import type { FileTree } from '../../files/file-tree.js';
import { inspectTree } from '../../media/inspect-media.js';
import { inspectWim } from '../../media/inspect-wim.js';
import { withMedia } from '../../media/open-media.js';
import { openWim, openWimIn } from '../../media/wim-file.js';
import type { WimFile } from '../../media/wim-file.js';
import type { ImageInfo, MediaInfo } from '../../schema/media.js';
import type { Check, Verdict } from '../../schema/result.js';
import { contentsOf, integrityChecks } from '../check-integrity.js';
import { verdictsOf } from '../verdicts.js';
import { buildOf, levelChecks, pendingCheck } from './image-checks.js';
import { bootCheck, setupChecks } from './media-checks.js';

/** What an examination of media found. */
export interface Examination {
  readonly schemaVersion: 1;
  readonly media: MediaInfo;
  readonly checks: Check[];
  readonly verdicts: Verdict[];
}

/**
 * Examines any media, a folder or an ISO file, whoever made it, without DISM and without knowing what was done to it: whether everything in it can
 * be read, belongs together and will start.
 * @throws ServicingError `media-not-found`, `media-invalid`, `wim-invalid`, `cancelled`
 */
export async function examineMedia(path: string, options: { signal?: AbortSignal } = {}): Promise<Examination> {
  const signal = options.signal ?? new AbortController().signal;
  return withMedia(path, { signal }, (tree) => examineTree(tree, signal));
}

async function examineTree(tree: FileTree, signal: AbortSignal): Promise<Examination> {
  const media = await inspectTree(tree, { signal });
  const checks = [
    ...levelChecks(media),
    ...(await integrityChecks(tree, media, signal)),
    ...(await bootImageChecks(tree, media, signal)),
    ...(await installChecks(tree, media, signal)),
    await bootCheck(tree, media.architecture),
  ];
  return { schemaVersion: 1, media, checks, verdicts: verdictsOf(checks) };
}

async function bootImageChecks(tree: FileTree, media: MediaInfo, signal: AbortSignal): Promise<Check[]> {
  const wim = await openWimIn(tree, media.boot.path);
  try {
    const checks: Check[] = [{
      id: 'boot-index', title: 'boot.wim starts with its Setup image', ok: media.boot.images.some((image) => image.index === media.boot.bootIndex),
      evidence: `boot index ${media.boot.bootIndex} of ${media.boot.images.length} images`,
    }];
    for (const image of media.boot.images) {
      const files = await wim.readMetadata(image.index, { signal });
      checks.push(pendingCheck(`boot:${image.index}`, image.name, files, false));
      if (image.index === media.boot.bootIndex) checks.push(...(await setupChecks(tree, files, signal)));
    }
    return checks;
  } finally {
    await wim.close();
  }
}

async function installChecks(tree: FileTree, media: MediaInfo, signal: AbortSignal): Promise<Check[]> {
  const { install } = media;
  const wim = await openWimIn(tree, install.path, { parts: install.parts });
  try {
    const checks: Check[] = [];
    for (const image of install.images) checks.push(pendingCheck(`install:${image.index}`, image.name, await wim.readMetadata(image.index, { signal }), true));
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
