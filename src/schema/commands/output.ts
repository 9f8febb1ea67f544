import type { CommandOption } from '../parameter.js';
import type { CommandEntry } from './command.js';

const force: CommandOption = { flag: '--force', shape: 'switch', text: 'Replace the file where there is one', powershell: 'Force' };
const source: CommandOption = {
  flag: '<source>', shape: 'path', required: true, powershell: 'ImagePath', parameter: { aliases: ['Path', 'FullName'], position: 0, pipeline: ['value', 'propertyName'] },
  text: 'WIM, ESD, first part of a split WIM, folder with media or ISO file',
};
const splitTexts = { splitSize: 'Size of the parts in MB of 1,048,576 bytes; default: 3800' } as const;
/** How to reach DISM. */
const dism = ['backend', 'powershell', 'dismPath', 'timeouts'] as const;
const outputAt = { position: 1, pipeline: ['propertyName'] } as const;

/** `iso`: a bootable ISO file of any media. */
export const isoCommand: CommandEntry = {
  name: 'iso',
  summary: 'Make a bootable ISO file of Windows installation media, and read it back',
  description: [
    'It starts by BIOS and by UEFI. Oscdimg of the Windows ADK writes it, elsewhere genisoimage or xorriso; then every file in it is compared '
    + 'with the media, and its boot entries with the boot files. Neither DISM nor elevation is needed.',
  ],
  fields: ['isoLabel', 'isoBoot', 'ca2023'],
  fieldTexts: { ca2023: 'Start by the boot files signed by Windows UEFI CA 2023, which media made with this option has' },
  options: [
    { flag: '<media>', shape: 'path', required: true, powershell: 'MediaPath', parameter: { aliases: ['Path', 'FullName'], position: 0, pipeline: ['value', 'propertyName'] }, text: 'Folder with the media, or an ISO file' },
    { flag: '--output <file>', shape: 'path', required: true, powershell: 'OutputPath', parameter: outputAt, text: 'ISO file to make' },
    force,
  ],
  runs: true,
  examples: [
    { task: 'Of media that was refreshed', line: 'offline-servicing iso C:\\refreshed\\media --output C:\\windows.iso' },
    { task: 'Without "Press any key", under a name of your own', line: 'offline-servicing iso D:\\ --output C:\\windows.iso --iso-boot noprompt --iso-label WIN11_NOV' },
  ],
  cmdlet: {
    name: 'New-OfflineServicingIso', mode: 'run', output: 'IsoFile', impact: 'Low',
    examples: [
      { task: 'A bootable ISO file of media that was refreshed.', line: 'New-OfflineServicingIso C:\\Refreshed\\media C:\\windows.iso' },
      { task: 'One that starts without a key, under a label of your own.', line: 'New-OfflineServicingIso D:\\ C:\\windows.iso -IsoBoot noprompt -IsoLabel WIN11_NOV' },
      { task: 'Of the newest result.', line: 'Invoke-OfflineServicing D:\\ C:\\Updates C:\\Refreshed | New-OfflineServicingIso -OutputPath C:\\windows.iso -Force' },
    ],
  },
};

/** `export`: images into a file of their own. */
export const exportCommand: CommandEntry = {
  name: 'export',
  summary: 'Export images of a WIM, an ESD or of media into a file of their own, in another form or compression',
  description: [
    'The form goes by the ending of the output unless it is named: .wim, .esd, or .swm for the first of several parts. All images are taken '
    + 'unless some are named, and what was made is compared with the source file by file.',
  ],
  fields: ['edition', 'compression', 'splitSize', ...dism],
  fieldTexts: {
    edition: 'Images to take, by EditionID, image name or index, * and ? allowed; default: all',
    compression: 'Compression; an ESD has recovery and no other; default: max, of an ESD recovery', ...splitTexts,
  },
  options: [
    source,
    { flag: '--output <file>', shape: 'path', required: true, powershell: 'OutputPath', parameter: outputAt, text: 'File to make, or its first part' },
    { flag: '--index <numbers...>', shape: 'names', powershell: 'Index', parameter: { aliases: ['ImageIndex'] }, text: 'Images to take, by their index' },
    { flag: '--form <form>', shape: 'choice', choices: ['wim', 'esd', 'swm'], powershell: 'Form', text: 'Form of the file; default: by the ending of its name' },
    force,
  ],
  runs: true,
  examples: [
    { task: 'One edition of an ISO file as an ESD', line: 'offline-servicing export C:\\windows.iso --edition Professional --output C:\\pro.esd' },
    { task: 'An ESD as a WIM that DISM can mount', line: 'offline-servicing export D:\\sources\\install.esd --output C:\\install.wim' },
    { task: 'Uncompressed, for quick mounts', line: 'offline-servicing export D:\\ --index 6 --output C:\\work.wim --compression none' },
  ],
  cmdlet: {
    name: 'Export-OfflineServicingImage', mode: 'run', output: 'ImageFile', impact: 'Low',
    examples: [
      { task: 'One edition of an ISO file as an ESD.', line: 'Export-OfflineServicingImage C:\\windows.iso C:\\pro.esd -Edition Professional' },
      { task: 'An ESD as a WIM that DISM can mount.', line: 'Export-OfflineServicingImage D:\\sources\\install.esd C:\\install.wim' },
      { task: 'Two images, uncompressed, for quick mounts.', line: 'Export-OfflineServicingImage D:\\ C:\\work.wim -Index 1, 6 -Compression none' },
    ],
  },
};

/** `split`: a WIM into parts. */
export const splitCommand: CommandEntry = {
  name: 'split',
  summary: 'Split a WIM into parts for disks with FAT32, where no file has 4 GiB',
  description: ['Setup installs from sources\\install.swm and its further parts as from install.wim. An ESD is not split but exported with the ending .swm.'],
  fields: [...dism],
  options: [
    source,
    { flag: '--output <file>', shape: 'path', required: true, powershell: 'OutputPath', parameter: outputAt, text: 'First part, e.g. install.swm; the others are install2.swm and so on' },
    { flag: '--size <megabytes>', shape: 'count', powershell: 'Size', parameter: { aliases: ['FileSize'] }, text: 'Size of the parts in MB of 1,048,576 bytes; default: 3800' },
    force,
  ],
  runs: true,
  examples: [
    { task: 'For a USB stick', line: 'offline-servicing split C:\\refreshed\\media\\sources\\install.wim --output E:\\sources\\install.swm' },
    { task: 'In parts of 2 GB', line: 'offline-servicing split C:\\install.wim --output C:\\parts\\install.swm --size 2000' },
  ],
  cmdlet: {
    name: 'Split-OfflineServicingImage', mode: 'run', output: 'ImageFile', impact: 'Low',
    examples: [
      { task: 'For a USB stick with FAT32.', line: 'Split-OfflineServicingImage C:\\Refreshed\\media\\sources\\install.wim E:\\sources\\install.swm' },
      { task: 'The install images of an ISO file, in parts; what would be done.', line: 'Split-OfflineServicingImage C:\\windows.iso C:\\Parts\\install.swm -WhatIf' },
      { task: 'In parts of 2 GB; the files that were made.', line: '(Split-OfflineServicingImage C:\\install.wim C:\\Parts\\install.swm -Size 2000).Files' },
    ],
  },
};
