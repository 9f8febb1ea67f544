import type { WimTree } from '../../media/wim-metadata.js';
import { formatBuild } from '../../schema/common.js';
import type { ImageInfo, MediaInfo } from '../../schema/media.js';
import type { Check } from '../../schema/result.js';

const pendingPath = 'Windows/WinSxS/pending.xml';

/** The build that an image's own hive tells; undefined where it cannot be read. */
export function buildOf(image: ImageInfo): string | undefined {
  const build = image.currentBuild ?? image.version?.build;
  return build === undefined || image.ubr === undefined ? undefined : formatBuild({ build, ubr: image.ubr });
}

/** Every image can be read down to its registry, and those that belong together are at one update build revision. */
export function levelChecks({ install, boot }: MediaInfo): Check[] {
  const unread = [...install.images, ...boot.images].filter((image) => buildOf(image) === undefined || image.packages === undefined);
  const levels = (images: readonly ImageInfo[]): Set<number | undefined> => new Set(images.map((image) => image.ubr));
  const text = [...install.images, ...boot.images].map((image) => `${image.name}: ${buildOf(image) ?? 'unreadable'}`).join('; ');
  const [wanted] = levels(install.images);
  return [
    {
      id: 'readable', title: 'Every image can be read: files, packages, build', ok: unread.length === 0,
      evidence: unread.length === 0 ? `${install.images.length + boot.images.length} images` : unread.map((image) => image.name).join(', '),
    },
    { id: 'level-install', title: 'All editions are at the same build', ok: levels(install.images).size === 1, evidence: text },
    ...boot.images.map((image) => ({
      id: `level-boot:${image.index}`, title: `${image.name} is at the build of the editions`, ok: image.ubr === wanted,
      evidence: `${buildOf(image) ?? 'unreadable'}, editions ${wanted ?? 'unreadable'}`,
    })),
  ];
}

/**
 * Work that waits for a start of Windows: an edition does it at its first one (.NET Framework 3.5 leaves some), an image
 * that never keeps what it does cannot.
 */
export function pendingCheck(id: string, title: string, tree: WimTree, canFinish: boolean): Check {
  const pending = tree.find(pendingPath) !== undefined;
  return {
    id: `pending-${id}`, title: `${title}: nothing is left to do that cannot be done`, ok: canFinish || !pending,
    evidence: !pending ? 'no pending operations' : canFinish ? 'pending operations, which the first start finishes' : `pending operations (${pendingPath})`,
  };
}
