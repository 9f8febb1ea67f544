# Write-Progress of a run: one activity for the run, below it one for each image that is worked on.

# Numbers of the activities; far from those that scripts usually take.
$script:OfflineServicingProgressId = 40000

# What a run needs to know of its progress.
function New-OfflineServicingProgress {
    param([string] $Activity)
    @{ Activity = $Activity; Shown = [ordered] @{}; Started = $false }
}

# Shows a progress record of the program: { phase, percent, secondsRemaining, targets: [{ target, state, activity, percent }] }.
function Write-OfflineServicingProgress {
    param([System.Management.Automation.PSCmdlet] $Caller, $Record, [hashtable] $Progress)
    $run = [System.Management.Automation.ProgressRecord]::new($script:OfflineServicingProgressId, $Progress.Activity, $Record.phase)
    $run.PercentComplete = [int] [math]::Floor($Record.percent)
    $left = Get-OfflineServicingProperty -Json $Record -Name 'secondsRemaining'
    if ($null -ne $left) { $run.SecondsRemaining = [int] $left }
    $Caller.WriteProgress($run)
    $Progress.Started = $true
    foreach ($target in $Record.targets) {
        if ($target.state -eq 'running') { Write-OfflineServicingTargetProgress -Caller $Caller -Target $target -Progress $Progress }
        elseif ($Progress.Shown.Contains($target.target)) { Complete-OfflineServicingTargetProgress -Caller $Caller -Name $target.target -Progress $Progress }
    }
}

function Write-OfflineServicingTargetProgress {
    param([System.Management.Automation.PSCmdlet] $Caller, $Target, [hashtable] $Progress)
    if (-not $Progress.Shown.Contains($Target.target)) {
        $used = @($Progress.Shown.Values)
        $id = $script:OfflineServicingProgressId + 1
        while ($used -contains $id) { $id += 1 }
        $Progress.Shown[$Target.target] = $id
    }
    $child = [System.Management.Automation.ProgressRecord]::new($Progress.Shown[$Target.target], $Target.target, $Target.activity)
    $child.ParentActivityId = $script:OfflineServicingProgressId
    $child.PercentComplete = [int] [math]::Floor($Target.percent)
    $Caller.WriteProgress($child)
}

function Complete-OfflineServicingTargetProgress {
    param([System.Management.Automation.PSCmdlet] $Caller, [string] $Name, [hashtable] $Progress)
    $child = [System.Management.Automation.ProgressRecord]::new($Progress.Shown[$Name], $Name, 'done')
    $child.ParentActivityId = $script:OfflineServicingProgressId
    $child.RecordType = [System.Management.Automation.ProgressRecordType]::Completed
    $Caller.WriteProgress($child)
    $Progress.Shown.Remove($Name)
}

# Takes everything away again at the end.
function Complete-OfflineServicingProgress {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Progress)
    if (-not $Progress.Started) { return }
    foreach ($name in @($Progress.Shown.Keys)) { Complete-OfflineServicingTargetProgress -Caller $Caller -Name $name -Progress $Progress }
    $run = [System.Management.Automation.ProgressRecord]::new($script:OfflineServicingProgressId, $Progress.Activity, 'done')
    $run.RecordType = [System.Management.Automation.ProgressRecordType]::Completed
    $Caller.WriteProgress($run)
}

# Progress of a command that has nothing to tell until its end; nothing in the first second, and then once a second.
function Write-OfflineServicingWaiting {
    param([hashtable] $Child)
    $seconds = [math]::Floor($Child.Clock.Elapsed.TotalSeconds)
    if ($seconds -le $Child.Shown) { return }
    $Child.Shown = $seconds
    Write-Progress -Id $script:OfflineServicingProgressId -Activity $Child.Activity -Status ('{0:hh\:mm\:ss}' -f $Child.Clock.Elapsed)
}

function Complete-OfflineServicingWaiting {
    param([hashtable] $Child)
    if ($Child.Shown -gt 0) { Write-Progress -Id $script:OfflineServicingProgressId -Activity $Child.Activity -Completed }
}
