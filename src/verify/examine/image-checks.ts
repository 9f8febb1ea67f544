import type { WimFile } from '../../media/wim-file.js';
import { formatBuild } from '../../schema/common.js';
import type { ImageInfo, MediaInfo, WimInfo } from '../../schema/media.js';
import type { Check } from '../../schema/result.js';

const pendingPath = 'Windows/WinSxS/pending.xml';

/** The build that an image's own hive tells; undefined where it cannot be read. */
export function buildOf(image: Pick<ImageInfo, 'currentBuild' | 'version' | 'ubr'>): string | undefined {
  const build = image.currentBuild ?? image.version?.build;
  return build === undefined || image.ubr === undefined ? undefined : formatBuild({ build, ubr: image.ubr });
}

/**
 * Every Windows image can be read down to its registry, and the editions are at one update build revision.
 * @param wims the first has the editions
 */
export function levelChecks(wims: readonly [WimInfo, ...WimInfo[]]): Check[] {
  const images = wims.flatMap((wim) => wim.images).filter((image) => image.version !== undefined);
  const unread = images.filter((image) => buildOf(image) === undefined || image.packages === undefined);
  return [
    {
      id: 'readable', title: 'Every image can be read: files, packages, build', ok: unread.length === 0,
      evidence: unread.length === 0 ? `${images.length} images` : unread.map((image) => image.name).join(', '),
    },
    {
      id: 'level-install', title: 'All editions are at the same build', ok: new Set(wims[0].images.map((image) => image.ubr)).size <= 1,
      evidence: images.map((image) => `${image.name}: ${buildOf(image) ?? 'unreadable'}`).join('; ') || 'no Windows',
    },
  ];
}

/** The boot images are at the build of the editions. */
export function bootLevelChecks({ install, boot }: MediaInfo): Check[] {
  const wanted = install.images[0]?.ubr;
  return boot.images.map((image) => ({
    id: `level-boot:${image.index}`, title: `${image.name} is at the build of the editions`, ok: image.ubr === wanted,
    evidence: `${buildOf(image) ?? 'unreadable'}, editions ${wanted ?? 'unreadable'}`,
  }));
}

/**
 * Work that waits for a start of Windows: an edition does it at its first one (.NET Framework 3.5 leaves some), an image
 * that never keeps what it does cannot.
 */
export async function pendingCheck(wim: WimFile, { index, id, title, canFinish }: { index: number; id: string; title: string; canFinish: boolean }, signal: AbortSignal): Promise<Check> {
  const pending = await wim.askMetadata(index, (tree) => tree.find(pendingPath) !== undefined, { signal });
  return {
    id: `pending-${id}`, title: `${title}: nothing is left to do that cannot be done`, ok: canFinish || !pending,
    evidence: !pending ? 'no pending operations' : canFinish ? 'pending operations, which the first start finishes' : `pending operations (${pendingPath})`,
  };
}
