import { digestOf } from '../files/canonical-json.js';
import { throwIfCancelled } from '../files/cancel.js';
import type { ImageInfo, WimInfo } from '../schema/media.js';
import { readImageDetails } from './image-details.js';
import { openWim, type WimFile } from './wim-file.js';
import type { WimXmlImage } from './wim-xml.js';

export interface InspectOptions { signal?: AbortSignal | undefined }

/**
 * Describes a WIM, ESD or first part of a split WIM without mounting it, e.g. a winre.wim.
 * @param path host path
 * @param options.parts host paths of all parts of a split WIM, `path` first
 * @param options.mediaPath how the result calls the file; default: its name
 * @throws ServicingError `wim-invalid`, `permission`, `cancelled`; the file system's own error when the file is missing
 */
export async function inspectWim(path: string, options: InspectOptions & { mediaPath?: string; parts?: readonly string[] } = {}): Promise<WimInfo> {
  const wim = await openWim(path, { parts: options.parts });
  try {
    const images: ImageInfo[] = [];
    for (const image of wim.images) {
      throwIfCancelled(options.signal);
      images.push(await describeImage(wim, image, options.signal));
    }
    const { compression, bootIndex, partNumber, totalParts } = wim.header;
    return {
      path: options.mediaPath ?? path.split(/[\\/]/u).at(-1) ?? path,
      format: formatOf(wim),
      compression, size: wim.size, bootIndex, partNumber, totalParts, images,
    };
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

async function describeImage(wim: WimFile, image: WimXmlImage, signal: AbortSignal | undefined): Promise<ImageInfo> {
  const { content: _xml, ...facts } = image;
  return {
    ...facts,
    identity: imageIdentity(wim, image),
    ...(await readImageDetails(wim, image.index, signal)),
  };
}
