import { architectureWords } from './architecture.js';
import { bootDiskette } from './boot-diskette.js';
import { hiveFile } from './hive-file.js';
import { HiveKey } from './hive-key.js';
import type { ImageTree } from './image-tree.js';
import { makePe } from './pe-file.js';
import { componentVersion, type Release } from './release.js';

/**
 * Puts what a PC starts the media with into its tree: for BIOS (not on ARM), for UEFI, and their El Torito images.
 * @param setup the Setup image, whose boot managers modern media have
 */
export function putBootFiles(media: ImageTree, release: Release, setup: ImageTree): void {
  const version = componentVersion(release);
  const program = (name: string): Buffer => makePe({ name, version });
  const { loader: name, short } = architectureWords();
  const loader = release.modernBoot ? setup.get('Windows/Boot/EFI/bootmgfw.efi').content : program(name);
  media.put('bootmgr.efi', release.modernBoot ? setup.get('Windows/Boot/EFI/bootmgr.efi').content : program('bootmgr.efi'));
  media.put('boot/boot.sdi', ramDisk());
  if (short !== 'arm64') {
    media.put('bootmgr', program('bootmgr.exe'));
    media.put('boot/bcd', bootConfiguration('boot'));
    media.put('boot/etfsboot.com', bootCode());
    media.put('boot/bootsect.exe', program('bootsect.exe'));
  }
  media.put(`efi/boot/${name}`, loader);
  media.put('efi/microsoft/boot/bcd', bootConfiguration('efi'));
  const diskette = (number: number): Buffer => bootDiskette(loader, Number.parseInt(`${release.build}00${number}`, 16));
  media.put('efi/microsoft/boot/efisys.bin', diskette(1));
  media.put('efi/microsoft/boot/efisys_noprompt.bin', diskette(2));
  if (release.modernBoot) putModernFiles(media, setup);
}

/** Fonts of the boot manager, and the list of boot managers that are no longer trusted. */
function putModernFiles(media: ImageTree, setup: ImageTree): void {
  for (const [path, file] of setup.files) {
    const font = /^Windows\/Boot\/Fonts\/([^/]+)$/u.exec(path)?.[1];
    if (font === undefined) continue;
    for (const folder of ['boot/fonts', 'efi/microsoft/boot/fonts']) media.put(`${folder}/${font}`, file.content);
  }
  media.put('efi/microsoft/boot/boot.stl', setup.get('Windows/Boot/EFI/boot.stl').content);
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
