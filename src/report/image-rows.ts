import type { ImageInfo, MediaInfo, WimInfo } from '../schema/media.js';
import { formatBuild } from '../schema/common.js';
import type { Target } from '../schema/plan.js';
import type { ServicingResult } from '../schema/result.js';

/** One image before and after: what the report and the command line's summary show. */
export interface ImageRow {
  target: string;
  title: string;
  /** `17134.1`, or `unknown` where the media could not tell. */
  before: string;
  /** As read from the finished media; missing when the run made none. */
  after: string | undefined;
}

function buildOf(image: ImageInfo | undefined): string {
  if (image?.version === undefined) return 'unknown';
  return formatBuild({ build: image.version.build, ubr: image.ubr ?? image.version.spBuild });
}

function wimAt(media: MediaInfo, path: string): WimInfo | undefined {
  return [media.install, media.boot].find((wim) => wim.path.toLowerCase() === path.toLowerCase());
}

/** Indexes move when editions are left out and install.esd becomes install.wim, so images are found by WIM and name. */
function imageAfter(after: MediaInfo, source: Extract<Target['source'], { kind: 'wim' }>, before: ImageInfo): ImageInfo | undefined {
  const wim = wimAt(after, source.wim) ?? (source.wim.toLowerCase().includes('boot') ? after.boot : after.install);
  return wim.images.find((image) => image.name === before.name);
}

function winreHash(media: MediaInfo | undefined): string | undefined {
  const hash = media?.install.images.find((image) => image.winre !== undefined)?.winre?.sha1;
  return hash === undefined ? undefined : `winre.wim ${hash.slice(0, 12)}…`;
}

/** Before and after of every target that is an image, in the order of the plan. */
export function imageRows(result: ServicingResult): ImageRow[] {
  return result.plan.targets.flatMap((target): ImageRow[] => {
    const { source } = target;
    if (source.kind === 'media') return [];
    if (source.kind === 'image-file') {
      const before = target.before === undefined ? `winre.wim ${source.sha1.slice(0, 12)}…` : formatBuild(target.before);
      return [{ target: target.id, title: target.title, before, after: winreHash(result.after) }];
    }
    const before = wimAt(result.before, source.wim)?.images.find((image) => image.index === source.index);
    const after = result.after !== undefined && before !== undefined ? imageAfter(result.after, source, before) : undefined;
    return [{
      target: target.id,
      title: before?.name ?? target.title,
      before: buildOf(before),
      after: after === undefined ? undefined : buildOf(after),
    }];
  });
}
