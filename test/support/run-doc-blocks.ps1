# Runs blocks of documentation one after the other in one session, as a reader would, and says what became of each.
# Drives C: and D: are folders; cmdlets that only Windows has are stood in for by functions that take the same parameters.
# Parameters: a JSON file with { heading, text, whatIf } each; the folders of the drives; the file to write the errors to.
param([string] $BlockFile, [string] $DriveC, [string] $DriveD, [string] $ResultFile)
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$null = New-PSDrive -Name C -PSProvider FileSystem -Root $DriveC
$null = New-PSDrive -Name D -PSProvider FileSystem -Root $DriveD
function New-ScheduledTaskAction { param([string] $Execute, [string] $Argument) "$Execute $Argument" }
function New-ScheduledTaskTrigger { param([switch] $Weekly, [System.DayOfWeek[]] $DaysOfWeek, [datetime] $At) "$Weekly $DaysOfWeek $At" }
function Register-ScheduledTask { param([string] $TaskName, $Action, $Trigger, [string] $User, [string] $RunLevel) "$TaskName $Action $Trigger $User $RunLevel" }

$errors = @(foreach ($block in Get-Content -Raw -LiteralPath $BlockFile | ConvertFrom-Json) {
        [Console]::Out.WriteLine("#### $($block.heading)")
        $WhatIfPreference = $block.whatIf
        $failure = ''
        try { [Console]::Out.WriteLine((. ([scriptblock]::Create($block.text)) | Out-String -Width 120)) }
        catch { $failure = "$_ $($_.ScriptStackTrace)" }
        $WhatIfPreference = $false
        $failure
    })
ConvertTo-Json -InputObject $errors | Set-Content -LiteralPath $ResultFile
