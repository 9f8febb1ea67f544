import { usualPartMegabytes } from '../../../schema/image-forms.js';
import { firstPartOf, installFileOf } from '../../install-file.js';
import { isoOf } from '../../iso.js';
import type { MediaWork } from '../media-work.js';

/** The install images in parts, in place of the whole WIM that was put together. */
export function splitInstall(work: MediaWork): void {
  const { media, options } = work.input;
  if (options.installFormat !== 'swm') return;
  const whole = installFileOf(media, options);
  const first = firstPartOf(whole);
  work.add('split', `Split ${whole.path} into ${first} and its further parts`,
    { action: 'split-image', wim: whole.path, first, megabytes: options.splitSize ?? usualPartMegabytes, into: 'media' }, { after: installImages(work) });
}

/** The media as an ISO file. A program without UDF cannot take a WIM over 4 GiB, which then goes into the ISO file in parts. */
export function writeIso(work: MediaWork): void {
  const { media, options } = work.input;
  const iso = isoOf(media, options);
  if (iso === undefined) return;
  const whole = installFileOf(media, options);
  if (options.installFormat === 'wim') {
    work.add('split-for-iso', `Split ${whole.path} for the ISO file`,
      { action: 'split-image', wim: whole.path, first: firstPartOf(whole), megabytes: options.splitSize ?? usualPartMegabytes, into: 'iso' },
      { after: installImages(work), when: { kind: 'too-large-for-iso', file: whole.path } });
  }
  const { file, label, bios, efi } = iso;
  work.add('write-iso', `Write the ISO file ${file}`, { action: 'write-iso', file, label, ...(bios === undefined ? {} : { bios }), efi }, { after: allImages(work) });
}

function installImages({ steps }: MediaWork): string[] {
  return steps.steps.filter((step) => step.target.startsWith('install:') && (step.do.action === 'assemble-image' || step.do.action === 'keep-image')).map((step) => step.id);
}

function allImages({ steps }: MediaWork): string[] {
  return steps.steps.filter((step) => step.do.action === 'assemble-image' || step.do.action === 'keep-image').map((step) => step.id);
}
