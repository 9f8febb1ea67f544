import type { CommandEntry } from './command.js';
import { configOption, configParameter, literalMedia, outputRoot } from './shared.js';

/** `plan`: what `service` would do, and why. */
export const planCommand: CommandEntry = {
  name: 'plan',
  summary: 'Show what would be done and why, without doing it; no output folder is needed',
  description: [
    'Reads the media and the updates and makes the plan that a run would follow: which update goes where and which is left out, every '
    + 'step in its order with its rule and its reason, the time and the disk space that it will take.',
    'No image is opened for writing; neither DISM nor elevation is needed. The same media, updates and options give the same plan.',
  ],
  fields: 'all',
  options: [configOption, { flag: '--explain', shape: 'switch', text: 'Show with each step the rule that it follows, its source, and why' }],
  examples: [
    { task: 'Read the plan', line: 'offline-servicing plan --media D:\\ --updates C:\\updates' },
    { task: 'Know why each step is there', line: 'offline-servicing plan --media D:\\ --updates C:\\updates --explain' },
    { task: 'Keep it as a document', line: 'offline-servicing plan --config refresh.yaml --json > plan.json' },
  ],
  cmdlet: {
    name: 'Get-OfflineServicingPlan',
    synopsis: 'Show what Invoke-OfflineServicing would do and why, without doing it',
    mode: 'json',
    output: 'Plan',
    parameters: [literalMedia('--media'), outputRoot, configParameter],
    sets: {
      Path: { mandatory: ['MediaPath', 'UpdatePath'] },
      LiteralPath: { mandatory: ['LiteralPath', 'UpdatePath'] },
      Config: { mandatory: ['ConfigPath'], optional: ['MediaPath', 'UpdatePath'] },
      ConfigLiteralPath: { mandatory: ['ConfigPath', 'LiteralPath'], optional: ['UpdatePath'] },
    },
    notes: ['It takes the parameters of Invoke-OfflineServicing, so that one hashtable serves both by splatting; where the output would lie changes nothing in a plan.'],
    examples: [
      { task: 'Shows the plan for the media on drive D:.', line: 'Get-OfflineServicingPlan D:\\ C:\\Updates' },
      { task: 'Which update goes where, and why others are left out.', line: '(Get-OfflineServicingPlan D:\\ C:\\Updates).Updates | Format-Table Name, Kind, Taken, Reason -Wrap' },
      { task: 'The steps of the first install image, with the rule that each follows.', line: '(Get-OfflineServicingPlan D:\\ C:\\Updates).Steps | Where-Object Target -eq install:1 | Format-List Title, Rule, Why' },
      { task: 'The same parameters for a look and for the run.', line: '$job = @{ MediaPath = \'D:\\\'; UpdatePath = \'C:\\Updates\'; OutputPath = \'C:\\Refreshed\' }; Get-OfflineServicingPlan @job; Invoke-OfflineServicing @job' },
    ],
  },
};
