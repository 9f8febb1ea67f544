import { expect } from 'chai';
import { join } from 'node:path';
import type { RunEventBody } from '../../src/schema/event.js';
import { samplePlan, sampleResult, stampEvents } from '../support/sample-result.js';
import type { ModuleBench } from '../support/module-bench.js';
import type { ModuleShell } from '../support/module-shell.js';

const finished = (root: string): unknown => ({
  v: 1, type: 'result',
  result: sampleResult({ output: { root, media: join(root, 'media'), report: join(root, 'report.html'), logs: join(root, 'logs') }, workspace: '/space/.offline-servicing/k3x9qa' }),
});
const failed = {
  v: 1, type: 'error',
  error: {
    code: 'servicing', message: 'The package could not be added', hresult: '0x800f0823', symbol: 'CBS_E_NEW_SERVICING_STACK_REQUIRED', target: 'install:1',
    step: 'install:1/add-cumulative', logPath: '/out/logs/dism.log', advice: 'Run `offline-servicing resume`, or give --updates the servicing stack.', details: ['first line', 'second line'],
  },
  result: sampleResult({ status: 'failed', output: undefined, checks: [] }),
};
const bar = (phase: string, percent: number, targets: unknown[], secondsRemaining?: number): unknown => ({
  v: 1, type: 'progress', phase, percent, ...(secondsRemaining === undefined ? {} : { secondsRemaining }), stepsDone: 1, stepsTotal: 5, targets,
});
const target = (name: string, state: string, activity: string, percent: number): unknown => ({ target: name, state, activity, percent });

const events: readonly RunEventBody[] = [
  { type: 'run-started', planDigest: 'd', backend: 'rehearsal', toolVersion: '0.1.0', steps: 5, workspace: '/w', output: '/o' },
  { type: 'phase', phase: 'run' },
  { type: 'step-started', step: 'install:1/mount', target: 'install:1', title: 'Mount Windows 10 Größe 𝄞' },
  { type: 'warning', message: 'look here', target: 'install:1' },
  { type: 'step-finished', step: 'install:1/mount', target: 'install:1', durationMs: 900, facts: ['read-write'] },
  { type: 'check', id: 'build', title: 'Build', ok: true, evidence: '17134.165' },
];

/** What every PowerShell must get right of a run, on runs that are played. */
export function defineStreamTests(bench: () => ModuleBench, shell: () => ModuleShell): void {
  it('writes events to the streams they belong to, and the result as an object with real types', async () => {
    const media = bench().played('streams', { lines: [...stampEvents(events), { v: 1, type: 'news', of: 'a later version' }, finished('/out')] });
    const seen = await shell().run(`
      $result = Invoke-OfflineServicing '${media}' /updates /out -Verbose -Debug
      $result.PSObject.TypeNames[0]
      foreach ($name in 'StartTime', 'Duration', 'DismVersion', 'UpToDate', 'Checks', 'ChangedFiles', 'Before') { $result.$name.GetType().FullName }
      $result.Duration.TotalSeconds
      $result.Before.Images[0].PSObject.TypeNames[0], $result.Before.Images[0].Version.GetType().Name, $result.Before.Images[0].Size.GetType().Name
      $result.Steps[0].PSObject.TypeNames[0], [string] $result.Steps[0].Duration, $result.Verdicts[0].Passed
      $result.RunId, $result.MediaPath, $result.OriginalPath, $result.WorkspacePath
      ($result | ConvertTo-Json -Depth 5 | ConvertFrom-Json).Updates[0].KB
    `);
    expect(seen.errors).to.deep.equal([]);
    expect(seen.output).to.deep.equal([
      'OfflineServicing.Result', 'System.DateTime', 'System.TimeSpan', 'System.Version', 'System.Boolean', 'System.Object[]', 'System.String[]', 'System.Management.Automation.PSCustomObject',
      750, 'OfflineServicing.Image', 'Version', 'Int64', 'OfflineServicing.Step', '00:01:01', true,
      'k3x9qa', join('/out', 'media'), '/media/win10', '/space/.offline-servicing', 'KB4338853',
    ]);
    expect(seen.verbose).to.include.members(['install:1: Mount Windows 10 Größe 𝄞', 'install:1: finished install:1/mount in 0.9 s: read-write', 'Check passed: Build: 17134.165']);
    expect(seen.warnings).to.deep.equal(['install:1: look here']);
    expect(seen.information).to.include('Phase: run');
    expect(seen.debug.some((line) => line.includes('"type":"news"'))).to.equal(true);
    expect(bench().calls()[0]?.argv).to.include.members(['service', '--ndjson', '--control=stdin', '--yes', `--media=${media}`, '--updates=/updates', '--output=/out']);
  });

  it('shows nested progress with the time that is left, and takes all of it away again', async () => {
    const media = bench().played('progress', {
      lines: [
        bar('Servicing', 10, [target('winre', 'running', 'Mount WinRE', 50), target('media', 'waiting', 'waiting', 0)], 90),
        bar('Servicing', 40, [target('winre', 'done', 'done', 100), target('install:1', 'running', 'Add update', 20), target('boot:1', 'running', 'Mount', 5)], 60),
        bar('Checking', 100, []), finished('/out'),
      ],
    });
    const { progress } = await shell().run(`Invoke-OfflineServicing '${media}' /updates /out | Out-Null`);
    const run = progress.filter((record) => record.parent === -1);
    expect(run.map(({ percent, seconds, completed }) => [percent, seconds, completed])).to.deep.equal([[10, 90, false], [40, 60, false], [100, -1, false], [-1, -1, true]]);
    expect(run[0]).to.include({ activity: `Servicing ${media}`, status: 'Servicing' });
    const children = progress.filter((record) => record.parent === run[0]?.id);
    expect(children.map(({ activity, percent, completed }) => [activity, percent, completed])).to.deep.equal([
      ['winre', 50, false], ['winre', -1, true], ['install:1', 20, false], ['boot:1', 5, false], ['install:1', -1, true], ['boot:1', -1, true],
    ]);
    const open = new Set<number>();
    for (const { id, completed } of progress) if (completed) open.delete(id); else open.add(id);
    expect([...open]).to.deep.equal([]);
  });

  it('tells a program that is stopped to end in good order, and waits for that', async () => {
    const media = bench().played('stopped', { lines: [...stampEvents(events), failed], waits: true });
    const seen = await shell().run(`'${media}', '${media}' | Invoke-OfflineServicing -UpdatePath /updates -OutputPath /out -Verbose`, 'Check passed');
    expect(seen.stopped).to.equal(true);
    expect(seen.text).to.include('Stopping: what is mounted is discarded first.');
    expect(bench().calls().map(({ control }) => control)).to.deep.equal(['cancel\n']);
  });
}

/** Failures, preferences and questions. */
export function defineRunTests(bench: () => ModuleBench, shell: () => ModuleShell): void {
  before(() => {
    bench().played('three/one', { lines: [finished('/o/1')] });
    bench().played('three/two', { lines: [failed], exitCode: 4 });
    bench().played('three/three', { lines: [finished('/o/3')] });
  });

  it('goes on after media that failed: two results, and an error with all that is known of it', async () => {
    const [one, two, three] = [bench().at('three/one'), bench().at('three/two'), bench().at('three/three')];
    const seen = await shell().run(`
      '${one}', '${two}', '${three}' | Invoke-OfflineServicing -UpdatePath /updates -OutputRoot ${bench().at('outputs')} -ErrorVariable problem
      $data = $problem[0].Exception.Data
      [pscustomobject] @{ OutputPath = $data['Symbol']; Step = $data['Step']; Status = $data['Result'].Status; Type = $data['Result'].PSObject.TypeNames[0] }
    `);
    expect(seen.output).to.have.length(3);
    expect(seen.output.slice(0, 2).map((result) => (result as { OutputPath: string }).OutputPath)).to.deep.equal(['/o/1', '/o/3']);
    expect(seen.output[2]).to.deep.equal({ OutputPath: 'CBS_E_NEW_SERVICING_STACK_REQUIRED', Step: 'install:1/add-cumulative', Status: 'failed', Type: 'OfflineServicing.Result' });
    const [error, ...more] = seen.errors;
    expect(more).to.deep.equal([]);
    expect(error).to.include({ id: 'Servicing,Invoke-OfflineServicing', category: 'InvalidResult', target: two, command: 'Invoke-OfflineServicing', exception: 'COMException' });
    expect((error?.hresult ?? 0) >>> 0).to.equal(0x800f0823);
    expect(error?.message.split(/\r?\n/u)).to.deep.equal(['The package could not be added (0x800f0823 CBS_E_NEW_SERVICING_STACK_REQUIRED)', '  first line', '  second line']);
    expect(error?.advice).to.equal('Run `Resume-OfflineServicing`, or give -UpdatePath the servicing stack.');
    expect(bench().calls().map(({ argv }) => argv.find((word) => word.startsWith('--output=')))).to.deep.equal(['one', 'two', 'three'].map((name) => `--output=${bench().at('outputs', name)}`));
  });

  it('stops at the first failure where the caller wants that, by parameter or by the preference of its own script', async () => {
    const script = bench().script('stop.ps1', "$ErrorActionPreference = 'Stop'; Get-Item -Path 'three/t*' | Sort-Object Name -Descending | Invoke-OfflineServicing -UpdatePath /updates -OutputRoot /o");
    for (const line of [`& '${script}'`, "'three/two', 'three/one' | Invoke-OfflineServicing -UpdatePath /updates -OutputRoot /o -ErrorAction Stop"]) {
      const seen = await shell().run(`Set-Location '${bench().root}'; ${line}`);
      expect(seen.thrown, line).to.include('The package could not be added');
      expect(bench().calls()).to.have.length(1);
    }
    const caught = await shell().run("try { Invoke-OfflineServicing three/two /updates /o -ErrorAction Stop } catch { $_.Exception.Data['Result'].RunId, $_.Exception.Data['LogPath'], $_.Exception.HResult }");
    expect(caught.output).to.deep.equal(['k3x9qa', '/out/logs/dism.log', 0x800f0823 - 2 ** 32]);
  });

  it('shows the plan with -WhatIf, by parameter or by the preference of the calling script, and does nothing', async () => {
    const media = bench().played('planned', { lines: [failed], plan: 'Plan for Windows\n  1  Größe' });
    const script = bench().script('what-if.ps1', `$WhatIfPreference = $true; Invoke-OfflineServicing '${media}' /updates -OutputPath /never`);
    for (const line of [`& '${script}'`, `Invoke-OfflineServicing '${media}' /updates -OutputPath /never -WhatIf`]) {
      const seen = await shell().run(line);
      expect(seen.output).to.deep.equal([]);
      expect(seen.text.trimEnd().split(/\r?\n/u)).to.deep.equal([`What if: Service the Windows installation media ${media} into /never`, 'Plan for Windows', '  1  Größe']);
      expect(bench().calls().map(({ argv }) => argv[0])).to.deep.equal(['plan']);
    }
  });

  it('lets no media of a pipeline replace the output of another', async () => {
    const seen = await shell().run(`Set-Location '${bench().at('three')}'; 'one', 'three' | Invoke-OfflineServicing -UpdatePath /updates -OutputPath /same -Force`);
    expect(seen.output).to.have.length(1);
    expect(seen.errors.map(({ id, category, target }) => [id, category, target])).to.deep.equal([['OutputUsed,Invoke-OfflineServicing', 'InvalidArgument', bench().at('three/three')]]);
    expect(seen.errors[0]?.advice).to.include('-OutputRoot');
    expect(bench().calls()).to.have.length(1);
  });

  it('warns of media that need nothing: there is no output then', async () => {
    const media = bench().played('fresh', { lines: [{ v: 1, type: 'result', result: sampleResult({ output: undefined, plan: { ...samplePlan(), steps: [], upToDate: 'Every image has what the updates bring' } }) }] });
    const seen = await shell().run(`(Invoke-OfflineServicing '${media}' /updates /out).UpToDate`);
    expect([seen.output, seen.warnings]).to.deep.equal([[true], [`${media}: Every image has what the updates bring`]]);
  });

  it('ends a run in good order, too, when a warning is to stop it', async () => {
    const media = bench().played('warned', { lines: [...stampEvents(events), failed], waits: true });
    const seen = await shell().run(`Invoke-OfflineServicing '${media}' /updates /out -WarningAction Stop`);
    expect(seen.thrown).to.include('look here');
    expect(bench().calls().map(({ control }) => control)).to.deep.equal(['cancel\n']);
  });

  it('does not wait for what the program has left behind with its pipes open', async () => {
    const media = bench().played('held', { lines: [finished('/out')], holds: true });
    const seen = await shell().run(`Invoke-OfflineServicing '${media}' /updates /out`);
    const [{ holder = 0 } = {}] = bench().calls();
    // It is there still, so nothing has waited for it.
    expect(process.kill(holder)).to.equal(true);
    expect(seen.output).to.have.length(1);
  });

  it('says so when the program ends without a word, or with one that is none', async () => {
    const silent = bench().played('silent', { lines: [stampEvents(events)[0]], exitCode: 7 });
    const broken = bench().played('broken', { lines: ['no JSON', 'at all'], exitCode: 1 });
    const seen = await shell().run(`'${silent}', '${broken}' | Invoke-OfflineServicing -UpdatePath /updates -OutputRoot /out`);
    expect(seen.errors.map(({ id }) => id)).to.deep.equal(['Internal,Invoke-OfflineServicing', 'Internal,Invoke-OfflineServicing']);
    expect(seen.errors[0]?.message).to.include('exit code 7');
    expect(seen.errors[1]?.message).to.include('exit code 1').and.to.include('no JSON');
  });
}
