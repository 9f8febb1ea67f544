import { findIsoWriter } from '../output/find-iso-writer.js';
import { writeIso } from '../output/write-iso.js';
import { architectureWords } from './architecture.js';
import type { Release } from './release.js';

/**
 * Writes media of the lab into an ISO file with the boot entries of the vendor's media. Its bytes are not the same twice: the
 * program notes the time.
 * @throws ServicingError `preflight` where no program for it is installed, `servicing` with what it said, `disk-space`, `cancelled`
 */
export async function makeLabIso(root: string, iso: string, { build }: Pick<Release, 'build'>, signal: AbortSignal | undefined): Promise<void> {
  const { short } = architectureWords();
  await writeIso(await findIsoWriter(), {
    root, output: iso, label: `LAB_${build}_${short.toUpperCase()}FRE_EN-US`, efi: 'efi/microsoft/boot/efisys.bin',
    ...(short === 'arm64' ? {} : { bios: 'boot/etfsboot.com' }),
  }, { signal });
}
