import { ServicingError } from '../schema/errors.js';
import type { WimInfo } from '../schema/media.js';
import { resolveNoCase } from '../files/paths.js';
import { inspectWim, type InspectOptions } from './inspect-wim.js';
import { findParts } from './split-parts.js';

const installFiles = ['sources/install.wim', 'sources/install.esd', 'sources/install.swm'];
const bootFile = 'sources/boot.wim';

/**
 * Finds and describes the file with the install images: WIM, ESD, or all parts of a split WIM.
 * @throws ServicingError `media-invalid` where there is none, where there are two, or a part is missing or of another
 *   split WIM; else as inspectWim
 */
export async function inspectInstallFile(root: string, options: InspectOptions): Promise<WimInfo> {
  const found = await present(root, installFiles);
  const [first, second] = found;
  if (first === undefined) {
    throw new ServicingError('media-invalid', `${root} is no Windows installation media: ${installFiles.join(' or ')} is missing.`, {
      advice: 'Name the folder that holds setup.exe and the folder sources.',
    });
  }
  if (second !== undefined) {
    throw new ServicingError('media-invalid', `${root} has install images twice: ${found.map((file) => file.mediaPath).join(' and ')}.`, {
      advice: 'Only one of them is what Setup installs. Use a copy of the media with that one alone.',
    });
  }
  if (!/\.swm$/iu.test(first.path)) return inspectWim(first.path, { ...options, mediaPath: first.mediaPath });
  const parts = await findParts(first.path, options.signal);
  const wim = await inspectWim(first.path, { ...options, mediaPath: first.mediaPath, parts: parts.map((part) => part.path) });
  const folder = first.mediaPath.slice(0, first.mediaPath.lastIndexOf('/') + 1);
  return { ...wim, parts: parts.map((part) => `${folder}${part.name}`), size: parts.reduce((sum, part) => sum + part.size, 0) };
}

/**
 * Describes boot.wim.
 * @throws ServicingError `media-invalid` where there is none; else as inspectWim
 */
export async function inspectBootFile(root: string, install: WimInfo, options: InspectOptions): Promise<WimInfo> {
  const [boot] = await present(root, [bootFile]);
  if (boot !== undefined) return inspectWim(boot.path, { ...options, mediaPath: boot.mediaPath });
  const inEsd = install.images.filter((image) => image.installationType === 'WindowsPE');
  throw new ServicingError('media-invalid', `${root} is no Windows installation media: ${bootFile} is missing.`, {
    advice: inEsd.length === 0 ? 'Name the folder that holds setup.exe and the folder sources.'
      : `${install.path} is a download of the vendor's media tool, which holds the whole media. Make media of it first: apply index 1 to an empty folder, `
        + `export ${inEsd.map((image) => `index ${image.index}`).join(' and ')} to sources\\boot.wim and the editions to sources\\install.wim.`,
  });
}

async function present(root: string, candidates: readonly string[]): Promise<{ path: string; mediaPath: string }[]> {
  const found: { path: string; mediaPath: string }[] = [];
  for (const candidate of candidates) {
    const path = await resolveNoCase(root, candidate);
    if (path !== undefined) found.push({ path, mediaPath: path.slice(root.length).replaceAll('\\', '/').replace(/^\/+/u, '') });
  }
  return found;
}
