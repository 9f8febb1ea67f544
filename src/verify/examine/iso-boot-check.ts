import type { FileTree } from '../../files/file-tree.js';
import type { BootEntry } from '../../media/iso/el-torito.js';
import { IsoImage } from '../../media/iso/iso-image.js';
import type { Architecture } from '../../schema/common.js';
import type { Check } from '../../schema/result.js';

const names = { bios: 'BIOS', uefi: 'UEFI' } as const;
type Platform = keyof typeof names;

/** What media start discs with, by the firmware that does; the order is that in which they are looked for. */
const bootFiles: Readonly<Record<Platform, readonly string[]>> = {
  bios: ['boot/etfsboot.com'],
  uefi: ['efisys', 'efisys_noprompt', 'efisys_ex', 'efisys_noprompt_ex'].map((name) => `efi/microsoft/boot/${name}.bin`),
};

/**
 * Of media that is an ISO file: firmware finds an entry to start from, BIOS (not on ARM64) and UEFI, and which file of the media it
 * points at. Another image than those of the media is told, and no fault: it may start all the same.
 */
export async function isoBootChecks(tree: FileTree, architecture: Architecture): Promise<Check[]> {
  if (!(tree instanceof IsoImage)) return [];
  const said: string[] = [];
  let ok = true;
  for (const platform of architecture === 'arm64' ? ['uefi'] as const : ['bios', 'uefi'] as const) {
    const entry = tree.bootEntries.find((one) => one.platform === platform && one.isBootable && one.isNoEmulation);
    ok &&= entry !== undefined;
    said.push(`${names[platform]}: ${entry === undefined ? 'no entry' : await pointsAt(tree, entry, platform) ?? 'an image that is no file of the media'}`);
  }
  return [{ id: 'boot-entries', title: 'The ISO file can be started from', ok, evidence: said.join('; ') }];
}

async function pointsAt(iso: IsoImage, entry: BootEntry, platform: Platform): Promise<string | undefined> {
  for (const wanted of bootFiles[platform]) {
    const path = await iso.find(wanted);
    if (path === undefined) continue;
    const file = await iso.open(path);
    try {
      const bytes = await iso.bytesAt(entry.offset, file.size).catch(() => undefined);
      if (bytes?.equals(await file.read(0, file.size)) === true) return path;
    } finally {
      await file.close();
    }
  }
  return undefined;
}
