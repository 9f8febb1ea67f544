import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errnoOf, toFileError } from '../files/file-error.js';
import { resolveNoCase } from '../files/paths.js';
import { walk } from '../files/walk.js';
import type { Architecture } from '../schema/common.js';
import { rehearsalMark } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { MediaInfo, WimInfo } from '../schema/media.js';
import { refuseArchitectureFolders } from './architecture-folders.js';
import { inspectBootFile, inspectInstallFile } from './image-files.js';
import type { InspectOptions } from './inspect-wim.js';

const netfx3Folder = 'sources/sxs';
const netfx3Cab = /^microsoft-windows-netfx3-ondemand-package.*\.cab$/iu;

/**
 * Describes Windows installation media: a folder with `sources/install.wim` (or .esd, .swm) and `sources/boot.wim`,
 * names matched without case. Everything is opened for reading only.
 * @throws ServicingError `media-not-found` for a path that is missing, `media-invalid` naming the file that is missing,
 *   `media-unsupported` for an ISO file or media for two architectures, `wim-invalid`, `permission`, `cancelled`
 */
export async function inspectMedia(path: string, options: InspectOptions = {}): Promise<MediaInfo> {
  const root = resolve(path);
  await checkRoot(root);
  const contents = await countFiles(root, options);
  const install = await inspectInstallFile(root, options);
  const boot = await inspectBootFile(root, install, options);
  if (install.images.length === 0) throw new ServicingError('media-invalid', `${root} has no image in ${install.path}.`);
  const architecture = oneArchitecture(root, install);
  // ESD files of the vendor's media tools begin with an image that is no Windows.
  const build = install.images.find((image) => image.version !== undefined && image.installationType !== 'WindowsPE')?.version?.build;
  if (build === undefined) {
    throw new ServicingError('media-invalid', `${install.path} in ${root} does not say which build of Windows it holds.`);
  }
  const marked = (await resolveNoCase(root, rehearsalMark)) !== undefined;
  return {
    schemaVersion: 1, path: root, architecture, build, install, boot,
    rehearsed: marked || [...install.images, ...boot.images].some((image) => image.rehearsed),
    ...(contents.netfx3Source !== undefined && { netfx3Source: contents.netfx3Source }),
    fileCount: contents.fileCount, totalBytes: contents.totalBytes,
  };
}

async function checkRoot(root: string): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(root)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') {
      throw new ServicingError('media-not-found', `There is no media at ${root}.`, { cause: error });
    }
    throw toFileError(error, 'look at', root);
  }
  if (!isFolder) {
    throw new ServicingError('media-unsupported', `${root} is a file; media is given as a folder.`, {
      advice: 'Mount or unpack the ISO file and name that folder.',
    });
  }
  await refuseArchitectureFolders(root);
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

interface Contents { fileCount: number; totalBytes: number; netfx3Source?: string }

async function countFiles(root: string, options: InspectOptions): Promise<Contents> {
  const contents: Contents = { fileCount: 0, totalBytes: 0 };
  for await (const { path, kind, size } of walk(root, options)) {
    if (kind !== 'file') continue;
    contents.fileCount += 1;
    contents.totalBytes += size;
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (folder.toLowerCase() === netfx3Folder && netfx3Cab.test(path.slice(folder.length + 1))) contents.netfx3Source = folder;
  }
  return contents;
}
