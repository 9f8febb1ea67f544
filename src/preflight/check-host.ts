import type { MediaInfo } from '../schema/media.js';
import type { HostInfo } from '../schema/result.js';
import { ServicingError } from '../schema/errors.js';

/**
 * What the opened session tells about this computer, against the media.
 * @returns warnings
 * @throws ServicingError `permission` when native DISM would refuse for lack of elevation.
 */
export function checkHost(host: HostInfo, media: MediaInfo): string[] {
  if (host.backend !== 'native') return [];
  if (!host.elevated) {
    throw new ServicingError('permission', 'DISM needs an elevated session', {
      hresult: '0x800702e4', symbol: 'ERROR_ELEVATION_REQUIRED',
      advice: 'Start the console with "Run as administrator" and run the same command again.',
    });
  }
  const build = Number(host.dismVersion.split('.')[2]);
  if (Number.isNaN(build) || build >= media.build) return [];
  return [`DISM here is ${host.dismVersion}, older than the media (build ${media.build}). Servicing may fail; an ADK's newer module can be named with --dism-path.`];
}
