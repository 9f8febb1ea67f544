# Runs a script written for Windows on drives that are folders here: C: and D: below $Root.
param([string] $Module, [string] $Root, [string] $Script)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$provider = (Get-Item $Root).PSProvider
foreach ($letter in 'C', 'D') {
    $drive = [System.Management.Automation.PSDriveInfo]::new($letter, $provider, (Join-Path $Root $letter), '', $null)
    $null = $ExecutionContext.SessionState.Drive.New($drive, 'Global')
}
Import-Module $Module
[Console]::Out.WriteLine((ConvertTo-Json -InputObject (& $Script) -Depth 5 -Compress))
