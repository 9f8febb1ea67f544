import { disketteImage } from './fat12.js';

/** The El Torito image for UEFI on PCs (`efisys.bin`): a diskette with one boot manager. */
export function bootDiskette(loader: Buffer, serial: number): Buffer {
  return disketteImage([{ path: 'EFI/BOOT/BOOTX64.EFI', content: loader }], 'EFISECTOR', serial);
}
