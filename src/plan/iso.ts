import type { Architecture } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';
import type { IsoBoot } from '../schema/image-forms.js';
import type { MediaInfo } from '../schema/media.js';
import type { PlanOptions } from './create-plan.js';

/** What a disc starts with, as paths within the media. */
export interface DiscBoot {
  /** For BIOS; ARM64 has none. */
  readonly bios?: string;
  /** For UEFI: the image of a diskette. */
  readonly efi: string;
}

/** The ISO file of a run. */
export interface PlannedIso extends DiscBoot {
  /** Name beside the media. */
  readonly file: string;
  readonly label: string;
}

/** Characters of a volume label in ISO 9660 (ECMA-119, 8.4.7), which is the shortest of the file systems of an ISO file. */
const longestLabel = 32;

/** Bytes of a single-layer DVD; Microsoft's labels end with DV5 or DV9 by what the media fits on. */
const singleLayer = 4_700_372_992;

/** The ISO file that options ask for; undefined where they ask for none. */
export function isoOf(media: MediaInfo, options: Pick<PlanOptions, 'outputFormat' | 'isoLabel' | 'isoBoot' | 'ca2023'>): PlannedIso | undefined {
  if (!options.outputFormat.includes('iso')) return undefined;
  const label = options.isoLabel ?? labelOf(media);
  return { file: `${label}.iso`, label, ...discBoot(media.architecture, options.isoBoot, options.ca2023) };
}

/**
 * The files that a disc of that architecture starts with.
 * @param ca2023 the image whose boot manager is signed by Windows UEFI CA 2023
 */
export function discBoot(architecture: Architecture, way: IsoBoot = 'prompt', ca2023 = false): DiscBoot {
  const efi = `efi/microsoft/boot/efisys${way === 'noprompt' ? '_noprompt' : ''}${ca2023 ? '_ex' : ''}.bin`;
  return { ...(architecture === 'arm64' ? {} : { bios: 'boot/etfsboot.com' }), efi };
}

/**
 * Refuses a label that a disc cannot have, or a file of its name.
 * @throws ServicingError `usage`
 */
export function checkIsoLabel(label: string): void {
  if (label.length > longestLabel) {
    throw new ServicingError('usage', `The ISO label ${label} has ${label.length} characters; a disc has at most ${longestLabel}`, { advice: 'Give a shorter one with --iso-label.' });
  }
  if (isFileName(label)) return;
  throw new ServicingError('usage', `The ISO label ${label} has characters that not every system reads`, { advice: 'Use letters without accents, digits, _ and -, and dots between them.' });
}

function isFileName(label: string): boolean {
  return /^[A-Za-z0-9_.-]+$/u.test(label) && !/^\.|\.$/u.test(label);
}

/** The label of an ISO file of that media, where none is asked for: its own, else {@link usualLabel}. */
export function labelOf(media: Pick<MediaInfo, 'iso' | 'architecture' | 'install' | 'totalBytes'>): string {
  return sourceLabel(media) ?? usualLabel(media);
}

/** The label of the ISO file that the media is, unless no file could have its name. */
function sourceLabel({ iso }: Pick<MediaInfo, 'iso'>): string | undefined {
  return iso !== undefined && iso.label.length <= longestLabel && isFileName(iso.label) ? iso.label : undefined;
}

const editionFamilies = {
  server: 'SSS', business: 'CPBA', evaluation: 'CENA', consumer: 'CCCOMA',
} as const;

/**
 * A label as Microsoft's media have them: whom it is for, architecture, language, kind of disc, e.g.
 * `CCCOMA_X64FRE_EN-US_DV9`. The scheme is known from the media alone; Windows decides nothing by it.
 */
export function usualLabel({ architecture, install, totalBytes }: Pick<MediaInfo, 'architecture' | 'install' | 'totalBytes'>): string {
  const language = install.images.map((image) => image.defaultLanguage ?? image.languages[0]).find((tag) => tag !== undefined);
  return [
    editionFamilies[familyOf(install.images)], `${architecture === 'arm64' ? 'A64' : architecture.toUpperCase()}FRE`,
    ...(language === undefined ? [] : [language.toUpperCase()]), totalBytes > singleLayer ? 'DV9' : 'DV5',
  ].join('_').slice(0, longestLabel);
}

function familyOf(images: MediaInfo['install']['images']): keyof typeof editionFamilies {
  if (images.some((image) => image.installationType?.startsWith('Server') === true)) return 'server';
  const editions = images.map((image) => image.editionId ?? image.flags ?? '');
  if (editions.every((edition) => edition.endsWith('Eval'))) return 'evaluation';
  return editions.some((edition) => /^(?:Core|Home)/u.test(edition)) ? 'consumer' : 'business';
}
