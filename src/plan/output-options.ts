import { ServicingError } from '../schema/errors.js';
import type { ImageCompression, ImageForm } from '../schema/image-forms.js';
import type { ServicingRequest } from '../schema/request.js';
import { checkIsoLabel } from './iso.js';

/** The compression of images in that form: what was asked for, else what Windows media have. */
export function compressionOf(form: ImageForm, asked: ImageCompression | undefined): ImageCompression {
  return asked ?? (form === 'esd' ? 'recovery' : 'max');
}

/**
 * Refuses a compression that files of that form cannot have.
 * @param said how the form was asked for, e.g. `--install-format esd`
 * @throws ServicingError `usage`
 */
export function checkCompression(form: ImageForm, compression: ImageCompression | undefined, said: string): void {
  if (compression === undefined || (form === 'esd') === (compression === 'recovery')) return;
  throw new ServicingError('usage', `--compression ${compression} does not go with ${said}`, {
    advice: form === 'esd' ? 'An ESD is packed by recovery compression and no other: leave --compression out.'
      : 'Recovery compression makes an ESD: ask for that form, or for none, fast or max.',
  });
}

type OutputOptions = Pick<ServicingRequest, 'outputFormat' | 'installFormat' | 'compression' | 'splitSize' | 'isoLabel' | 'isoBoot'>;

/**
 * Refuses options of the output that contradict each other, or that nothing would come of.
 * @throws ServicingError `usage`
 */
export function checkOutputOptions({ outputFormat, installFormat, compression, splitSize, isoLabel, isoBoot }: OutputOptions): void {
  checkCompression(installFormat, compression, `--install-format ${installFormat}`);
  const isIso = outputFormat.includes('iso');
  if (splitSize !== undefined && installFormat !== 'swm' && !isIso) {
    throw new ServicingError('usage', `--split-size does not go with --install-format ${installFormat}: only swm has parts`, { advice: 'Ask for --install-format swm, or leave --split-size out.' });
  }
  for (const [flag, value] of [['--iso-label', isoLabel], ['--iso-boot', isoBoot]] as const) {
    if (value !== undefined && !isIso) {
      throw new ServicingError('usage', `${flag} is given, and no ISO file is to be made`, { advice: `Add iso to --output-format, or leave ${flag} out.` });
    }
  }
  if (isoLabel !== undefined) checkIsoLabel(isoLabel);
}
