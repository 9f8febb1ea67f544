import { withMedia } from '../media/open-media.js';
import { openMediaWim } from '../media/open-media-wim.js';
import { openWimIn } from '../media/wim-file.js';
import type { WimFile } from '../media/wim-file.js';
import type { WimEntry } from '../media/wim-metadata.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';
import type { Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { finishedImage, isKept } from './check-images.js';
import type { VerifyInput } from './verify-media.js';

/** Editions that the run was to leave alone are what they were: every file by content, attributes and times, and the WIM's XML. */
export async function checkKept(input: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const kept = input.plan.targets.filter((target) => isKept(input.plan, target));
  if (kept.length === 0) return [];
  return withMedia(input.original.path, input, async (tree) => {
    const { path, parts } = input.original.install;
    const before = await openWimIn(tree, path, { parts });
    try {
      return await keptChecks(input, kept, after, before);
    } finally {
      await before.close();
    }
  });
}

async function keptChecks(input: VerifyInput, kept: readonly Target[], after: MediaInfo, before: WimFile): Promise<Check[]> {
  const now = await openMediaWim(input.finished, after.install);
  try {
    const checks: Check[] = [];
    for (const target of kept) checks.push(await keptCheck(input, target, after, before, now));
    return checks;
  } finally {
    await now.close();
  }
}

async function keptCheck(input: VerifyInput, target: Target, after: MediaInfo, before: WimFile, now: WimFile): Promise<Check> {
  const index = target.source.kind === 'wim' ? target.source.index : 0;
  const was = input.original.install.images.find((image) => image.index === index);
  const is = finishedImage(input.plan, target, input.original, after);
  const wrong = was === undefined || is === undefined ? ['it is not there']
    : await differences({ wim: before, image: was }, { wim: now, image: is }, input.signal);
  return {
    id: `kept-${target.id}`, title: `${target.title}: kept as it was`, ok: wrong.length === 0,
    evidence: wrong.length === 0 ? `index ${index} is index ${is?.index ?? '?'} now, with the same metadata` : wrong.slice(0, 10).join('; '),
  };
}

/** How an image differs from what it was: in the WIM's XML, and file by file in content, attributes and times. */
export async function differences(before: ImageOfWim, now: ImageOfWim, signal: AbortSignal): Promise<string[]> {
  return [...differentFacts(before.image, now.image), ...(await differentFiles(before, now, signal))];
}

/** What the XML says of the image; an export may write anew when the image was changed, and a rehearsal marks it. */
function differentFacts(was: ImageInfo, is: ImageInfo): string[] {
  const facts = ['name', 'description', 'displayName', 'displayDescription', 'flags', 'editionId', 'installationType', 'version', 'languages'] as const;
  return facts.filter((fact) => JSON.stringify(was[fact]) !== JSON.stringify(is[fact])).map((fact) => `${fact}: ${JSON.stringify(is[fact])} instead of ${JSON.stringify(was[fact])}`);
}

/** An image of a file that is open. */
export interface ImageOfWim { readonly wim: WimFile; readonly image: ImageInfo }

/** The SHA-1 of the metadata covers all; where an export has laid it out anew, file is compared with file. */
async function differentFiles(before: ImageOfWim, now: ImageOfWim, signal: AbortSignal): Promise<string[]> {
  if (before.wim.metadataBlob(before.image.index)?.sha1 === now.wim.metadataBlob(now.image.index)?.sha1) return [];
  const [was, is] = await Promise.all([before, now].map(async ({ wim, image }) =>
    new Map([...(await wim.readMetadata(image.index, { signal })).walk()].map((entry) => [entry.path, stamp(entry)]))));
  const lost = [...(was ?? [])].filter(([path, value]) => is?.get(path) !== value).map(([path]) => `lost or changed: ${path}`);
  const added = [...(is ?? [])].filter(([path]) => was?.has(path) !== true).map(([path]) => `added: ${path}`);
  return [...lost, ...added];
}

function stamp({ isFolder, attributes, size, sha1, creationTime, lastWriteTime }: WimEntry): string {
  return [isFolder, attributes, size, sha1, creationTime, lastWriteTime].join();
}
