import type { HostInfo } from '../schema/result.js';
import { ServicingError } from '../schema/errors.js';

/**
 * What the opened session tells about this computer, against the Windows that is to be serviced.
 * @param wanted its build
 * @returns warnings
 * @throws ServicingError `permission` when native DISM would refuse for lack of elevation, `preflight` when it cannot
 *   mount on the workspace's volume, or the session is a 32-bit process
 */
export function checkHost(host: HostInfo, wanted: number): string[] {
  if (host.backend !== 'native') return [];
  checkElevation(host);
  if (host.is64Bit === false) {
    throw new ServicingError('preflight', `${host.powershell} is a 32-bit program; DISM of a 64-bit Windows needs a 64-bit one`, {
      advice: 'Name a 64-bit PowerShell with --powershell, or leave the option out.',
    });
  }
  if (host.volume !== undefined) checkVolume(host.volume);
  const build = Number(host.dismVersion.split('.')[2]);
  if (Number.isNaN(build) || build >= wanted) return [];
  return [`DISM here is ${host.dismVersion}, older than the media (build ${wanted}). Servicing may fail: of newer updates an older DISM knows only "An error occurred applying the Unattend.xml file from the .msu package". An ADK's newer module can be named with --dism-path.`];
}

/** @throws ServicingError `permission` when native DISM would refuse for lack of elevation */
export function checkElevation({ backend, elevated }: Pick<HostInfo, 'backend' | 'elevated'>): void {
  if (backend !== 'native' || elevated) return;
  throw new ServicingError('permission', 'DISM needs an elevated session', {
    hresult: '0x800702e4', symbol: 'ERROR_ELEVATION_REQUIRED',
    advice: 'Start the console with "Run as administrator" and run the same command again.',
  });
}

/**
 * Images are mounted on fixed NTFS volumes only: on others DISM fails with 0xc1420134 (not a fixed disk), 0xc142011f (no
 * reparse points) or 0x80070032 (no hard links).
 */
function checkVolume({ format, kind }: NonNullable<HostInfo['volume']>): void {
  if (kind === 'Fixed' && format === 'NTFS') return;
  throw new ServicingError('preflight', `The workspace is on a ${kind.toLowerCase()} ${format} volume, where DISM cannot mount images`, {
    advice: 'Name a folder on a fixed NTFS volume with --workspace, and --output on the same volume.',
  });
}
