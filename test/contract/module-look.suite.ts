import { expect } from 'chai';
import { appendFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mountsBelow } from '../support/outside-tools.js';
import type { ModuleBench } from '../support/module-bench.js';
import type { ModuleShell } from '../support/module-shell.js';

/** Commands that look and change nothing, with the real program; completion; errors of the module itself. */
export function defineLookTests(bench: () => ModuleBench, shell: () => ModuleShell): void {
  /** What PowerShell offers at the end of a line. */
  async function completions(line: string): Promise<{ text: string; tip: string }[]> {
    const text = line.replace(/'/gu, "''");
    const { output } = await shell().run(`Set-Location '${bench().root}'; [System.Management.Automation.CommandCompletion]::CompleteInput('${text}', ${line.length}, $null).CompletionMatches | ForEach-Object { [pscustomobject] @{ text = $_.CompletionText; tip = $_.ToolTip } }`);
    return output as { text: string; tip: string }[];
  }

  it('shows media, updates and plan as objects that sort and count', async () => {
    const seen = await shell().run(`
      Set-Location '${bench().lab}'
      $media = Get-OfflineServicingMedia media
      $media.PSObject.TypeNames[0], $media.Build, ($media.Images[0].Version -gt [version] '10.0.17000.1'), $media.Images[0].CreatedTime.Kind.ToString()
      $updates = @(Get-OfflineServicingUpdate updates | Sort-Object Size)
      $updates.Count, ($updates[0].Size -le $updates[1].Size), ($updates | Where-Object Kind -eq cumulative).ResultBuild.ToString()
      $plan = $media | Get-OfflineServicingPlan -UpdatePath updates -WarningAction SilentlyContinue
      $plan.MediaPath, $plan.Steps[0].PSObject.TypeNames[0], $plan.EstimatedTime.GetType().Name, ($plan.Steps | Where-Object Id -eq winre/add-cumulative).Condition
    `);
    expect(seen.errors).to.deep.equal([]);
    expect(seen.output).to.deep.equal([
      'OfflineServicing.Media', 17134, true, 'Local', 3, true, '17134.165', `${bench().lab}/media`, 'OfflineServicing.PlanStep', 'TimeSpan', 'build-below 17134.165',
    ]);
  });

  it('has lists that go into one cell of a table as one text besides', async () => {
    const seen = await shell().run(`
      Set-Location '${bench().lab}'
      $media = Get-OfflineServicingMedia media
      $media.EditionsText, ($media.Editions -join '; ')
      $steps = (Get-OfflineServicingPlan media updates -WarningAction SilentlyContinue).Steps
      $step = $steps | Where-Object { $_.Needs.Count -gt 1 } | Select-Object -First 1 -Property Needs, NeedsText
      $step.NeedsText, ($step.Needs -join '; '), $steps[0].NeedsText
    `);
    expect(seen.errors).to.deep.equal([]);
    const [editions, joinedEditions, needs, joinedNeeds, none] = seen.output;
    expect([editions, needs, none]).to.deep.equal([joinedEditions, joinedNeeds, '']);
    expect(editions).to.equal('Core');
    expect(needs).to.match(/^\S+; \S+/u);
  });

  it('compares media as objects, the other one out of the pipeline', async () => {
    cpSync(`${bench().lab}/media`, bench().at('compared [1]'), { recursive: true, preserveTimestamps: true });
    appendFileSync(bench().at('compared [1]', 'setup.exe'), 'x');
    const seen = await shell().run(`
      Set-Location '${bench().lab}'
      $found = Get-OfflineServicingMedia -LiteralPath '${bench().at('compared [1]')}' | Compare-OfflineServicingMedia media -HtmlPath '${bench().at('compared.html')}'
      $found.PSObject.TypeNames[0], $found.Same, $found.FilesChanged[0].Path, ($found.FilesChanged[0].DifferenceSize - $found.FilesChanged[0].ReferenceSize), ($found.Images.Change -join ' ')
      (Compare-OfflineServicingMedia media media).Same
      $found | Out-String -Width 120
    `);
    expect(seen.errors).to.deep.equal([]);
    expect(seen.output.slice(0, 6)).to.deep.equal(['OfflineServicing.MediaDifference', false, 'setup.exe', 1, 'same same same', true]);
    expect(String(seen.output[6])).to.match(/Files +: 1 changed, 0 added, 0 removed, \d+ the same/u);
    expect(existsSync(bench().at('compared.html'))).to.equal(true);
  });

  it('explains what an error of the module or a number stands for', async () => {
    const seen = await shell().run(`
      $exception = [System.Runtime.InteropServices.COMException]::new('no', -2146498525)
      $record = [System.Management.Automation.ErrorRecord]::new($exception, 'x', 'NotSpecified', $null)
      (-2146498525, $exception, $record | Get-OfflineServicingError).HResult
      Get-OfflineServicingError nonsense
    `);
    expect(seen.output).to.deep.equal([-2146498525, -2146498525, -2146498525]);
    expect(seen.errors.map(({ id, category, target }) => [id, category, target])).to.deep.equal([['Usage,Get-OfflineServicingError', 'InvalidArgument', 'nonsense']]);
  });

  it('leaves neither mount nor process when a real run is stopped; the run is listed, completed and can be cleared', async () => {
    const output = bench().at('stopped-run', 'out');
    const stopped = await shell().run(`Invoke-OfflineServicing '${bench().lab}/media' '${bench().lab}/updates' '${output}' -Backend rehearsal -NoCache -Verbose`, 'finished install:1/mount');
    expect(stopped.stopped).to.equal(true);
    expect(mountsBelow(bench().root)).to.deep.equal([]);
    expect(await bench().programs()).to.deep.equal([]);
    const seen = await shell().run(`
      $run = Get-OfflineServicingRun -OutputPath '${output}'
      $run.Status, $run.OriginalPath, $run.StartTime.GetType().Name, $run.Size.GetType().Name, $run.RunId
      $run | Clear-OfflineServicing -WhatIf
    `);
    const id = seen.output.pop() as string;
    expect(seen.output).to.deep.equal(['cancelled', `${bench().lab}/media`, 'DateTime', 'Int64']);
    expect(seen.text).to.include(`What if: Remove from ${bench().at('stopped-run', '.offline-servicing')}: run ${id} (cancelled`);
    expect((await completions(`Resume-OfflineServicing -OutputPath ${output} -RunId ${id.slice(0, 2)}`)).map(({ text }) => text)).to.deep.equal([id]);
  });

  it('completes editions of the media, updates by their KB number, choices and codes', async () => {
    expect(await completions(`Invoke-OfflineServicing ${bench().lab}/media -Edition C`)).to.deep.equal([{ text: 'Core', tip: 'Windows 10 Home, index 1' }]);
    expect((await completions('Invoke-OfflineServicing . -UpdatePath lab/updates/KB4338819')).map(({ text }) => /kb\d+/u.exec(text)?.[0])).to.deep.equal(['kb4338819']);
    expect((await completions('Invoke-OfflineServicing . -UpdatePath lab/upd')).map(({ text }) => text).join()).to.include('updates');
    expect((await completions('Invoke-OfflineServicing . -Recipe c')).map(({ text }) => text)).to.deep.equal(['classic', 'current']);
    const packs = bench().at('packs');
    mkdirSync(packs, { recursive: true });
    for (const name of ['Client-Language-Pack_x64_de-de.cab', 'Features-On-Demand-sr-latn-rs.cab', 'notes.txt']) writeFileSync(`${packs}/${name}`, '');
    expect((await completions(`Invoke-OfflineServicing . -SourcePath ${packs} -Language `)).map(({ text }) => text).sort()).to.deep.equal(['de-DE', 'sr-Latn-RS']);
    expect((await completions('Get-OfflineServicingError 0x800f082')).map(({ text }) => text)).to.include('0x800f0823');
  });

  it('says what to do where Node is missing or too old', async () => {
    const old = bench().script('old-node', '#!/bin/sh\necho v18.20.4', 0o755);
    for (const [node, text] of [[bench().at('no-node'), 'is not there'], [old, 'is too old']] as const) {
      const seen = await shell().run(`$env:OFFLINE_SERVICING_NODE = '${node}'; try { Get-OfflineServicingMedia . } finally { $env:OFFLINE_SERVICING_NODE = '' }`);
      expect(seen.errors[0]?.message).to.include(text);
    }
    const seen = await shell().run("$path = $env:PATH; $env:PATH = ''; try { Get-OfflineServicingMedia . } catch { $_.FullyQualifiedErrorId, [string] $_.CategoryInfo.Category, $_.ErrorDetails.RecommendedAction } finally { $env:PATH = $path }");
    expect(seen.output.slice(0, 2)).to.deep.equal(['NodeNotFound,Get-OfflineServicingMedia', 'NotInstalled']);
    expect(seen.output[2]).to.include('https://nodejs.org/en/download');
  });
}
