import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ModuleBench } from '../support/module-bench.js';
import type { ModuleShell } from '../support/module-shell.js';
import { sampleResult } from '../support/sample-result.js';

/** Show-OfflineServicingReport, by the real program; nothing is shown. */
export function defineReportTests(bench: () => ModuleBench, shell: () => ModuleShell): void {
  function output(name: string): string {
    const folder = bench().at(name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'result.json'), JSON.stringify(sampleResult()));
    return folder;
  }

  it('makes the page of an output, and writes an object only when asked', async () => {
    const folder = output('reported');
    const seen = await shell().run(`
      Show-OfflineServicingReport '${folder}' -WhatIf
      Show-OfflineServicingReport '${folder}' -NoOpen
      $made = Show-OfflineServicingReport '${folder}' -NoOpen -PassThru
      $made.PSObject.TypeNames[0], $made.RunId, $made.Status, $made.ReportPath, $made.Source, $made.Opened
    `);
    expect(seen.errors).to.deep.equal([]);
    expect(seen.output).to.deep.equal(['OfflineServicing.Report', 'k3x9qa', 'done', join(folder, 'report.html'), 'result', false]);
    expect(existsSync(join(folder, 'report.html'))).to.equal(true);
    const calls = bench().calls().map(({ argv }) => argv);
    expect(calls).to.have.length(2);
    expect(calls[0]).to.include.members(['report', '--json']).and.not.include('--open');
  });

  it('takes outputs and runs out of the pipeline by their properties, and tells which it cannot find', async () => {
    const [first, second] = [output('one'), output('two')];
    const seen = await shell().run(`
      $made = @([pscustomobject] @{ OutputPath = '${first}'; RunId = 'zzzzzz' }, [pscustomobject] @{ Path = '${second}'; OutputPath = 'x'; WorkspacePath = '${bench().at('ws')}' }) |
        Show-OfflineServicingReport -NoOpen -PassThru
      $made.Path
      Show-OfflineServicingReport '${bench().at('nothing')}' -DestinationPath '${bench().at('page.html')}' -NoOpen
    `);
    expect(seen.output).to.deep.equal([first, second]);
    expect(seen.errors).to.have.length(1);
    expect(JSON.stringify(seen.errors)).to.contain('neither an output folder nor a run');
  });

  it('speaks of a flag by the name that the cmdlet has for it, and of one that it has not by that of the first cmdlet', async () => {
    const text = 'see --output and --media of offline-servicing service, not --cache-more';
    const { output: words, errors } = await shell().run(`
      & (Get-Module OfflineServicing) {
          ConvertTo-OfflineServicingWording -Text '${text}'
          $usual = \${function:Invoke-OfflineServicingReport}
          try {
              function script:Invoke-OfflineServicingReport { ConvertTo-OfflineServicingWording -Text '${text}' }
              Show-OfflineServicingReport -NoOpen
          }
          finally { \${function:script:Invoke-OfflineServicingReport} = $usual }
          ConvertTo-OfflineServicingWording -Text '${text}'
      }
    `);
    expect(errors).to.deep.equal([]);
    const said = (flag: string): string => `see ${flag} and -MediaPath of Invoke-OfflineServicing, not --cache-more`;
    expect(words).to.deep.equal(['-OutputPath', '-DestinationPath', '-OutputPath'].map(said));
  });
}
