import type { CommandEntry } from './command.js';
import { configOption, configParameter, literalMedia, outputRoot, yesOption } from './shared.js';

/** `service`: the main job. */
export const serviceCommand: CommandEntry = {
  name: 'service',
  summary: 'Bring installation media up to date: plan, service every image, verify, report',
  description: [
    'Reads the media and the updates, plans every step, services WinRE, the install images and both boot images offline through DISM, '
    + 'puts the media together, opens it again and checks it, and writes a report.',
    'The original media is only read. The output folder appears when everything is done and verified, and not before. A run that was '
    + 'killed or failed keeps what it had finished: the same call again goes on from there.',
  ],
  fields: 'all',
  options: [configOption, yesOption, { flag: '--dry-run', shape: 'switch', text: 'Show the plan and stop' }],
  runs: true,
  examples: [
    { task: 'Everything in one folder of updates', line: 'offline-servicing service --media D:\\ --updates C:\\updates --output C:\\refreshed' },
    {
      task: 'Two editions, with .NET Framework 3.5',
      line: 'offline-servicing service --media D:\\ --updates C:\\updates --output C:\\refreshed --edition Professional Enterprise --netfx3',
    },
    { task: 'Straight from an ISO file', line: 'offline-servicing service --media C:\\windows.iso --updates C:\\updates --output C:\\refreshed' },
    { task: 'In a pipeline', line: 'offline-servicing service --config refresh.yaml --json > result.json' },
    { task: 'Without Windows', line: 'offline-servicing service --media lab/media --updates lab/updates --output lab/output --backend rehearsal' },
  ],
  cmdlet: {
    name: 'Invoke-OfflineServicing',
    mode: 'run',
    output: 'Result',
    impact: 'Medium',
    parameters: [literalMedia('--media'), outputRoot, configParameter],
    sets: {
      Path: { mandatory: ['MediaPath', 'UpdatePath', 'OutputPath'] },
      LiteralPath: { mandatory: ['LiteralPath', 'UpdatePath', 'OutputPath'] },
      PathToRoot: { mandatory: ['MediaPath', 'UpdatePath', 'OutputRoot'] },
      LiteralPathToRoot: { mandatory: ['LiteralPath', 'UpdatePath', 'OutputRoot'] },
      Config: { mandatory: ['ConfigPath'], optional: ['MediaPath', 'UpdatePath', 'OutputPath', 'OutputRoot'] },
      ConfigLiteralPath: { mandatory: ['ConfigPath', 'LiteralPath'], optional: ['UpdatePath', 'OutputPath', 'OutputRoot'] },
    },
    notes: [
      'With -WhatIf the plan is shown and nothing is done. Ctrl+C cancels what runs, discards the mounts and keeps what was finished. '
      + 'A media that fails does not stop the others of a pipeline, unless -ErrorAction Stop is given.',
    ],
    examples: [
      { task: 'Brings the media on drive D: up to date with everything in a folder of updates.', line: 'Invoke-OfflineServicing -MediaPath D:\\ -UpdatePath C:\\Updates -OutputPath C:\\Refreshed' },
      { task: 'Shows what would be done, and does nothing.', line: 'Invoke-OfflineServicing D:\\ C:\\Updates C:\\Refreshed -WhatIf' },
      {
        task: 'The monthly refresh: every media below C:\\Media, each into a folder of its own name.',
        line: 'Get-ChildItem C:\\Media -Directory | Invoke-OfflineServicing -UpdatePath C:\\Updates\\2026-11 -OutputRoot C:\\Refreshed -Confirm:$false',
      },
      { task: 'The same for ISO files; none of them is mounted.', line: 'Get-ChildItem C:\\Media\\*.iso | Invoke-OfflineServicing -UpdatePath C:\\Updates -OutputRoot C:\\Refreshed -Confirm:$false' },
      {
        task: 'Two editions, with .NET Framework 3.5 and drivers for WinPE; the other editions are left out.',
        line: 'Invoke-OfflineServicing D:\\ C:\\Updates C:\\Refreshed -Edition Professional, Enterprise -NetFx3 -BootDriverPath C:\\Drivers\\WinPE',
      },
      {
        task: 'Only media of one build, out of a folder of many.',
        line: 'Get-OfflineServicingMedia C:\\Media\\* | Where-Object Build -eq 26100 | Invoke-OfflineServicing -UpdatePath C:\\Updates -OutputRoot C:\\Refreshed',
      },
      {
        task: 'A scheduled task: everything that was decided stands in a file; the result is kept as JSON.',
        line: 'Invoke-OfflineServicing -ConfigPath C:\\Jobs\\refresh.yaml -Confirm:$false -ErrorAction Stop | ConvertTo-Json -Depth 8 | Set-Content C:\\Jobs\\result.json',
      },
      {
        task: 'A rehearsal on lab media: the same steps on a machine without DISM.',
        line: 'Invoke-OfflineServicing ./lab/media ./lab/updates ./lab/output -Backend rehearsal',
      },
    ],
  },
};
