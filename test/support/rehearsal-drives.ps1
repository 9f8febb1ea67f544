# Runs a script written for Windows on drives that are folders here: C: and D: below $Root.
param([string] $Module, [string] $Root, [string] $Script)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
foreach ($letter in 'C', 'D') {
    $null = New-PSDrive -Name $letter -PSProvider FileSystem -Root (Join-Path $Root $letter) -Scope Global
}
Import-Module $Module
[Console]::Out.WriteLine((ConvertTo-Json -InputObject (& $Script) -Depth 5 -Compress))
