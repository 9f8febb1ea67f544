import { ServicingError } from '../schema/errors.js';
import type { ImageCompression } from '../schema/image-forms.js';
import type { ImageInfo, MediaInfo, WimInfo } from '../schema/media.js';
import type { Action } from '../schema/plan.js';
import type { PlanOptions } from './create-plan.js';
import { compressionOf } from './output-options.js';

/** The install images of the output: one WIM or ESD, whatever the media has. */
export interface InstallFile {
  /** Path within the media, e.g. `sources/install.esd`. A WIM that is to be split is put together whole before. */
  readonly path: string;
  readonly compression: ImageCompression;
}

/** Which file the output's install images go to: beside the one of the media, with the ending of the form that is asked for. */
export function installFileOf(media: MediaInfo, { installFormat, compression }: Pick<PlanOptions, 'installFormat' | 'compression'>): InstallFile {
  const { path, format } = media.install;
  const whole = installFormat === 'esd' ? 'esd' : 'wim';
  return { path: format === whole ? path : withEnding(path, whole), compression: compressionOf(installFormat, compression) };
}

/** The first part of a split WIM beside the whole one. */
export function firstPartOf({ path }: InstallFile): string {
  return withEnding(path, 'swm');
}

function withEnding(path: string, ending: string): string {
  return path.replace(/\.[^./]+$/u, `.${ending}`);
}

/** The files with images, which the copy of the media leaves out: all parts of a split WIM. */
export function imageFilesOf(media: MediaInfo): string[] {
  return [media.install, media.boot].flatMap((wim) => wim.parts ?? [wim.path]);
}

/** The export that gives an image of the media a WIM of its own; ESD and split WIM become WIM by it. */
export function exportSourceAction(wim: WimInfo, index: number): Action {
  return { action: 'export-source', wim: wim.path, index, ...partsOf(wim) };
}

/** Where an image goes in the output's install file, as {@link exportSourceAction}'s counterpart. */
export function installPlace(media: MediaInfo, options: PlanOptions, image: ImageInfo, position: number): Omit<Extract<Action, { action: 'assemble-image' }>, 'action' | 'from'> {
  const { path, compression } = installFileOf(media, options);
  return { wim: path, position, name: image.name, description: image.description, bootable: media.install.bootIndex === image.index, compression };
}

/** An edition that the run does not service goes into the output straight from the media. */
export function keepImageAction(media: MediaInfo, options: PlanOptions, image: ImageInfo, position: number): Action {
  return { action: 'keep-image', from: media.install.path, index: image.index, ...partsOf(media.install), ...installPlace(media, options, image, position) };
}

/** Setup and DISM name the parts `install.swm`, `install2.swm`, …; the pattern matches all that there are. */
function partsOf(wim: WimInfo): { parts?: string } {
  return wim.parts === undefined ? {} : { parts: wim.path.replace(/\.[^./]+$/u, (ending) => `*${ending}`) };
}

/**
 * Setup starts from boot.wim in memory, so that it can be nothing but a WIM in one piece.
 * @throws ServicingError `media-unsupported`
 */
export function refuseBootFormat({ boot }: MediaInfo): void {
  if (boot.format === 'wim') return;
  throw new ServicingError('media-unsupported', `${boot.path} is ${boot.format === 'esd' ? 'an ESD' : 'a part of a split WIM'}, which Windows does not boot from and DISM does not mount`, {
    hresult: boot.format === 'esd' ? '0xc142013c' : '0xc1420130', advice: 'Use media with a boot.wim as Windows has it.',
  });
}
