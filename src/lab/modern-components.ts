import { bootDiskette } from './boot-diskette.js';
import { files, windows, type ComponentRow, type FileRow } from './component-rows.js';
import { makePe } from './pe-file.js';
import { coreComponents, installComponents, peComponents } from './windows-components.js';

/** Components of Windows since 2004: boot files with fonts and revocations, .NET Framework 4, the packages of WinPE. */

const fontsOf = (suffix: string): string[] => ['segoe_slboot', 'wgl4_boot'].map((name) => `${name}${suffix}.ttf`);
const texts = (destination: string, text: string, ...names: string[]): FileRow[] => names.map((name) => ({ name, destination, text }));

const bootComponents: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-BootEnvironment-Fonts', files: texts(`${windows}Boot\\Fonts\\`, 'a font of the lab', ...fontsOf('')) },
  { name: 'Microsoft-Windows-BootEnvironment-Revocations', renewed: true, files: texts(`${windows}Boot\\EFI\\`, 'boot managers that are not trusted', 'boot.stl') },
];

/** What the certificate of 2023 signed, beside the files of the one of 2011; in Windows since 2024-04. */
export const certificate2023Components: readonly ComponentRow[] = [
  { name: 'Microsoft-Windows-BootEnvironment-Core-EX', renewed: true, files: files(`${windows}Boot\\EFI_EX\\`, 'bootmgfw_EX.efi', 'bootmgr_EX.efi') },
  { name: 'Microsoft-Windows-BootEnvironment-Fonts-EX', renewed: true, files: texts(`${windows}Boot\\Fonts_EX\\`, 'a font of the lab', ...fontsOf('_EX')) },
  { name: 'Microsoft-Windows-BootEnvironment-DVD-EX', renewed: true, files: ['efisys_EX.bin', 'efisys_noprompt_EX.bin'].map((name, index) => ({
    name, destination: `${windows}Boot\\DVD_EX\\EFI\\en-US\\`,
    content: (version) => bootDiskette(makePe({ name: 'bootmgfw_EX.efi', version }), 0x20230001 + index),
  })) },
];

/** Version of .NET Framework 4 on the media and in the month's update. */
export const dotNet4Versions = { media: '4.0.15806.100', update: '4.0.15806.950' } as const;

/** .NET Framework 4, which only its own cumulative update renews. */
export const dotNet4Components: readonly ComponentRow[] = [
  { name: 'NetFx4-CLR', version: dotNet4Versions.media, token: 'b77a5c561934e089', files: ['clr.dll', 'mscorlib.dll'].map((name) => ({
    name, destination: `${windows}Microsoft.NET\\Framework64\\v4.0.30319\\`,
    versions: { [dotNet4Versions.media]: '4.8.9037.0', [dotNet4Versions.update]: '4.8.9300.0' } })) },
];

/** .NET Framework 3.5: one part that the cumulative update of Windows renews, one that the update of .NET does. */
export const netfx3Components: readonly ComponentRow[] = [
  { name: 'NetFx-Mscorlib', renewed: true, token: 'b77a5c561934e089', files: files(`${windows}Microsoft.NET\\Framework64\\v2.0.50727\\`, 'mscorlib.dll', 'mscorwks.dll') },
];

export const netfx3RuntimeComponents: readonly ComponentRow[] = [
  { name: 'NetFx-SystemWeb', token: 'b03f5f7f11d50a3a', files: files(`${windows}Microsoft.NET\\Framework64\\v2.0.50727\\`, 'System.Web.dll') },
];

/** In each install image. */
export const modernInstallComponents: readonly ComponentRow[] = [
  ...coreComponents, ...bootComponents, ...installComponents.filter((row) => row.name !== 'Microsoft-Windows-Explorer'), ...dotNet4Components,
];

/** Only where there is a desktop. */
export const desktopComponents: readonly ComponentRow[] = installComponents.filter((row) => row.name === 'Microsoft-Windows-Explorer');

/** In each boot image. */
export const modernPeComponents: readonly ComponentRow[] = [...coreComponents, ...bootComponents, ...peComponents];
