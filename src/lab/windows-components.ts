import { bootDrive, files, system32, windows, type ComponentRow } from './component-rows.js';

/** Version of the packages of Windows 10 1803, the generation that the lab makes unless it is told otherwise. */
export const releaseVersion = '10.0.17134.1';

/** In install images and in boot images. */
export const coreComponents: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-OS-Kernel', renewed: true, files: [{ name: 'ntoskrnl.exe', destination: system32, filling: 65_536 }] },
  { name: 'Microsoft-Windows-NTDLL', renewed: true, files: files(system32, 'ntdll.dll') },
  { name: 'Microsoft-Windows-Kernel32', renewed: true, files: files(system32, 'kernel32.dll') },
  { name: 'Microsoft-Windows-HAL', files: files(system32, 'hal.dll') },
  { name: 'Microsoft-Windows-BootEnvironment-Core', renewed: true, files: [
    ...files(`${windows}Boot\\EFI\\`, 'bootmgfw.efi', 'bootmgr.efi'), ...files(`${system32}Boot\\`, 'winload.exe', 'winload.efi')] },
  { name: 'Microsoft-Windows-Deployment-Image-Servicing', renewed: true, files: [
    ...files(system32, 'dism.exe', 'dismapi.dll', 'dismcore.dll', 'dismcoreps.dll', 'dismhost.exe', 'dismprov.dll'),
    ...files(`${system32}Dism\\`, 'CbsProvider.dll', 'WimProvider.dll', 'OSProvider.dll')] },
  { name: 'Microsoft-Windows-ServicingStack-Shim', renewed: true, files: files(system32, 'ssshim.dll') },
  { name: 'Microsoft-Windows-Setup-Logging', renewed: true, files: files(system32, 'wdscore.dll') },
  { name: 'Microsoft-Windows-Setup-Logging.Resources', renewed: true, language: 'en-US',
    files: files(`${system32}en-US\\`, 'wdscore.dll.mui') },
  { name: 'Microsoft-Windows-Imaging', renewed: true, files: files(system32, 'wimgapi.dll') },
  { name: 'Microsoft-Windows-Setup-Utility', renewed: true, files: files(system32, 'WdsUtil.dll') },
  { name: 'Microsoft-Windows-Setup-Component', renewed: true, files: [
    { name: 'setup.exe', destination: system32, filling: 16_384 }, ...files(system32, 'spwizeng.dll', 'winsetup.dll')] },
  { name: 'Microsoft-Windows-UnattendBase', files: files(system32, 'unbcl.dll') },
  { name: 'Microsoft-Windows-OfflineRegistry', files: files(system32, 'offreg.dll') },
  { name: 'Microsoft-Windows-Setup-Diagnostics', files: files(system32, 'diager.dll') },
  { name: 'Microsoft-Windows-Migration-Network', renewed: true, files: files(`${system32}migration\\`, 'netmigplugin.dll') },
  { name: 'Microsoft-Windows-Migration-Shell', files: files(`${system32}migration\\`, 'shmig.dll') },
  { name: 'Microsoft-Windows-Migration-Manifests', renewed: true, files: [
    { name: 'networking-mpssvc-svc-dl.man', destination: `${system32}migwiz\\dlmanifests\\`, text: 'downlevel manifest' },
    { name: 'shared-dl.man', destination: `${system32}dlmanifests\\`, text: 'downlevel manifest' }] },
];

/** Only in install images. */
export const installComponents: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-Explorer', renewed: true, files: [{ name: 'explorer.exe', destination: windows, filling: 32_768 }] },
  { name: 'Microsoft-Windows-Notepad', files: files(system32, 'notepad.exe') },
  { name: 'Microsoft-Windows-RecoveryAgent', files: files(system32, 'reagentc.exe') },
  { name: 'Microsoft-Windows-DVD-Boot', files: files(`${windows}Boot\\DVD\\EFI\\`, 'cdboot.efi') },
  { name: 'Microsoft-Windows-Hosts', files: [{ name: 'hosts', destination: `${system32}drivers\\etc\\`, text: '127.0.0.1 localhost' }] },
];

/** In Windows PE, and so in Setup and the recovery environment. */
export const peComponents: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-WinPE-Shell', renewed: true, files: files(system32, 'winpeshl.exe', 'wpeutil.exe') },
  { name: 'Microsoft-Windows-WinPE-Init', files: [...files(system32, 'wpeinit.exe'),
    { name: 'startnet.cmd', destination: system32, text: '@rem wpeinit' }] },
];

/** The Setup image: what Windows Setup starts, and the program at the root, which is another one. */
export const setupComponents: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-WinPE-Setup', renewed: true, files: [
    { name: 'setup.exe', destination: `${bootDrive}sources\\`, filling: 24_576 }, ...files(`${bootDrive}sources\\`, 'w32uires.dll')] },
  { name: 'Microsoft-Windows-WinPE-Setup-Launcher', files: files(bootDrive, 'setup.exe') },
];

/** Only in the recovery environment. */
export const recoveryComponents: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-WinRE-RecoveryTools', renewed: true, files: files(`${bootDrive}sources\\recovery\\`, 'RecEnv.exe', 'StartRep.exe') },
  { name: 'Microsoft-Windows-WinRE-Rejuvenation', files: files(`${bootDrive}sources\\recovery\\`, 'sysreset.exe') },
];
