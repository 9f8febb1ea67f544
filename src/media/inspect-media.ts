import { stat } from 'node:fs/promises';
import type { FileTree } from '../files/file-tree.js';
import { foldCase } from '../files/paths.js';
import { stampOf } from '../files/tree-stamp.js';
import type { Architecture } from '../schema/common.js';
import { rehearsalMark } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { MediaInfo, WimInfo } from '../schema/media.js';
import { refuseArchitectureFolders } from './architecture-folders.js';
import { bootFileMissing, inspectBootFile, inspectInstallFile } from './image-files.js';
import type { InspectOptions } from './inspect-wim.js';
import { IsoImage } from './iso/iso-image.js';
import { withMedia } from './open-media.js';

const netfx3Folder = 'sources/sxs';
const netfx3Cab = /^microsoft-windows-netfx3-ondemand-package.*\.cab$/iu;

/**
 * Describes Windows installation media: a folder or an ISO file with `sources/install.wim` (or .esd, .swm) and
 * `sources/boot.wim`, names matched without case. Everything is opened for reading only, and an ISO file is read in place:
 * kilobytes of it.
 * @throws ServicingError `media-not-found` for a path that is missing, `media-invalid` naming the file that is missing,
 *   `media-unsupported` for a file that is no ISO file or media for two architectures, `wim-invalid`, `permission`, `cancelled`
 */
export async function inspectMedia(path: string, options: InspectOptions = {}): Promise<MediaInfo> {
  return withMedia(path, options, (tree) => inspectTree(tree, options));
}

/** {@link inspectMedia} of media that is open. */
export async function inspectTree(tree: FileTree, options: InspectOptions = {}): Promise<MediaInfo> {
  const { root } = tree;
  await refuseArchitectureFolders(tree);
  // Side by side: one is read while another is worked on. None is left at work when another has failed.
  const answers = await Promise.allSettled([listFiles(tree, options), inspectInstallFile(tree, options), inspectBootFile(tree, options)]);
  const [contents, install, boot] = [valueOf(answers[0]), valueOf(answers[1]), valueOf(answers[2])];
  if (boot === undefined) throw bootFileMissing(tree, install);
  if (install.images.length === 0) throw new ServicingError('media-invalid', `${root} has no image in ${install.path}.`);
  const architecture = oneArchitecture(root, install);
  // ESD files of the vendor's media tools begin with an image that is no Windows.
  const build = install.images.find((image) => image.version !== undefined && image.installationType !== 'WindowsPE')?.version?.build;
  if (build === undefined) {
    throw new ServicingError('media-invalid', `${install.path} in ${root} does not say which build of Windows it holds.`);
  }
  const marked = (await tree.find(rehearsalMark)) !== undefined;
  return {
    schemaVersion: 1, path: root, architecture, build, install, boot,
    rehearsed: marked || [...install.images, ...boot.images].some((image) => image.rehearsed),
    ...(contents.netfx3Source !== undefined && { netfx3Source: contents.netfx3Source }),
    fileCount: contents.files.length, totalBytes: contents.files.reduce((sum, file) => sum + file.size, 0), stamp: stampOf(contents.files),
    ...(tree instanceof IsoImage && { iso: await describeIso(tree) }),
  };
}

function valueOf<T>(answer: PromiseSettledResult<T>): T {
  if (answer.status === 'rejected') throw answer.reason;
  return answer.value;
}

function oneArchitecture(root: string, install: WimInfo): Architecture {
  const found = new Set(install.images.map((image) => image.architecture).filter((one) => one !== undefined));
  const [architecture] = found;
  if (architecture === undefined) {
    throw new ServicingError('media-invalid', `${install.path} in ${root} does not say which architecture it is for.`);
  }
  if (found.size > 1) {
    throw new ServicingError('media-unsupported', `${install.path} in ${root} holds images for ${[...found].join(' and ')}.`);
  }
  return architecture;
}

async function describeIso({ root, fileSystem, label, size }: IsoImage): Promise<NonNullable<MediaInfo['iso']>> {
  return { fileSystem, label, size, modifiedTime: (await stat(root)).mtime.toISOString() };
}

interface Contents { files: Parameters<typeof stampOf>[0][number][]; netfx3Source?: string }

async function listFiles(tree: FileTree, options: InspectOptions): Promise<Contents> {
  const contents: Contents = { files: [] };
  const seen = new Map<string, string>();
  for await (const { path, kind, size, time } of tree.walk(options)) {
    const twin = seen.get(foldCase(path));
    if (twin !== undefined) throw sameForWindows(tree, twin, path);
    seen.set(foldCase(path), path);
    if (kind !== 'file') continue;
    contents.files.push({ path, size, time });
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (folder.toLowerCase() === netfx3Folder && netfx3Cab.test(path.slice(folder.length + 1))) contents.netfx3Source = folder;
  }
  return contents;
}

function sameForWindows({ root }: FileTree, first: string, second: string): ServicingError {
  return new ServicingError('media-invalid', `${root} has ${first} and ${second}, which are one name to Windows.`, {
    advice: 'Only one of them is what Setup would find. Use a copy of the media with that one alone.',
  });
}
