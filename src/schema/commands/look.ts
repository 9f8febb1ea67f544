import { mediaTraits } from '../parameter.js';
import type { CommandOption } from '../parameter.js';
import type { CommandEntry } from './command.js';
import { literalMedia } from './shared.js';

const mediaArgument: CommandOption = {
  flag: '<path>', shape: 'path', required: true, powershell: 'MediaPath', parameter: mediaTraits,
  text: 'Folder or .iso file with the media; or a .wim, .esd or .swm file by itself, of a split WIM its first part',
};
const mediaSets = { Path: { mandatory: ['MediaPath'] }, LiteralPath: { mandatory: ['LiteralPath'] } };

/** `inspect`: what the media is. */
export const inspectCommand: CommandEntry = {
  name: 'inspect',
  summary: 'Show the images of Windows installation media: editions, builds, packages',
  description: ['Reads headers, metadata and registry hives straight out of the WIM files, in an ISO file too: nothing is mounted or unpacked, neither DISM nor elevation is needed.'],
  options: [mediaArgument],
  examples: [
    { task: 'Look at an ISO file', line: 'offline-servicing inspect C:\\windows.iso' },
    { task: 'Images of a file by itself', line: 'offline-servicing inspect C:\\install.wim' },
    { task: 'Names of all editions, for a script', line: 'offline-servicing inspect E:\\ --json | jq -r ".install.images[].name"' },
  ],
  cmdlet: {
    name: 'Get-OfflineServicingMedia', mode: 'json', output: 'Media', parameters: [literalMedia('')], sets: mediaSets,
    examples: [
      { task: 'What the media on drive E: is.', line: 'Get-OfflineServicingMedia E:\\' },
      { task: 'Its editions with their builds.', line: '(Get-OfflineServicingMedia E:\\).Images' },
      { task: 'Builds in all ISO files of a folder.', line: 'Get-ChildItem C:\\Media\\*.iso | Get-OfflineServicingMedia | Select-Object MediaPath, Build, Architecture' },
      { task: 'An inventory of all media below a folder, for a spreadsheet.', line: 'Get-ChildItem C:\\Media -Directory | Get-OfflineServicingMedia | Select-Object MediaPath, Build, Architecture, Size | Export-Csv media.csv -NoTypeInformation' },
    ],
  },
};

/** `verify`: whether media belongs together and will do its work, whoever made it. */
export const verifyCommand: CommandEntry = {
  name: 'verify',
  summary: 'Examine finished media without DISM, and say for which uses it is fit',
  description: [
    'Opens every image of the media again, unpacks and compares every content, looks whether the images belong together, and gives a '
    + 'verdict for each way of using it: boot, upgrade, deployment, recovery. Whoever made the media, nothing in it is changed.',
  ],
  options: [mediaArgument],
  examples: [
    { task: 'An ISO file that somebody handed on', line: 'offline-servicing verify C:\\windows.iso' },
    { task: 'Media that somebody handed on', line: 'offline-servicing verify D:\\' },
    { task: 'In a script: exit code 5 where a check failed', line: 'offline-servicing verify C:\\refreshed\\media --json' },
  ],
  cmdlet: {
    name: 'Test-OfflineServicingMedia', mode: 'json', output: 'MediaTest', sets: mediaSets,
    parameters: [literalMedia(''), { powershell: 'Quiet', shape: 'local', text: 'Answer with $true or $false alone: whether every check passed' }],
    notes: ['A check that fails is part of the answer and no error.'],
    examples: [
      { task: 'For what the media on drive D: is fit.', line: 'Test-OfflineServicingMedia D:\\' },
      { task: 'The checks that failed, with what was seen.', line: '(Test-OfflineServicingMedia D:\\).Checks | Where-Object Passed -eq $false' },
      { task: 'A condition in a script.', line: 'if (-not (Test-OfflineServicingMedia C:\\Refreshed\\media -Quiet)) { throw \'The media is not fit for use.\' }' },
    ],
  },
};

/** `diff`: what changed from one media to another. */
export const diffCommand: CommandEntry = {
  name: 'diff',
  summary: 'Compare two media: images, packages, features, drivers, WinRE, files, sizes',
  description: [
    'Says how B differs from A: last month\'s media and this one\'s, the original and what was made of it, media from two sources. Each is a folder or an ISO '
    + 'file with media, a .wim, .esd or .swm file by itself, an output of this program, or a result.json. Images belong together by name and edition, files '
    + 'are compared by content whatever their times. Nothing is mounted, unpacked or changed.',
  ],
  options: [
    {
      flag: '<a>', shape: 'path', required: true, powershell: 'ReferencePath', text: 'What it is compared with: media, a file with images, an output or a result.json',
      parameter: { position: 0 },
    },
    {
      flag: '<b>', shape: 'path', required: true, powershell: 'DifferencePath', text: 'What is compared: media, a file with images, an output or a result.json',
      parameter: { aliases: ['MediaPath', 'Path', 'FullName'], position: 1, pipeline: ['value', 'propertyName'] },
    },
    { flag: '--html <file>', shape: 'path', powershell: 'HtmlPath', text: 'Write the comparison as a page, too; a file that is there is replaced' },
    { flag: '--all', shape: 'switch', text: 'Show every package and file, however many there are' },
  ],
  examples: [
    { task: 'What changed since last month', line: 'offline-servicing diff D:\\media\\2026-10 D:\\media\\2026-11' },
    { task: 'What a run did to the media, as a page', line: 'offline-servicing diff E:\\ C:\\refreshed --html C:\\temp\\diff.html' },
    { task: 'In a script: whether anything differs', line: 'offline-servicing diff a.iso b.iso --json | jq .same' },
  ],
  cmdlet: {
    name: 'Compare-OfflineServicingMedia', mode: 'json', output: 'MediaDifference',
    sets: { Path: { mandatory: ['ReferencePath', 'DifferencePath'] } },
    notes: ['Values of -ReferencePath are in the property Reference of what it finds, those of -DifferencePath in Difference.'],
    examples: [
      { task: 'What changed since last month.', line: 'Compare-OfflineServicingMedia D:\\Media\\2026-10 D:\\Media\\2026-11' },
      { task: 'Which packages the editions of this month have more.', line: '(Compare-OfflineServicingMedia D:\\Media\\2026-10 D:\\Media\\2026-11).Images | Select-Object Name, PackagesAdded' },
      { task: 'What each run of a pipeline did to the media, as pages.', line: 'Invoke-OfflineServicing D:\\ C:\\Updates C:\\Refreshed | Compare-OfflineServicingMedia -ReferencePath D:\\ -HtmlPath C:\\Refreshed.html' },
    ],
  },
};

/** `updates`: what update files are. */
export const updatesCommand: CommandEntry = {
  name: 'updates',
  summary: 'Show what update files are: kind, identity, build they bring, what they need',
  description: ['Opens MSU and CAB files in place and tells from their content what they are; a file\'s name is only the last resort. Damaged downloads are found out.'],
  options: [{
    flag: '<paths...>', shape: 'paths', text: 'Update files (.msu, .cab) or folders that hold them', required: true, powershell: 'UpdatePath',
    parameter: { aliases: ['Path', 'FullName'], position: 0, pipeline: ['value', 'propertyName'], wildcards: true },
  }],
  examples: [
    { task: 'Look at a folder of downloads', line: 'offline-servicing updates C:\\updates' },
    { task: 'Find damaged downloads', line: 'offline-servicing updates C:\\updates --json | jq ".updates[] | select(.nameDigest==\\"mismatch\\") | .file"' },
  ],
  cmdlet: {
    name: 'Get-OfflineServicingUpdate', mode: 'json', output: 'Update',
    parameters: [{
      powershell: 'LiteralPath', flag: '', shape: 'literal', text: 'Update files or folders by their exact paths: no character is a wildcard',
      parameter: { aliases: ['LP'], pipeline: ['propertyName'] },
    }],
    sets: { Path: { mandatory: ['UpdatePath'] }, LiteralPath: { mandatory: ['LiteralPath'] } },
    examples: [
      { task: 'What lies in a folder of downloads.', line: 'Get-OfflineServicingUpdate C:\\Updates' },
      { task: 'Files whose content is not what the catalog\'s name promises.', line: 'Get-OfflineServicingUpdate C:\\Updates | Where-Object NameDigest -eq mismatch' },
      { task: 'Cumulative updates by the build that they bring.', line: 'Get-ChildItem C:\\Updates -Recurse -Include *.msu, *.cab | Get-OfflineServicingUpdate | Where-Object Kind -in cumulative, combined | Sort-Object ResultBuild' },
    ],
  },
};

/** `explain`: cause and cure of an error of DISM. */
export const explainCommand: CommandEntry = {
  name: 'explain',
  summary: 'Explain an error code of DISM or Windows servicing: what it means, why it comes, what to do',
  description: ['Looks up the catalogue of errors that is part of this tool; nothing is asked of the network.'],
  options: [{
    flag: '[code]', shape: 'code', powershell: 'Code',
    text: 'HRESULT (0x800f081e), exit code of this program or of dism.exe, symbol, or a line of a log in quotes; default: all of the catalogue',
    parameter: { aliases: ['HResult', 'ErrorCode'], position: 0, pipeline: ['value', 'propertyName'], many: true, completer: 'errorCode' },
  }],
  examples: [
    { task: 'A code from a log', line: 'offline-servicing explain 0x800f0823' },
    { task: 'The exit code of dism.exe', line: 'offline-servicing explain -2146498530' },
    { task: 'The exit code of this program', line: 'offline-servicing explain 4' },
  ],
  cmdlet: {
    name: 'Get-OfflineServicingError', mode: 'json', output: 'ErrorEntry',
    examples: [
      { task: 'What a code from a log means.', line: 'Get-OfflineServicingError 0x800f0823' },
      { task: 'The advice for the last error of this session.', line: '($Error[0].Exception.HResult | Get-OfflineServicingError).Advice' },
      { task: 'Every code in a log, each once.', line: 'Select-String -Path dism.log -Pattern 0x800f[0-9a-f]{4} | ForEach-Object { $_.Matches.Value } | Sort-Object -Unique | Get-OfflineServicingError' },
    ],
  },
};
