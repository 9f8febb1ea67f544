import type { CommandEntry } from './command.js';
import { workspaceTraits } from './shared.js';

/** `report`: the page of a run, made again. */
export const reportCommand: CommandEntry = {
  name: 'report',
  summary: 'Make the report of a run again: a finished, a failed or a killed one, or one under way',
  description: [
    'Every output and the folder of every run that failed has its report already. This makes it anew from result.json; where there is none (yet), from '
    + 'the plan and the journal of the run, as of now. A run under way is only read. An output folder, a run folder or the six characters of a run '
    + 'in the workspace say which run is meant.',
  ],
  fields: ['workspace'],
  fieldTexts: { workspace: 'Workspace of the run; default: the one beside an output in the current folder' },
  options: [
    {
      flag: '[run]', shape: 'path', text: 'Output folder, run folder or six characters of a run; default: the latest run of the workspace', powershell: 'Path',
      parameter: { aliases: ['OutputPath', 'FullName', 'RunId'], position: 0, pipeline: ['value', 'propertyName'], many: true },
    },
    { flag: '--output <file>', shape: 'path', text: 'File to write; default: report.html beside the result, report-<run>.html in the current folder while the run is under way', powershell: 'DestinationPath' },
    { flag: '--open', shape: 'switch', text: 'Show it with the program that this computer opens pages with' },
  ],
  examples: [
    { task: 'Of a finished output, in the browser', line: 'offline-servicing report C:\\refreshed --open' },
    { task: 'How far a run is', line: 'offline-servicing report k3x9qa --workspace D:\\work --output C:\\temp\\run.html' },
  ],
  cmdlet: {
    name: 'Show-OfflineServicingReport',
    synopsis: 'Make the report of a run again and show it in the browser',
    mode: 'json', output: 'Report', impact: 'Low', traits: workspaceTraits,
    parameters: [
      { powershell: 'NoOpen', shape: 'local', text: 'Make the page and do not show it' },
      { powershell: 'PassThru', shape: 'local', text: 'Write an object with the place of the page; otherwise nothing is written' },
    ],
    examples: [
      { task: 'Shows the report of an output.', line: 'Show-OfflineServicingReport C:\\Refreshed' },
      { task: 'Services media and shows what happened.', line: 'Invoke-OfflineServicing D:\\ C:\\Updates C:\\Refreshed | Show-OfflineServicingReport' },
      { task: 'Makes the reports of the runs of a workspace that did not end well, and tells where they are.', line: 'Get-OfflineServicingRun -WorkspacePath D:\\Work | Where-Object Status -ne done | Show-OfflineServicingReport -NoOpen -PassThru' },
    ],
  },
};
