import { ServicingError } from '../schema/errors.js';
import type { WimInfo } from '../schema/media.js';
import type { FileTree } from '../files/file-tree.js';
import { inspectWimIn, type InspectOptions } from './inspect-wim.js';
import { findParts } from './split-parts.js';

const installFiles = ['sources/install.wim', 'sources/install.esd', 'sources/install.swm'];
const bootFile = 'sources/boot.wim';

/**
 * Finds and describes the file with the install images: WIM, ESD, or all parts of a split WIM.
 * @throws ServicingError `media-invalid` where there is none, where there are two, or a part is missing or of another
 *   split WIM; else as inspectWim
 */
export async function inspectInstallFile(tree: FileTree, options: InspectOptions): Promise<WimInfo> {
  const { root } = tree;
  const found = await present(tree, installFiles);
  const [first, second] = found;
  if (first === undefined) {
    throw new ServicingError('media-invalid', `${root} is no Windows installation media: ${installFiles.join(' or ')} is missing.`, {
      advice: 'Name the ISO file, or the folder that holds setup.exe and the folder sources.',
    });
  }
  if (second !== undefined) {
    throw new ServicingError('media-invalid', `${root} has install images twice: ${found.join(' and ')}.`, {
      advice: 'Only one of them is what Setup installs. Use a copy of the media with that one alone.',
    });
  }
  return /\.swm$/iu.test(first) ? inspectSplitWim(tree, first, options) : inspectWimIn(tree, first, options);
}

/**
 * Describes a split WIM with all its parts.
 * @param first its first part, as the tree found it
 * @throws ServicingError `media-invalid` where a part is missing or of another split WIM; else as inspectWim
 */
export async function inspectSplitWim(tree: FileTree, first: string, options: InspectOptions): Promise<WimInfo> {
  const parts = await findParts(tree, first, options.signal);
  const paths = parts.map((part) => part.path);
  const wim = await inspectWimIn(tree, first, { ...options, parts: paths });
  return { ...wim, parts: paths, size: parts.reduce((sum, part) => sum + part.size, 0) };
}

/**
 * Describes boot.wim; undefined where there is none. Errors as inspectWim.
 */
export async function inspectBootFile(tree: FileTree, options: InspectOptions): Promise<WimInfo | undefined> {
  const [boot] = await present(tree, [bootFile]);
  return boot === undefined ? undefined : inspectWimIn(tree, boot, options);
}

/** The error for media without boot.wim: `media-invalid`. */
export function bootFileMissing(tree: FileTree, install: WimInfo): ServicingError {
  const inEsd = install.images.filter((image) => image.installationType === 'WindowsPE');
  return new ServicingError('media-invalid', `${tree.root} is no Windows installation media: ${bootFile} is missing.`, {
    advice: inEsd.length === 0 ? 'Name the ISO file, or the folder that holds setup.exe and the folder sources.'
      : `${install.path} is a download of the vendor's media tool, which holds the whole media. Make media of it first: apply index 1 to an empty folder, `
        + `export ${inEsd.map((image) => `index ${image.index}`).join(' and ')} to sources\\boot.wim and the editions to sources\\install.wim.`,
  });
}

async function present(tree: FileTree, candidates: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const candidate of candidates) {
    const path = await tree.find(candidate);
    if (path !== undefined) found.push(path);
  }
  return found;
}
