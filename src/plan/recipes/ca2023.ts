import { formatBuild } from '../../schema/common.js';
import { ServicingError } from '../../schema/errors.js';
import type { MediaInfo } from '../../schema/media.js';
import type { UpdateInfo } from '../../schema/update.js';
import { updateName } from '../choose/update-choice.js';
import type { Generation } from './generations.js';

/**
 * Boot files signed by Windows UEFI CA 2023 are in the boot images already, or in cumulative updates since April 2024
 * (C10). Known before anything is mounted.
 * @throws ServicingError `preflight`
 */
export function checkCa2023(media: MediaInfo, { ca2023Ubr, name }: Generation, cumulative: UpdateInfo): void {
  const brings = cumulative.resultBuild;
  if (ca2023Ubr !== undefined && brings !== undefined && brings.ubr >= ca2023Ubr) return;
  if (media.boot.images.every((image) => image.has?.ca2023 === true)) return;
  throw new ServicingError('preflight', 'The boot images will have no boot files signed by Windows UEFI CA 2023', {
    details: [`${updateName(cumulative)} brings build ${brings === undefined ? 'unknown' : formatBuild(brings)}; ${ca2023Ubr === undefined
      ? `no cumulative update for ${name} has them` : `the first one with them is ${brings?.build ?? media.build}.${ca2023Ubr} (April 2024)`}`,
    'boot.wim has no files of that CA (Windows/Boot/EFI_EX)'],
    advice: 'Add a later cumulative update, or leave --ca2023 out.',
  });
}
