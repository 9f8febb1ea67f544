import { disketteImage } from './fat12.js';
import { hiveFile } from './hive-file.js';
import { HiveKey } from './hive-key.js';
import type { ImageTree } from './image-tree.js';
import { makePe } from './pe-file.js';
import { releaseVersion } from './windows-components.js';

/** Puts what a PC starts the media with into its tree: for BIOS, for UEFI, and both El Torito images. */
export function putBootFiles(media: ImageTree): void {
  const loader = makePe({ name: 'bootx64.efi', version: releaseVersion });
  media.put('bootmgr', makePe({ name: 'bootmgr.exe', version: releaseVersion }));
  media.put('bootmgr.efi', makePe({ name: 'bootmgr.efi', version: releaseVersion }));
  media.put('boot/bcd', bootConfiguration('boot'));
  media.put('boot/boot.sdi', ramDisk());
  media.put('boot/etfsboot.com', bootCode());
  media.put('boot/bootsect.exe', makePe({ name: 'bootsect.exe', version: releaseVersion }));
  media.put('efi/boot/bootx64.efi', loader);
  media.put('efi/microsoft/boot/bcd', bootConfiguration('efi'));
  const diskette = (serial: number): Buffer => disketteImage([{ path: 'EFI/BOOT/BOOTX64.EFI', content: loader }], 'EFISECTOR', serial);
  media.put('efi/microsoft/boot/efisys.bin', diskette(0x17134001));
  media.put('efi/microsoft/boot/efisys_noprompt.bin', diskette(0x17134002));
}

/** A boot configuration store with a boot manager and one loader that starts `sources\boot.wim`. */
function bootConfiguration(firmware: 'boot' | 'efi'): Buffer {
  const root = new HiveKey('NewStoreRoot');
  root.key('Description').set('KeyName', 'BCD00000000').set('System', 1).set('TreatAsSystem', 1);
  const object = (id: string, type: number): HiveKey => {
    const key = root.key(`Objects\\${id}`);
    key.key('Description').set('Type', type);
    return key;
  };
  const loader = '{7619dcc9-fafe-11d9-b411-000476eba25f}';
  const element = (key: HiveKey, id: string): HiveKey => key.key(`Elements\\${id}`);
  const manager = object('{9dea862c-5cdd-4e70-acc1-f32b344d4795}', 0x10100002);
  element(manager, '24000001').set('Element', loader, 'REG_MULTI_SZ');
  element(manager, '23000003').set('Element', loader);
  element(manager, '25000004').setData('Element', 'REG_BINARY', Buffer.from([30, 0, 0, 0, 0, 0, 0, 0]));
  const windows = object(loader, 0x10200003);
  element(windows, '12000002').set('Element', `\\windows\\system32\\boot\\winload.${firmware === 'efi' ? 'efi' : 'exe'}`);
  element(windows, '12000004').set('Element', 'Windows Setup');
  element(windows, '22000002').set('Element', '\\windows');
  element(windows, '26000022').setData('Element', 'REG_BINARY', Buffer.from([1]));
  return hiveFile(root, `\\${firmware}\\bcd`);
}

/** The head of a system deployment image with nothing in it. */
function ramDisk(): Buffer {
  const bytes = Buffer.alloc(8192);
  bytes.write('$SDI0001', 0, 'latin1');
  return bytes;
}

/** Four sectors of El Torito code for BIOS: prints one line and stops. */
function bootCode(): Buffer {
  const bytes = Buffer.alloc(4096);
  // xor ax,ax; mov ds,ax; mov si,7c20h; lodsb; test al,al; jz +6; mov ah,0eh; int 10h; jmp -12; hlt; jmp -3
  Buffer.from('31c08ed8be207cac84c07406b40ecd10ebf5f4ebfd', 'hex').copy(bytes, 0);
  bytes.write('This is rehearsal media of offline-servicing: there is no Windows on it.\r\n\0', 0x20, 'latin1');
  bytes.writeUInt16LE(0xaa55, 510);
  return bytes;
}
