# Loads the module and does with it what needs neither DISM nor elevation, up to the plan, on the committed fixtures.
# Parameters: the folder of the module; the folder that holds media and updates. Throws at the first thing that is not so.
param([string] $Module, [string] $Fixtures)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

function Assert-True {
    param([bool] $Condition, [string] $What)
    if (-not $Condition) { throw "Not so: $What" }
    "ok  $What"
}

"PowerShell $($PSVersionTable.PSVersion) $($PSVersionTable.PSEdition)"
$manifest = Test-ModuleManifest -Path (Join-Path $Module 'OfflineServicing.psd1')
Import-Module (Resolve-Path -Path $Module).ProviderPath
$commands = @(Get-Command -Module OfflineServicing)
Assert-True ($commands.Count -eq $manifest.ExportedFunctions.Count) "the module exports the $($commands.Count) functions of its manifest"

foreach ($command in $commands) {
    $help = Get-Help $command.Name -Full
    Assert-True ($help.Synopsis -and @($help.examples.example).Count -ge 3) "$($command.Name) has help with examples"
}

$media = Join-Path $Fixtures 'media'
$updates = Join-Path $Fixtures 'updates'
$found = Get-OfflineServicingMedia $media
Assert-True ($found.Build -eq 17134 -and 'Professional' -in $found.Editions) 'the media is Windows 10 1803 and has Professional'
Assert-True (@(Get-OfflineServicingUpdate $updates | Where-Object Kind -EQ 'cumulative').Count -eq 1) 'one of the updates is cumulative'
$plan = $found | Get-OfflineServicingPlan -UpdatePath $updates -Edition Professional -WarningAction SilentlyContinue
Assert-True ($plan.Recipe -eq 'classic' -and $plan.Steps.Count -gt 20) "the plan has $($plan.Steps.Count) steps of the recipe classic"
Assert-True ($plan.EstimatedTime -is [timespan]) 'the estimate is a TimeSpan'
$output = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
Invoke-OfflineServicing $media $updates $output -WhatIf -WarningAction SilentlyContinue
Assert-True (-not (Test-Path $output)) '-WhatIf makes nothing'
Assert-True ((Get-OfflineServicingError 0x800f0823).HResult -eq 0x800f0823) 'an error code is explained'
$failed = $null
Get-OfflineServicingMedia (Join-Path $Fixtures 'updates') -ErrorAction SilentlyContinue -ErrorVariable failed
Assert-True ($failed.Count -gt 0 -and $failed[0].ErrorDetails.RecommendedAction) 'a folder without media is an error with advice'
$text = $plan | Format-List | Out-String -Width 120
Assert-True ($text -match 'classic') 'the plan has a view'
