# The second runspace: cmdlets run there, so that the session's own thread can pass on what happens and stop them.

$script:WaitMilliseconds = 40
$script:ProgressMilliseconds = 100
$script:ClientCheckMilliseconds = 2000

function Open-Worker {
    # From CreateDefault2: a runspace from no initial state loads snap-ins that a minimal host lacks. Its host has no
    # console, so nothing that a cmdlet asks or prints can reach the wire.
    $runspace = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
    # One thread for all calls. It holds the process open until the runspace is closed.
    $runspace.ThreadOptions = [Management.Automation.Runspaces.PSThreadOptions]::ReuseThread
    $runspace.Open()
    $runspace.SessionStateProxy.SetVariable('ConfirmPreference', 'None')
    $runspace
}

function Import-WorkerModule {
    # Imports a module into the worker by its absolute path, taken literally, and returns its description.
    param([string] $Path)
    $import = [powershell]::Create()
    try {
        $import.Runspace = $script:Bridge.Runspace
        $parameters = @{ Name = [Management.Automation.WildcardPattern]::Escape($Path); PassThru = $true; DisableNameChecking = $true; ErrorAction = 'Stop' }
        $null = $import.AddCommand('Microsoft.PowerShell.Core\Import-Module').AddParameters($parameters)
        $import.Invoke()[0]
    }
    finally { $import.Dispose() }
}

function Invoke-WorkerCmdlet {
    # Runs one cmdlet and sends its frames: what happens while it runs, then its output, then 'done' or 'error'.
    param([hashtable] $Call, [string] $Command, [Collections.IDictionary] $Parameters)
    $worker = [powershell]::Create()
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    $nothing = [Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    try {
        $worker.Runspace = $script:Bridge.Runspace
        $null = $worker.AddCommand($Command).AddParameters($Parameters)
        $thrown = $null
        $running = $worker.BeginInvoke($nothing, $output)
        $stopped = $script:WaitWorker.InvokeReturnAsIs($Call, $worker, $running, $output)
        # A terminating error does not always make EndInvoke throw: look in the stream first.
        try { $null = $worker.EndInvoke($running) } catch { $thrown = $_.Exception.InnerException }
        $script:SendStream.InvokeReturnAsIs($Call, $worker, $output, $true)
        $problems = [Collections.Generic.List[object]]::new()
        if ($worker.Streams.Error.Count -gt 0) { $problems.AddRange($worker.Streams.Error.ReadAll()) }
        if ($problems.Count -eq 0 -and $null -ne $thrown) { $problems.Add($thrown) }
        if ($worker.InvocationStateInfo.State -eq [Management.Automation.PSInvocationState]::Stopped) {
            if (-not $stopped) { $stopped = 'cancelled' }
            if ($problems.Count -eq 0) { $problems.Add([OperationCanceledException]::new()) }
            Write-ErrorFrame $Call $stopped $problems
        }
        elseif ($problems.Count -gt 0 -or $worker.HadErrors) {
            if ($problems.Count -eq 0) { $problems.Add([InvalidOperationException]::new('The cmdlet reported errors and told none')) }
            Write-ErrorFrame $Call 'cmdlet' $problems
        }
        else {
            $script:WriteLastFrame.InvokeReturnAsIs($Call)
        }
    }
    finally {
        if ($null -ne $Call.Spool) { Close-Spool $Call }
        $worker.Dispose()
        $output.Dispose()
        $nothing.Dispose()
    }
}

function Wait-Worker {
    # Returns why the cmdlet was told to stop: 'cancelled', 'deadline' or '' for not at all.
    param([hashtable] $Call, [powershell] $Worker, [IAsyncResult] $Running, [Management.Automation.PSDataCollection[psobject]] $Output)
    $stopped = ''
    $clientCheck = 0
    while (-not $Running.AsyncWaitHandle.WaitOne($script:WaitMilliseconds)) {
        $script:SendStream.InvokeReturnAsIs($Call, $Worker, $Output, $false)
        if ($stopped) { continue }
        $elapsed = $Call.Clock.ElapsedMilliseconds
        if ([IO.File]::Exists($Call.CancelFile)) { $stopped = 'cancelled' }
        elseif ($elapsed -gt $Call.DeadlineMilliseconds) { $stopped = 'deadline' }
        elseif ($elapsed -gt $clientCheck) {
            # A cmdlet must not outlive the client that would have cleaned up after it.
            $clientCheck = $elapsed + $script:ClientCheckMilliseconds
            if (Test-ClientGone) { $stopped = 'cancelled' }
        }
        # Not Stop: it waits, and native code may take its time to notice.
        if ($stopped) { $null = $Worker.BeginStop($null, $null) }
    }
    $stopped
}

function Test-ClientGone {
    # Where we may not ask, the client counts as there.
    try { $script:Bridge.Client.HasExited } catch { $false }
}

function Send-Stream {
    # Passes on what the cmdlet has said since the last time. ReadAll empties a stream, so none grows.
    param([hashtable] $Call, [powershell] $Worker, [Management.Automation.PSDataCollection[psobject]] $Output, [bool] $IsLast)
    $streams = $Worker.Streams
    if ($streams.Progress.Count -gt 0) {
        foreach ($record in $streams.Progress.ReadAll()) {
            if ($record.RecordType -ne [Management.Automation.ProgressRecordType]::Completed) { $Call.Progress = $record }
        }
    }
    $now = $Call.Clock.ElapsedMilliseconds
    if ($null -ne $Call.Progress -and ($IsLast -or $now -ge $Call.ProgressAt)) {
        Write-MapFrame $Call 'progress' ([ordered] @{
                percent = $Call.Progress.PercentComplete; activity = $Call.Progress.Activity; status = $Call.Progress.StatusDescription
            })
        $Call.Progress = $null
        $Call.ProgressAt = $now + $script:ProgressMilliseconds
    }
    if ($streams.Warning.Count -gt 0) {
        foreach ($record in $streams.Warning.ReadAll()) { Write-MapFrame $Call 'warning' @{ text = $record.Message } }
    }
    if ($streams.Verbose.Count -gt 0) {
        foreach ($record in $streams.Verbose.ReadAll()) { Write-MapFrame $Call 'verbose' @{ text = $record.Message } }
    }
    if ($streams.Information.Count -gt 0) { $streams.Information.Clear() }
    if ($streams.Debug.Count -gt 0) { $streams.Debug.Clear() }
    if ($Output.Count -gt 0) { $script:AddOutput.InvokeReturnAsIs($Call, $Output.ReadAll()) }
}
