import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildHost, HostSession } from './host-process.js';

describe('ps/host: what scripts find', () => {
  let folder: string;
  let session: HostSession;

  before(async () => {
    await buildHost();
    folder = await mkdtemp(join(tmpdir(), 'host-engine-'));
    session = new HostSession();
    await session.invoke('$ErrorActionPreference = "Stop"');
  });
  after(async () => {
    await session.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** Output of a statement; what went to stderr instead, if anything did. */
  async function evaluate(text: string): Promise<string> {
    return (await session.invoke(text)).raw;
  }

  it('names, identifiers and places of itself', async () => {
    expect(await evaluate('"$($Host.Name) $($PID -gt 1) $(Test-Path $PSHOME/pwsh) $((Get-Process -Id $PID).ProcessName)"')).to.equal('OfflineServicingHost True True pwsh');
  });

  it('cmdlets in the modules of pwsh, also by their full names', async () => {
    expect(await evaluate('(Get-Command ConvertTo-Json, Join-Path, Where-Object).Source -join ","')).to.equal('Microsoft.PowerShell.Utility,Microsoft.PowerShell.Management,Microsoft.PowerShell.Core');
    expect(await evaluate('Microsoft.PowerShell.Utility\\ConvertTo-Json 1; Microsoft.PowerShell.Management\\Join-Path /a b')).to.equal('1\n/a/b');
  });

  it('every exported cmdlet exists and names its parameters without doubt', async () => {
    const text = 'foreach ($m in "Utility","Management") { $m = "Microsoft.PowerShell.$m"; $d = Import-PowerShellDataFile "$PSHOME/Modules/$m/$m.psd1"; foreach ($c in $d.CmdletsToExport) { $i = Get-Command "$m\\$c"; if ($i.ParameterSets.Count -lt 1) { $c } } }';
    expect(await evaluate(text)).to.equal('');
  });

  it('script modules, manifests, classes, try and catch', async () => {
    const module = join(folder, 'Sample');
    await mkdir(module);
    await writeFile(join(module, 'Sample.psm1'), 'class Box { [int] $Size = 3 }\nfunction Get-Box { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $N) process { $b = [Box]::new(); $b.Size += $N; $b } }\nfunction Hidden { 1 }\nExport-ModuleMember -Function Get-Box');
    await writeFile(join(module, 'Sample.psd1'), "@{ RootModule = 'Sample.psm1'; ModuleVersion = '1.2.3'; FunctionsToExport = @('Get-Box') }");
    const text = `Import-Module '${module}/Sample.psd1'; (1, 2 | Get-Box).Size -join ','; (Get-Module Sample).Version.ToString(); try { Hidden } catch [System.Management.Automation.CommandNotFoundException] { 'hidden' }`;
    expect(await evaluate(text)).to.equal('4,5\n1.2.3\nhidden');
  });

  it('runspaces of their own, with live streams and the same cmdlets', async () => {
    const text = [
      '$rs = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2()); $rs.Open()',
      '$ps = [powershell]::Create(); $ps.Runspace = $rs',
      "$null = $ps.AddScript('Write-Warning w; Write-Progress p -PercentComplete 50; @{ a = 1 } | ConvertTo-Json -Compress; Write-Error e')",
      '$in = [System.Management.Automation.PSDataCollection[psobject]]::new(); $in.Complete(); $out = [System.Management.Automation.PSDataCollection[psobject]]::new()',
      '$call = $ps.BeginInvoke($in, $out); $null = $call.AsyncWaitHandle.WaitOne(); $ps.EndInvoke($call)',
      '"$($out[0]) $($ps.Streams.Warning[0]) $($ps.Streams.Progress[0].PercentComplete) $($ps.Streams.Error[0]) $($ps.HadErrors)"',
    ].join('; ');
    expect(await evaluate(text)).to.equal('{"a":1} w 50 e True');
  });

  it('background jobs', async () => {
    expect(await evaluate('$job = Start-Job { param($n) $n * 2 } -ArgumentList 21; $job | Wait-Job -Timeout 30 | Receive-Job')).to.equal('42');
  });

  it('errors with the identifiers that scripts test for', async () => {
    const text = 'function f { Write-Error boom -ErrorId Broken -Category InvalidData -ErrorAction SilentlyContinue }; f; $Error[0].FullyQualifiedErrorId; "$($Error[0].CategoryInfo.Category)"; try { New-Object No.Such.Type } catch { $_.FullyQualifiedErrorId }; Get-Item /no/such -ErrorAction SilentlyContinue; $Error[0].FullyQualifiedErrorId';
    expect(await evaluate(text)).to.equal('Broken,f\nInvalidData\nTypeNotFound,Microsoft.PowerShell.Commands.NewObjectCommand\nPathNotFound,Microsoft.PowerShell.Commands.GetItemCommand');
  });

  it('objects selected, sorted, grouped and measured', async () => {
    const cases: [string, string][] = [
      ["(3, 1, 2 | Sort-Object -Descending) -join ','", '3,2,1'],
      ["(@{ n = 2; s = 'b' }, @{ n = 1; s = 'a' } | ForEach-Object { [PSCustomObject]$_ } | Sort-Object n).s -join ','", 'a,b'],
      ["(1, 1, 2 | Sort-Object -Unique) -join ','", '1,2'],
      ["(1..9 | Select-Object -First 2 -Skip 1) -join ','", '2,3'],
      ["(1..5 | Select-Object -Last 2) -join ','", '4,5'],
      ["(1..1e9 | Select-Object -First 1)", '1'],
      ["[PSCustomObject]@{ a = 1; b = 2; c = 3 } | Select-Object * -ExcludeProperty b | ConvertTo-Json -Compress", '{"a":1,"c":3}'],
      ["[PSCustomObject]@{ a = 4 } | Select-Object @{ Name = 'twice'; Expression = { $_.a * 2 } } | ConvertTo-Json -Compress", '{"twice":8}'],
      ["[PSCustomObject]@{ list = 1, 2 } | Select-Object -ExpandProperty list", '1\n2'],
      ["(1..5 | Group-Object { $_ % 2 } | ForEach-Object Count) -join ','", '2,3'],
      ["(1..4 | Measure-Object -Sum -Average | ForEach-Object { \"$($_.Count) $($_.Sum) $($_.Average)\" })", '4 10 2.5'],
      ["(New-Object System.Text.StringBuilder 'abc').ToString()", 'abc'],
      ["(New-Object PSObject -Property @{ q = 1 }).q", '1'],
    ];
    const text = cases.map(([source]) => `& { ${source} }; '--'`).join('; ');
    expect((await evaluate(text)).split('\n--').map((part) => part.trim()).slice(0, -1)).to.deep.equal(cases.map(([, answer]) => answer));
  });

  it('files and folders through the provider', async () => {
    const text = [
      `Push-Location '${folder}'`,
      'Set-Content one.txt 1, 2; Add-Content one.txt 3; (Get-Content one.txt) -join "+"',
      '$null = New-Item d/e -ItemType Directory -Force; Copy-Item one.txt d; Move-Item d/one.txt d/e/two.txt; (Get-ChildItem d -Recurse -File).Name',
      '"$(Test-Path d/e/two.txt) $(Test-Path d -PathType Leaf) $(Split-Path d/e/two.txt -LeafBase)"',
      '"text" > r.txt; "more" >> r.txt; (Get-Content r.txt -Raw) -replace "`n", "|"',
      'Set-Content -LiteralPath "[1].txt" x; Test-Path -LiteralPath "[1].txt"; Remove-Item -LiteralPath "[1].txt"; Test-Path -LiteralPath "[1].txt"',
      'Remove-Item d -Recurse; Test-Path d; Pop-Location',
    ].join('; ');
    expect(await evaluate(text)).to.equal('1+2+3\ntwo.txt\nTrue False two\ntext|more|\nTrue\nFalse\nFalse');
  });

  it('formatting as text', async () => {
    expect(await evaluate('[PSCustomObject]@{ Name = "x"; Size = 1 } | Format-List | Out-String | ForEach-Object Trim')).to.equal('Name : x\nSize : 1');
    expect(await evaluate('[PSCustomObject]@{ Name = "x"; Size = 1 } | Format-Table Size -HideTableHeaders | Out-String -Stream | Where-Object { $_ }')).to.equal('1');
  });
});
