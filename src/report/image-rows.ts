import type { ImageInfo, MediaInfo, WimInfo } from '../schema/media.js';
import { formatBuild } from '../schema/common.js';
import type { Target } from '../schema/plan.js';
import type { ReportedRun } from './reported-run.js';

/** What is known of an image at one time; a winre.wim tells less. */
export type ImageFacts = Partial<Pick<ImageInfo, 'size' | 'packages' | 'features' | 'servicingStack' | 'editionId' | 'flags' | 'winre' | 'pending'>> & Pick<Partial<NonNullable<ImageInfo['winre']>>, 'build'>;

/** One image before and after: what the report and the command line's summary show. */
export interface ImageRow {
  target: string;
  title: string;
  /** `17134.1`, or `unknown` where the media could not tell. */
  before: string;
  /** As read from the finished media; missing when the run made none. */
  after: string | undefined;
  /** The same images with what else is known of them. */
  facts: { before: ImageFacts | undefined; after: ImageFacts | undefined };
}

type Rows = Pick<ReportedRun, 'plan' | 'before' | 'after'>;

function buildOf(image: ImageInfo | undefined): string {
  if (image?.version === undefined) return 'unknown';
  return formatBuild({ build: image.currentBuild ?? image.version.build, ubr: image.ubr ?? image.version.spBuild });
}

function wimAt(media: MediaInfo, path: string): WimInfo | undefined {
  return [media.install, media.boot].find((wim) => wim.path.toLowerCase() === path.toLowerCase());
}

/** Indexes move when editions are left out and install.esd becomes install.wim, so images are found by WIM and name. */
function imageAfter(after: MediaInfo, source: Extract<Target['source'], { kind: 'wim' }>, before: ImageInfo): ImageInfo | undefined {
  const wim = wimAt(after, source.wim) ?? (source.wim.toLowerCase().includes('boot') ? after.boot : after.install);
  return wim.images.find((image) => image.name === before.name);
}

function imageRow(run: Rows, target: Target, source: Extract<Target['source'], { kind: 'wim' }>): ImageRow {
  const before = wimAt(run.before, source.wim)?.images.find((image) => image.index === source.index);
  const after = run.after !== undefined && before !== undefined ? imageAfter(run.after, source, before) : undefined;
  return {
    target: target.id, title: before?.name ?? target.title, before: buildOf(before), after: after === undefined ? undefined : buildOf(after),
    facts: { before, after },
  };
}

type Winre = NonNullable<ImageInfo['winre']>;

function winreText(winre: Winre | undefined, ...others: readonly (Winre | undefined)[]): string | undefined {
  if (winre === undefined) return undefined;
  if (winre.build !== undefined) return formatBuild(winre.build);
  // Where neither side tells its build, digests tell whether it is another one.
  return others.some((other) => other !== undefined && other.build === undefined) ? `winre.wim ${winre.sha1.slice(0, 12)}\u2026` : 'unknown';
}

function winreRow(run: Rows, target: Target, sha1: string): ImageRow {
  const images = run.before.install.images.filter((image) => image.winre?.sha1 === sha1);
  const holders = new Set(images.map((image) => image.name));
  const before = images[0]?.winre;
  // Editions that shared one still do; which they are is told by their names.
  const after = (run.after?.install.images.find((image) => image.winre !== undefined && holders.has(image.name)) ?? run.after?.install.images.find((image) => image.winre !== undefined))?.winre;
  const known = target.before === undefined ? undefined : formatBuild(target.before);
  return {
    target: target.id, title: target.title, before: known ?? winreText(before, after) ?? 'unknown', after: winreText(after, known === undefined ? before : undefined),
    facts: { before, after },
  };
}

/** Before and after of every target that is an image, in the order of the plan. */
export function imageRows(run: Rows): ImageRow[] {
  return run.plan.targets.flatMap((target): ImageRow[] => {
    const { source } = target;
    if (source.kind === 'media') return [];
    return [source.kind === 'wim' ? imageRow(run, target, source) : winreRow(run, target, source.sha1)];
  });
}
