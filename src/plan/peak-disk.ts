import type { ImageInfo, MediaInfo, WimInfo } from '../schema/media.js';
import type { PlanOptions } from './create-plan.js';

type FormOptions = Pick<PlanOptions, 'installFormat' | 'outputFormat'>;

/** An ESD grows to about that much as WIM: LZX shrinks less than solid LZMS. */
const wimOfEsd = 1.5;

/**
 * Bytes on the volume of the workspace that a run needs at most: the copy of the media, a private WIM of each image that
 * is open, with its mount's changes, and the boot images side by side; component store work needs about half an unpacked
 * image beside it. Of an ISO file, its WIMs lie beside them, for DISM to read. Of an ESD the private WIMs are larger, and so is the output's install.wim.
 */
export function peakDisk(media: MediaInfo, options: FormOptions): number {
  const { installFormat } = options;
  const largest = Math.max(...media.install.images.map((image) => image.size), 0);
  const growth = growthOf(media);
  const fromIso = media.iso === undefined ? 0 : media.install.size + media.boot.size;
  return media.totalBytes * 2 + growth * (installFormat === 'esd' ? 1 : 2) + media.boot.size * 2 + Math.ceil(largest / 2) + fromIso + formsDisk(media, options);
}

/** Bytes of the output: the media, half as much for what updates add, and what an ESD grows by as WIM. */
export function outputDisk(media: MediaInfo, { installFormat, outputFormat }: FormOptions): number {
  const once = Math.ceil(media.totalBytes * 1.5) + (installFormat === 'esd' ? 0 : growthOf(media));
  return once * outputFormat.length;
}

/** What the ISO file, and a WIM whole and in parts, need beside each other. */
function formsDisk(media: MediaInfo, options: FormOptions): number {
  const iso = options.outputFormat.includes('iso') ? outputDisk(media, { ...options, outputFormat: ['iso'] }) : 0;
  return iso + (options.installFormat === 'swm' ? Math.ceil(media.install.size * 1.5) + growthOf(media) : 0);
}

/** What the install images grow by when they come out of an ESD. */
function growthOf({ install }: MediaInfo): number {
  return install.format === 'esd' ? Math.ceil(install.size * (wimOfEsd - 1)) : 0;
}

/**
 * Bytes that one image needs while it is worked on. Images of a WIM share most of their files, so one alone is nearly as
 * large as all of them; at the least it is its share of the file. Mounted, it takes about half of what it unpacks to.
 */
export function imageDisk(wim: WimInfo, image: ImageInfo): { least: number; most: number } {
  const growth = wim.format === 'esd' ? wimOfEsd : 1;
  const unpacked = wim.images.reduce((sum, other) => sum + other.size, 0);
  const alone = Math.min(Math.ceil(wim.size * growth), image.size);
  return {
    least: unpacked === 0 ? 0 : Math.floor((wim.size * image.size) / unpacked),
    most: alone + Math.ceil(image.size / 2),
  };
}
