import type { FileTree } from '../../files/file-tree.js';
import { inspectTree } from '../../media/inspect-media.js';
import { withMedia } from '../../media/open-media.js';
import { openWimIn } from '../../media/wim-file.js';
import type { MediaInfo } from '../../schema/media.js';
import type { Check, Verdict } from '../../schema/result.js';
import { integrityChecks } from '../check-integrity.js';
import { verdictsOf } from '../verdicts.js';
import { bootLevelChecks, levelChecks, pendingCheck } from './image-checks.js';
import { installChecks } from './install-checks.js';
import { isoBootChecks } from './iso-boot-check.js';
import { bootCheck, setupChecks } from './media-checks.js';
import { sumsChecks } from './sums-check.js';

/** What an examination of media found. */
export interface Examination {
  readonly schemaVersion: 1;
  readonly media: MediaInfo;
  readonly checks: Check[];
  readonly verdicts: Verdict[];
}

/**
 * Examines any media, a folder or an ISO file, whoever made it, without DISM and without knowing what was done to it:
 * whether everything in it can be read, belongs together and will start.
 * @throws ServicingError `media-not-found`, `media-invalid`, `wim-invalid`, `cancelled`
 */
export async function examineMedia(path: string, options: { signal?: AbortSignal } = {}): Promise<Examination> {
  const signal = options.signal ?? new AbortController().signal;
  return withMedia(path, { signal }, (tree) => examineTree(tree, signal));
}

async function examineTree(tree: FileTree, signal: AbortSignal): Promise<Examination> {
  const media = await inspectTree(tree, { signal });
  const integrity = await integrityChecks(tree, media, signal);
  const checks = [
    ...levelChecks([media.install, media.boot]),
    ...bootLevelChecks(media),
    ...integrity.checks,
    ...(await bootImageChecks(tree, media, signal)),
    ...(await installChecks(tree, media.install, signal)),
    await bootCheck(tree, media.architecture),
    ...(await isoBootChecks(tree, media.architecture)),
    ...(await sumsChecks(tree, integrity.whole, signal)),
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
      checks.push(await pendingCheck(wim, { index: image.index, id: `boot:${image.index}`, title: image.name, canFinish: false }, signal));
      if (image.index === media.boot.bootIndex) checks.push(...(await setupChecks(tree, { wim, index: image.index }, signal)));
    }
    return checks;
  } finally {
    await wim.close();
  }
}
