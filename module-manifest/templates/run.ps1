# Commands that run a request: events as they come, one result, and an end in good order whatever happens.

function Invoke-OfflineServicingRun {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Call, [hashtable] $Program, [string] $Type, [System.Collections.IDictionary] $Bound)
    $target = if ($Call.Subject) { $Call.Subject } else { $Call.Command }
    # Those that service media ask at a terminal; the others ask nothing.
    $services = $Type -eq 'OfflineServicing.Result'
    $form = @('--ndjson', '--control=stdin', '--quiet') + @(if ($services) { '--yes' })
    $arguments = @(Get-OfflineServicingArgument -Call $Call -Form $form)
    if (-not (Test-OfflineServicingOutputFree -Caller $Caller -Output $Call.Output)) {
        $exception = [System.ArgumentException]::new("Another media of this pipeline went into $($Call.Output) already.")
        $record = [System.Management.Automation.ErrorRecord]::new($exception, 'OutputUsed', 'InvalidArgument', $target)
        Add-OfflineServicingAdvice -Record $record -Advice 'Give -OutputRoot, in which each media gets a folder of its own name, or a script block: -OutputPath { ... }.'
        Write-OfflineServicingError -Caller $Caller -Record $record
        return
    }
    if (-not (Test-OfflineServicingConfirmed -Caller $Caller -Call $Call -Program $Program -Bound $Bound)) { return }
    $failure = $null
    try {
        Write-Debug -Message (Join-OfflineServicingNativeArgument -ArgumentList $arguments)
        $child = Start-OfflineServicingProcess -FilePath $Program.Node -ArgumentList (@($Program.Script) + $arguments) -WorkingDirectory $Program.Folder
    }
    catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'ProgramFailed' -Category ResourceUnavailable -Target $target }
    if ($failure) { Write-OfflineServicingError -Caller $Caller -Record $failure; return }
    $activity = if ($services) { "Servicing $target" } else { "Working on $target" }
    $outcome = Receive-OfflineServicingOutcome -Caller $Caller -Child $child -Activity $activity
    $result = $null
    if ($null -ne $outcome.Result) {
        $result = if ($services) { ConvertTo-OfflineServicingResult -Json $outcome.Result } else { ConvertTo-OfflineServicingObject -Type $Type -Json $outcome.Result }
    }
    if ($null -ne $outcome.Error) {
        Write-OfflineServicingError -Caller $Caller -Record (New-OfflineServicingErrorRecord -Report $outcome.Error -Target $target -Result $result)
        return
    }
    if ($services -and $result.UpToDate) { Write-Warning -Message "${target}: $($outcome.Result.plan.upToDate)" }
    elseif ($services) { Write-OfflineServicingInformation -Text "Report: $($result.ReportPath)" }
    $Caller.WriteObject($result)
}

# What the pipeline that runs now has been given as outputs.
$script:OfflineServicingOutput = @{ Caller = $null; Paths = @() }

# Whether no earlier object of the same pipeline went to this place: with -Force it would be replaced.
function Test-OfflineServicingOutputFree {
    param([System.Management.Automation.PSCmdlet] $Caller, [string] $Output)
    $used = $script:OfflineServicingOutput
    if (-not [object]::ReferenceEquals($used.Caller, $Caller)) {
        $used.Caller = $Caller
        $used.Paths = @()
    }
    if ($Output -and $used.Paths -contains $Output) { return $false }
    $used.Paths += $Output
    $true
}

# Reads a run to its end: { Error, Result }, as the program's last line has them. When the pipeline is stopped on the way,
# the program is told, and its end is waited for: it discards what is mounted.
function Receive-OfflineServicingOutcome {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Child, [string] $Activity)
    $progress = New-OfflineServicingProgress -Activity $Activity
    $outcome = @{ Error = $null; Result = $null }
    $strange = @()
    $complete = $false
    try {
        while ($null -ne ($line = Read-OfflineServicingLine -Child $Child)) {
            Write-Debug -Message $line
            $record = ConvertFrom-OfflineServicingLine -Line $line
            if ($null -eq $record) { $strange += $line }
            elseif ($record.type -in 'result', 'error') {
                $outcome.Result = Get-OfflineServicingProperty -Json $record -Name 'result'
                $outcome.Error = Get-OfflineServicingProperty -Json $record -Name 'error'
            }
            else { Write-OfflineServicingEvent -Caller $Caller -Record $record -Progress $progress }
        }
        $end = Wait-OfflineServicingProcess -Child $Child
        Complete-OfflineServicingProgress -Caller $Caller -Progress $progress
        $complete = $true
    }
    finally {
        if (-not $complete) { Stop-OfflineServicingRun -Child $Child }
        Close-OfflineServicingProcess -Child $Child
    }
    if ($null -eq $outcome.Result -and $null -eq $outcome.Error) {
        $outcome.Error = [pscustomobject] @{ code = 'internal'; message = "The program ended with exit code $($end.ExitCode) and no result"; details = @($strange) + @($end.ErrorText) }
    }
    $outcome
}

# The event of a line; nothing where the line is no event.
function ConvertFrom-OfflineServicingLine {
    param([string] $Line)
    try { $record = Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $Line }
    catch [System.ArgumentException], [System.InvalidOperationException] { return }
    if ($null -ne (Get-OfflineServicingProperty -Json $record -Name 'type')) { $record }
}

# Ends a run in good order. While a pipeline stops, nothing may be written to it any more: what there is to say goes to
# the host itself.
function Stop-OfflineServicingRun {
    param([hashtable] $Child)
    Show-OfflineServicingMessage -Text 'Stopping: what is mounted is discarded first.'
    Send-OfflineServicingCancel -Child $Child
    $last = $null
    while ($null -ne ($line = Read-OfflineServicingLine -Child $Child)) { $last = $line }
    [void] (Wait-OfflineServicingProcess -Child $Child)
    $report = Get-OfflineServicingProperty -Json (ConvertFrom-OfflineServicingLine -Line "$last") -Name 'error'
    if ($null -ne $report -and $report.code -ne 'cancelled') { Show-OfflineServicingMessage -Text (Get-OfflineServicingErrorText -Report $report) }
}

# Shows a text as a warning on the screen, where there is one.
function Show-OfflineServicingMessage {
    param([string] $Text)
    try { $Host.UI.WriteWarningLine($Text) }
    catch { $null = $_ }
}

# The result of a run. The finished media was looked at where it was made; here it is where it lies now.
function ConvertTo-OfflineServicingResult {
    param($Json)
    $started = ConvertTo-OfflineServicingTime -Value $Json.startedAt
    $ended = ConvertTo-OfflineServicingTime -Value $Json.finishedAt
    $result = ConvertTo-OfflineServicingObject -Type 'OfflineServicing.Result' -Json $Json -Add @{
        Duration = $ended - $started
        WorkspacePath = [System.IO.Path]::GetDirectoryName($Json.workspace)
    }
    if ($null -ne $result.After -and $result.MediaPath) { $result.After.MediaPath = $result.MediaPath }
    $result
}
