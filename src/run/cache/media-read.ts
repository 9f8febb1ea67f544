import { digestOf } from '../../files/canonical-json.js';
import type { FileTree, TreeEntry } from '../../files/file-tree.js';
import { sha256In } from '../../files/hash.js';
import { foldCase } from '../../files/paths.js';
import { stampOf } from '../../files/tree-stamp.js';
import { withMedia } from '../../media/open-media.js';
import { ServicingError } from '../../schema/errors.js';
import type { Plan, Step } from '../../schema/plan.js';

interface MediaToRead {
  readonly plan: Plan;
  readonly media: string;
  readonly signal: AbortSignal;
}

/**
 * What a step reads of the media beside its image, by place: by content where the image takes it in, by listing where it is compared
 * with, by names where only those count.
 */
export async function readByStep({ plan, media, signal }: MediaToRead, step: Step): Promise<Record<string, string>> {
  const { do: action } = step;
  const read = async (work: (tree: FileTree) => Promise<string>): Promise<string> => withMedia(media, { signal }, work);
  switch (action.action) {
    case 'enable-feature':
    case 'add-capability': {
      const { source } = action;
      return source === undefined ? {} : { [source]: await read((tree) => contentOf(tree, source, signal)) };
    }
    case 'collect-newer':
      return { [action.to]: await read((tree) => listingOf(tree, action.to, signal)), [`put into ${action.to} before`]: digestOf(expandedBefore(plan, step)) };
    case 'collect-by-name':
      return { [action.names.join()]: await read((tree) => placesOf(tree, action.names, signal)) };
    default:
      return {};
  }
}

/** The updates whose files are in the media by the time of a step. */
function expandedBefore(plan: Plan, step: Step): string[] {
  return plan.steps.slice(0, plan.steps.indexOf(step)).flatMap(({ do: action }) => (action.action === 'expand-update' ? [action.update] : []));
}

async function contentOf(tree: FileTree, folder: string, signal: AbortSignal): Promise<string> {
  const digests: [string, string][] = [];
  for (const { below, entry } of await filesBelow(tree, folder, signal)) digests.push([below, await sha256In(tree, entry.path, { signal })]);
  return digestOf(digests);
}

async function listingOf(tree: FileTree, folder: string, signal: AbortSignal): Promise<string> {
  const files: { path: string; size: number; time: bigint }[] = [];
  for (const { below, entry } of await filesBelow(tree, folder, signal)) {
    if (!/\.(?:wim|esd|swm)$/iu.test(below)) files.push({ path: below, size: entry.size, time: await tree.modifiedTime(entry.path) });
  }
  return stampOf(files);
}

async function placesOf(tree: FileTree, names: readonly string[], signal: AbortSignal): Promise<string> {
  const wanted = new Set(names.map(foldCase));
  const places: string[] = [];
  for await (const { kind, path } of tree.walk({ signal })) {
    if (kind === 'file' && wanted.has(foldCase(path.slice(path.lastIndexOf('/') + 1)))) places.push(path);
  }
  return digestOf(places.sort());
}

/** Sorted by path: an ISO file and the folder that it was made of give the same. */
async function filesBelow(tree: FileTree, folder: string, signal: AbortSignal): Promise<{ below: string; entry: TreeEntry }[]> {
  const root = await tree.find(folder);
  if (root === undefined) throw new ServicingError('media-invalid', `${tree.nameOf(folder)} is not there any more.`);
  const files: { below: string; entry: TreeEntry }[] = [];
  const isApart = (path: string): boolean => path !== root && !path.startsWith(`${root}/`) && !root.startsWith(`${path}/`);
  for await (const entry of tree.walk({ signal, skip: isApart })) {
    if (entry.kind === 'file') files.push({ below: entry.path.slice(root.length + 1), entry });
  }
  return files.sort((a, b) => (a.below < b.below ? -1 : 1));
}
