import type { CommandEntry } from './command.js';
import { workspaceFields, workspaceTexts, workspaceTraits, yesOption } from './shared.js';

const workspaceNote = 'The workspace is named by itself, or by the output that it lies beside unless told otherwise.';

/** `resume`: the same request again; what the earlier run has finished is not done twice. */
export const resumeCommand: CommandEntry = {
  name: 'resume',
  summary: 'Go on with a run that was killed, interrupted or failed',
  description: [
    'Starts the request of an earlier run again. What that run had finished is taken from the kept results; mounts that it left are '
    + `discarded first. ${workspaceNote}`,
  ],
  fields: workspaceFields,
  fieldTexts: workspaceTexts,
  options: [
    {
      flag: '[run]', shape: 'names', text: 'Six characters of the run; default: the latest that did not end well', powershell: 'RunId',
      parameter: { aliases: ['Id'], position: 0, pipeline: ['value', 'propertyName'], many: true, completer: 'run' },
    },
    yesOption,
  ],
  runs: true,
  examples: [
    { task: 'After a power cut', line: 'offline-servicing resume --output C:\\refreshed' },
    { task: 'One of several', line: 'offline-servicing resume k3x9qa --workspace D:\\work' },
  ],
  cmdlet: {
    name: 'Resume-OfflineServicing', mode: 'run', output: 'Result', impact: 'Medium', traits: workspaceTraits,
    examples: [
      { task: 'Goes on with the latest run to C:\\Refreshed that did not end well, e.g. after a power cut.', line: 'Resume-OfflineServicing -OutputPath C:\\Refreshed' },
      { task: 'Goes on with one of several runs of a workspace.', line: 'Resume-OfflineServicing k3x9qa -WorkspacePath D:\\Work' },
      { task: 'Goes on with every run of a workspace that was killed.', line: 'Get-OfflineServicingRun -WorkspacePath D:\\Work | Where-Object Status -eq killed | Resume-OfflineServicing -Confirm:$false' },
    ],
  },
};

/** `runs`: what a workspace knows of earlier runs. */
export const runsCommand: CommandEntry = {
  name: 'runs',
  summary: 'List the runs of a workspace: the one under way, and those that left a folder',
  description: [
    `Lists run folders, the newest first: those that failed, were interrupted or killed, and those that were kept on request. ${workspaceNote} Changes nothing.`,
  ],
  fields: ['output', 'workspace'],
  fieldTexts: workspaceTexts,
  options: [{
    flag: '[run]', shape: 'names', text: 'Six characters of one run; default: all', powershell: 'RunId',
    parameter: { aliases: ['Id'], position: 0, many: true, completer: 'run' },
  }],
  examples: [
    { task: 'Runs of an output', line: 'offline-servicing runs --output C:\\refreshed' },
    {
      task: 'Ids of those that can be resumed',
      line: 'offline-servicing runs --workspace D:\\work --json | jq -r ".runs[] | select(.status!=\\"done\\") | .id"',
    },
  ],
  cmdlet: {
    name: 'Get-OfflineServicingRun', mode: 'json', output: 'Run', traits: { ...workspaceTraits, output: { pipeline: ['propertyName'] } },
    examples: [
      { task: 'The runs of the workspace beside an output.', line: 'Get-OfflineServicingRun -OutputPath C:\\Refreshed' },
      { task: 'Everything that is known of one run.', line: 'Get-OfflineServicingRun k3x9qa -WorkspacePath D:\\Work | Format-List *' },
      { task: 'Runs of the last week that did not end well.', line: 'Get-OfflineServicingRun -WorkspacePath D:\\Work | Where-Object { $_.Status -ne \'done\' -and $_.StartTime -gt (Get-Date).AddDays(-7) }' },
    ],
  },
};

/** `clean`: shows and removes what earlier runs have left. */
export const cleanCommand: CommandEntry = {
  name: 'clean',
  summary: 'Show and remove what earlier runs have left: mounts, run folders, kept results',
  description: [
    'Discards mounts below the run folders of a workspace, and no others; then removes the folders, and the locks and half-made folders '
    + `that killed processes have left beside outputs. ${workspaceNote} `
    + 'Outputs are never touched. A workspace in use is refused.',
  ],
  fields: workspaceFields,
  fieldTexts: workspaceTexts,
  options: [
    {
      flag: '--cache [folder]', shape: 'path', text: 'Kept results of earlier runs too, those of the workspace or of a folder', powershell: 'CachePath',
    },
    { flag: '--yes', shape: 'switch', text: 'Remove without asking; elsewhere than on a terminal nothing is removed without it' },
  ],
  examples: [
    { task: 'Look first', line: 'offline-servicing clean --output C:\\refreshed' },
    { task: 'All of it', line: 'offline-servicing clean --workspace D:\\work --cache --yes' },
  ],
  cmdlet: {
    name: 'Clear-OfflineServicing',
    synopsis: 'Remove what earlier runs have left: mounts, run folders, kept results',
    mode: 'json', output: 'Run', impact: 'High', traits: workspaceTraits,
    parameters: [{ powershell: 'Cache', flag: '--cache', shape: 'switch', text: 'Remove the kept results in the workspace too' }],
    examples: [
      { task: 'Shows what would be removed.', line: 'Clear-OfflineServicing -OutputPath C:\\Refreshed -WhatIf' },
      { task: 'Removes run folders and kept results of a workspace without asking.', line: 'Clear-OfflineServicing -WorkspacePath D:\\Work -Cache -Confirm:$false' },
      { task: 'Removes what runs have left in a workspace, and results that were kept elsewhere.', line: 'Clear-OfflineServicing -WorkspacePath D:\\Work -CachePath D:\\Cache' },
    ],
  },
};
