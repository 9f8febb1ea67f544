# Commands that run a request: events as they come, one result, and an end in good order whatever happens.

function Invoke-OfflineServicingRun {
    param(
        [System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, [System.Collections.IDictionary] $Bound,
        [hashtable] $Program, [string] $MediaPath
    )
    $failure = $null
    $outcome = @{ Error = $null; Result = $null }
    try {
        $mode = '--ndjson', '--control=stdin', '--yes', '--quiet'
        $arguments = @(Get-OfflineServicingArgument -Caller $Caller -Command $Command -Bound $Bound -MediaPath $MediaPath -Mode $mode)
    }
    catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'PathNotFound' -Category ObjectNotFound -Target $MediaPath }
    if ($failure) { $Caller.WriteError($failure); return }
    if (-not $Caller.ShouldProcess($MediaPath, 'Service Windows installation media')) { return }

    $folder = $Caller.SessionState.Path.CurrentFileSystemLocation.ProviderPath
    $progress = New-OfflineServicingProgress -Activity "Servicing $MediaPath"
    $child = Start-OfflineServicingProcess -FilePath $Program.Node -ArgumentList (@($Program.Script) + $arguments) -WorkingDirectory $folder
    try {
        while ($null -ne ($line = Read-OfflineServicingLine -Child $child)) {
            $record = Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $line
            switch ($record.type) {
                'result' { $outcome.Result = $record.result }
                'error' {
                    $outcome.Error = $record.error
                    $outcome.Result = Get-OfflineServicingProperty -Json $record -Name 'result'
                }
                default { Write-OfflineServicingEvent -Caller $Caller -Record $record -Progress $progress }
            }
        }
        $end = Wait-OfflineServicingProcess -Child $child
        Complete-OfflineServicingProgress -Caller $Caller -Progress $progress
    }
    finally {
        if (-not $child.Process.HasExited) {
            Send-OfflineServicingCancel -Child $child
            while ($null -ne (Read-OfflineServicingLine -Child $child)) { }
            [void] (Wait-OfflineServicingProcess -Child $child)
        }
        Close-OfflineServicingProcess -Child $child
    }
    $result = $null
    if ($null -ne $outcome.Result) { $result = ConvertTo-OfflineServicingResult -Json $outcome.Result }
    if ($null -ne $outcome.Error) {
        $Caller.WriteError((New-OfflineServicingErrorRecord -Report $outcome.Error -Target $MediaPath -Result $result))
    }
    elseif ($null -ne $result) { $Caller.WriteObject($result) }
    else {
        $report = [pscustomobject] @{ code = 'internal'; message = "The program ended with exit code $($end.ExitCode) and no result"; details = @($end.ErrorText) }
        $Caller.WriteError((New-OfflineServicingErrorRecord -Report $report -Target $MediaPath))
    }
}

function ConvertTo-OfflineServicingResult {
    param($Json)
    $started = ConvertTo-OfflineServicingTime -Value $Json.startedAt
    $ended = ConvertTo-OfflineServicingTime -Value $Json.finishedAt
    ConvertTo-OfflineServicingObject -Type 'OfflineServicing.Result' -Json $Json -Add @{ Duration = $ended - $started }
}
