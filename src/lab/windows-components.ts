import type { Component, ComponentFile } from './component.js';
import { componentFolder } from './identity.js';
import { makePe } from './pe-file.js';
import { labTimes } from './times.js';

/** Where the lab's Windows components go, and which of them the updates of 2018-07 renew. */
export interface ComponentRow {
  name: string;
  files: readonly FileRow[];
  /** The cumulative update brings it. */
  renewed?: boolean;
  language?: string;
  token?: string;
}

export interface FileRow {
  name: string;
  destination: string;
  /** Bytes of filling; default 8192. */
  filling?: number;
  /** Text files have no version; what stands here is followed by the component's version. */
  text?: string;
  /** File version that is not the component's, by component version. */
  versions?: Readonly<Record<string, string>>;
}

export const releaseVersion = '10.0.17134.1';
export const servicingStackVersion = '10.0.17134.164';
const cumulativeVersion = '10.0.17134.165';

const system32 = '$(runtime.system32)\\';
const windows = '$(runtime.windows)\\';
const bootDrive = '$(runtime.bootDrive)\\';

const files = (destination: string, ...names: string[]): FileRow[] => names.map((name) => ({ name, destination }));

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

/** Renewed by the Flash update only. */
export const flashComponents: readonly ComponentRow[] = [
  { name: 'Adobe-Flash-For-Windows', files: ['Flash.ocx', 'FlashUtil_ActiveX.exe'].map((name) => ({
    name, destination: `${system32}Macromed\\Flash\\`, versions: { [releaseVersion]: '29.0.0.113', '10.0.17134.137': '30.0.0.134' } })) },
];
export const flashVersion = '10.0.17134.137';

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

export const recoveryComponents: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-WinRE-RecoveryTools', renewed: true, files: files(`${bootDrive}sources\\recovery\\`, 'RecEnv.exe', 'StartRep.exe') },
  { name: 'Microsoft-Windows-WinRE-Rejuvenation', files: files(`${bootDrive}sources\\recovery\\`, 'sysreset.exe') },
];

export const netfx3Components: readonly ComponentRow[] = [
  { name: 'NetFx-Mscorlib', renewed: true, token: 'b77a5c561934e089', files: ['mscorlib.dll', 'mscorwks.dll'].map((name) => ({
    name, destination: `${windows}Microsoft.NET\\Framework64\\v2.0.50727\\`,
    versions: { [releaseVersion]: '2.0.50727.8922', [cumulativeVersion]: '2.0.50727.8940' } })) },
];

const stackFiles: readonly FileRow[] = files(`${windows}servicing\\`, 'TrustedInstaller.exe', 'CbsApi.dll', 'CbsCore.dll', 'wcp.dll', 'TiWorker.exe');

/** The servicing stack at a version; it also writes its version into the hive. */
export function servicingStack(version: string, time: Date): Component {
  const row: ComponentRow = { name: 'Microsoft-Windows-ServicingStack', files: stackFiles };
  const component = componentOf(row, version, time);
  return { ...component, registry: [{
    key: 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Version', name: version, type: 'REG_EXPAND_SZ',
    value: `%SystemRoot%\\WinSxS\\${componentFolder(component.identity)}`,
  }] };
}

/** The component that carries the update build revision, the last field of its version. */
export function revisionComponent(version: string): Component {
  const revision = Number(version.split('.').at(-1));
  return {
    identity: { name: 'Microsoft-Windows-Update-Revision', version }, files: [],
    registry: [{
      key: 'Microsoft\\Windows NT\\CurrentVersion', name: 'UBR', type: 'REG_DWORD',
      value: `0x${revision.toString(16).padStart(8, '0')}`,
    }],
  };
}

/** A row of the tables above at a version. */
export function componentOf(row: ComponentRow, version: string = releaseVersion, time: Date = labTimes.release): Component {
  return {
    identity: {
      name: row.name, version, ...(row.language === undefined ? {} : { language: row.language }),
      ...(row.token === undefined ? {} : { token: row.token }),
    },
    files: row.files.map((file) => fileOf(file, version, time)), registry: [],
  };
}

function fileOf(file: FileRow, version: string, time: Date): ComponentFile {
  const content = file.text === undefined
    ? makePe({ name: file.name, version: file.versions?.[version] ?? version, filling: file.filling ?? 8192 })
    : Buffer.from(`${file.text}\r\nrem ${version}\r\n`, 'latin1');
  return { name: file.name, destination: file.destination, content, time };
}
