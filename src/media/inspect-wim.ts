import { digestOf } from '../files/canonical-json.js';
import type { FileTree } from '../files/file-tree.js';
import { mapLimit } from '../files/map-limit.js';
import type { ImageInfo, WimInfo } from '../schema/media.js';
import { readImageDetails, type KnownHives } from './image-details.js';
import { openWim, openWimIn, type WimFile } from './wim-file.js';
import type { WimXmlImage } from './wim-xml.js';

/** One is unpacked while another is read. */
const imagesAtOnce = 4;

export interface InspectOptions { signal?: AbortSignal | undefined }

/**
 * Describes a WIM or ESD without mounting it, e.g. a winre.wim; of a split WIM what that one part tells.
 * @param path host path
 * @throws ServicingError `wim-invalid`, `permission`, `cancelled`; the file system's own error when the file is missing
 */
export async function inspectWim(path: string, options: InspectOptions = {}): Promise<WimInfo> {
  return describeWim(await openWim(path), path.split(/[\\/]/u).at(-1) ?? path, options);
}

/**
 * Describes a WIM, ESD or split WIM of a tree, read where it lies.
 * @param path as the tree found it
 * @param options.parts paths of all parts of a split WIM, `path` first
 * @throws as {@link inspectWim}
 */
export async function inspectWimIn(tree: FileTree, path: string, options: InspectOptions & { parts?: readonly string[] } = {}): Promise<WimInfo> {
  return describeWim(await openWimIn(tree, path, { parts: options.parts }), path, options);
}

async function describeWim(wim: WimFile, path: string, { signal }: InspectOptions): Promise<WimInfo> {
  try {
    const known: KnownHives = new Map();
    const images = await mapLimit(wim.images, imagesAtOnce, async (image) => describeImage(wim, image, { signal, known }), signal);
    const { compression, bootIndex, partNumber, totalParts } = wim.header;
    return { path, format: formatOf(wim), compression, size: wim.size, bootIndex, partNumber, totalParts, images };
  } finally {
    await wim.close();
  }
}

/** ESD is told by its solid resources, or by LZMS, which Windows writes in nothing else. */
function formatOf(wim: WimFile): WimInfo['format'] {
  if (wim.header.totalParts > 1) return 'swm';
  return wim.header.version === 0xe00 || wim.header.compression === 'lzms' ? 'esd' : 'wim';
}

/** What an image is, whatever it is called and wherever it stands: see `identity` of {@link ImageInfo}. */
export function imageIdentity(wim: WimFile, { index, content }: WimXmlImage): string {
  return digestOf({ metadata: wim.metadataBlob(index)?.sha1 ?? '', xml: content });
}

async function describeImage(wim: WimFile, image: WimXmlImage, options: InspectOptions & { known: KnownHives }): Promise<ImageInfo> {
  const { content: _xml, ...facts } = image;
  return {
    ...facts,
    identity: imageIdentity(wim, image),
    ...(await readImageDetails(wim, image.index, options)),
  };
}
