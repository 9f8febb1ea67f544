import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../../../src/files/package-root.js';
import { temporaryFolder } from '../../support/temp.js';
import { checkScripts, shippedScripts, type Finding } from './check-scripts.js';
import { describePosix } from '../../support/posix.js';

// The parser of 5.1 itself knows nothing of what it lacks; on Windows loading the bridge is the proof.
describePosix('scripts that also run on Windows PowerShell 5.1', () => {
  const folder = temporaryFolder();
  let shipped: string[];
  let findings: Finding[];
  const strict = 'Set-StrictMode -Version 3.0\n';
  /** A script, and the rules that find something in it. */
  const cases: readonly [name: string, script: string, rules: string[]][] = [
    ['a parse error', `${strict}if (`, ['parse']],
    ['the ternary operator', `${strict}$a = $true ? 1 : 2\n`, ['ternary']],
    ['null coalescing', `${strict}$a = $null ?? 1\n$a ??= 2\n`, ['null-coalescing', 'null-coalescing']],
    ['null-conditional members and indexes', `${strict}$a = $null\n\${a}?.Length\n\${a}?[0]\n`, ['null-conditional', 'null-conditional']],
    ['pipeline chains', `${strict}Write-Output 1 && Write-Output 2\nWrite-Output 1 || Write-Output 2\n`, ['pipeline-chain', 'pipeline-chain']],
    ['background pipelines', `${strict}Write-Output 1 &\n`, ['background']],
    ['a clean block', `${strict}function Get-It { process { 1 } clean { 2 } }\n`, ['clean-block']],
    ['a pipe at the start of a line', `${strict}Write-Output 1\n    | Out-Null\n`, ['leading-pipe']],
    ['character ranges', `${strict}'a'..'c'\n`, ['character-range']],
    ['number suffixes', `${strict}$a = 1u\n$b = 0b11\n$c = 5uy\n`, ['number-suffix', 'number-suffix', 'number-suffix']],
    ['new escapes', `${strict}"\`e[0m"\n"\`u{20AC}"\n`, ['escape', 'escape']],
    ['requirements', `#requires -Version 7.2\n${strict}`, ['requires']],
    ['unknown cmdlets', `${strict}Get-Error\nTest-Json -Json '{}'\n`, ['cmdlet', 'cmdlet']],
    ['new parameters', `${strict}ConvertFrom-Json -InputObject '{}' -AsHashtable\n1 | ForEach-Object -Parallel { 1 }\nJoin-Path -Path a -ChildPath b -AdditionalChildPath c\n`, ['parameter', 'parameter', 'parameter']],
    ['shortened parameters', `${strict}Get-ChildItem -Pa .\n`, ['parameter']],
    ['aliases', `${strict}1 | % { $_ }\nls\n`, ['alias', 'alias']],
    ['other casing', `${strict}write-output 1\n`, ['casing']],
    ['new encodings', `${strict}Set-Content -Path a -Value b -Encoding utf8NoBOM\n`, ['encoding']],
    ['unapproved verbs, and those of PowerShell 6', `${strict}function Fetch-It { 1 }\nfunction Build-It { 1 }\n`, ['verb', 'verb']],
    ['new variables', `${strict}if ($IsWindows) { 1 }\n`, ['variable']],
    ['types of .NET', `${strict}[Text.Json.JsonDocument]::Parse('{}')\n[semver] '1.0.0'\n[System.Runtime.InteropServices.RuntimeInformation]::OSDescription\n`, ['type', 'type', 'type']],
    ['members of .NET', `${strict}[IO.Path]::GetRelativePath('a', 'b')\n[Convert]::ToHexString([byte[]] @(1))\n[Math]::Clamp(1, 2, 3)\n$a = 'x'\n$a.ReplaceLineEndings()\n`, ['member', 'member', 'member', 'member']],
    ['overloads of .NET', `${strict}$a = 'x'\n$a.Contains('x', 'Ordinal')\n[IO.File]::Move('a', 'b', $true)\n`, ['arguments', 'arguments']],
    ['bytes outside ASCII', `${strict}# caf\u00e9\n`, ['ascii']],
    ['a missing strict mode', `$a = 1\n`, ['strict-mode']],
  ];

  const good = [
    '#requires -Version 5.1', 'using namespace System.Text', '[CmdletBinding()]', 'param([Parameter(Mandatory)] [string] $Path)', 'Set-StrictMode -Version 3.0',
    'function Get-Thing { param([ValidateSet(\'a\', \'b\')] [string] $Name) "$Name`t`$x" }', 'class Thing { [int] $Number = 0x1F }',
    '$list = [Collections.Generic.List[string]]::new()', '$list.Add((Get-Thing -Name a))', '$list | Where-Object { $_ -like \'a*\' } |', '    ForEach-Object -Process { $_.Replace(\'a\', \'b\') }',
    'Microsoft.PowerShell.Utility\\Write-Output -InputObject 10KB', 'Dism\\Get-WindowsImage -ImagePath $Path', '& $Path', '1..3', '0xAB, 5L, 1.5d', '[IO.File]::Move(\'a\', \'b\')',
    '[Text.Encoding]::UTF8.GetBytes($Path) | Out-Null', 'Write-Progress -Activity a -Status b -Completed -Verbose:$false',
  ].join('\r\n');

  // One session for all: starting PowerShell takes longer than all the reading.
  before(async () => {
    shipped = await shippedScripts();
    const written = await Promise.all([...cases, ['good.ps1', good] as const].map(async ([name, script], index) => {
      const path = join(folder(), `case${index}.ps1`);
      await writeFile(path, script);
      return { name, path };
    }));
    findings = await checkScripts([...shipped.map((name) => ({ name, path: join(packageRoot(), name) })), ...written]);
  });
  const foundIn = (file: string): Finding[] => findings.filter((item) => item.file === file);

  it('ship with nothing that it lacks', () => {
    expect(shipped).to.include.members(['ps/bridge/OfflineServicing.Bridge.psm1', 'ps/bridge/OfflineServicing.Bridge.psd1', 'ps/bridge/private/Worker.ps1', 'module-manifest/OfflineServicing/OfflineServicing.psm1', 'module-manifest/OfflineServicing/OfflineServicing.psd1']);
    expect(shipped.flatMap(foundIn).map(({ file, line, rule, text }) => `${file}:${line} ${rule}: ${text}`)).to.deep.equal([]);
  });

  for (const [name, , rules] of cases) {
    it(`are found out when they have ${name}`, () => {
      expect(foundIn(name).map((item) => item.rule)).to.deep.equal(rules);
    });
  }

  it('are told by line, and blamed for nothing that 5.1 has', () => {
    expect(foundIn('members of .NET')[0]?.line).to.equal(2);
    expect(foundIn('good.ps1')).to.deep.equal([]);
  });
});
