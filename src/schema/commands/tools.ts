import type { CommandEntry } from './command.js';

/** Fields that say which PowerShell and which DISM are meant. */
export const doctorFields = ['backend', 'powershell', 'dismPath'] as const;

/** `doctor`: can this machine service media? */
export const doctorCommand: CommandEntry = {
  name: 'doctor',
  summary: 'Check whether this machine can service media: PowerShell, Dism, elevation, tools',
  description: ['Changes nothing.'],
  fields: doctorFields,
  examples: [
    { task: 'Before the first run', line: 'offline-servicing doctor' },
    { task: 'For a bug report', line: 'offline-servicing doctor --json' },
  ],
};

/** `lab`: media and updates made from nothing, to try the tool without Windows. */
export const labCommand: CommandEntry = {
  name: 'lab',
  summary: 'Make small lab media and lab updates for the rehearsal; nothing in them is Windows',
  description: [],
  options: [
    { flag: '--build <number>', shape: 'count', text: 'Windows build to imitate: 17134, 17763, 19045 or 26100', required: true },
    {
      flag: '--output <folder>', shape: 'path', required: true,
      text: 'Folder to make; gets media/, updates/ and, for 19045 and 26100, repository/, drivers/ and extras/',
    },
    { flag: '--product <product>', shape: 'choice', text: 'Windows for PCs or for servers, where the build is both', choices: ['client', 'server'] },
    { flag: '--architecture <name>', shape: 'choice', text: 'Default x64; x86 up to Windows 10; both others get media/ and updates/ only', choices: ['x64', 'x86', 'arm64'] },
    { flag: '--iso', shape: 'switch', text: 'The media as an ISO file besides, media.iso' },
    { flag: '--revision <number>', shape: 'count', text: 'Update build revision that the media come with, e.g. 1742' },
    { flag: '--separate', shape: 'switch', text: 'Servicing stack and cumulative update in files of their own, as before 2021-02 (19045)' },
    { flag: '--editions <names...>', shape: 'names', text: 'Editions in install.wim, e.g. Core Professional' },
    { flag: '--megabytes <number>', shape: 'count', text: 'Size of the filling in each image' },
  ],
  examples: [
    { task: 'Media and updates of build 17134', line: 'offline-servicing lab --build 17134 --output lab' },
    { task: 'Windows 11 for ARM64, as a folder and as an ISO file', line: 'offline-servicing lab --build 26100 --architecture arm64 --iso --output lab' },
    { task: 'Windows Server 2025', line: 'offline-servicing lab --build 26100 --product server --output lab' },
  ],
};

/** `module-path`: where the PowerShell module lies, for Import-Module. */
export const modulePathCommand: CommandEntry = {
  name: 'module-path',
  summary: 'Print the folder of the PowerShell module of this package',
  description: [],
  examples: [
    { task: 'Where the module is', line: 'offline-servicing module-path' },
    { task: 'Load it, in PowerShell', line: 'Import-Module (offline-servicing module-path)' },
  ],
};

/** `setup-host`: for machines without PowerShell. Windows has one, and a `pwsh` on PATH comes first. */
export const setupHostCommand: CommandEntry = {
  name: 'setup-host',
  summary: 'Build the minimal PowerShell host of this package, for machines that have no PowerShell (.NET SDK 10)',
  description: [],
  examples: [{ task: 'Once after installing the package', line: 'offline-servicing setup-host' }],
};
