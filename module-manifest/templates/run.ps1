# Commands that run a request: events as they come, one result, and an end in good order whatever happens.

function Invoke-OfflineServicingRun {
    param([hashtable] $Call)
    $target = if ($Call.Subject) { $Call.Subject } else { $Call.Command }
    if (-not (Test-OfflineServicingOutputFree -Call $Call)) {
        $record = New-OfflineServicingOutputRecord -Call $Call -Target $target
        Write-OfflineServicingError -Caller $Call.Caller -Record $record
        return
    }
    if (-not (Test-OfflineServicingConfirmed -Call $Call)) { return }
    $child = Start-OfflineServicingRun -Call $Call -Target $target
    if ($null -eq $child) { return }
    # Those that service media have a plan and a report; the others make a file.
    $services = $Call.Type -eq 'OfflineServicing.Result'
    $activity = if ($services) { "Servicing $target" } else { "Working on $target" }
    $outcome = Receive-OfflineServicingOutcome -Caller $Call.Caller -Child $child -Activity $activity
    $result = $null
    if ($null -ne $outcome.Result -and $services) { $result = ConvertTo-OfflineServicingResult -Json $outcome.Result }
    elseif ($null -ne $outcome.Result) { $result = ConvertTo-OfflineServicingObject -Type $Call.Type -Json $outcome.Result }
    if ($null -ne $outcome.Error) {
        $record = New-OfflineServicingErrorRecord -Report $outcome.Error -Target $target -Result $result
        Write-OfflineServicingError -Caller $Call.Caller -Record $record
        return
    }
    if ($services -and $result.UpToDate) { Write-Warning -Message "${target}: $($outcome.Result.plan.upToDate)" }
    elseif ($services) { Write-OfflineServicingInformation -Text "Report: $($result.ReportPath)" }
    $Call.Caller.WriteObject($result)
}

# The program at work on a call; nothing, and an error of the caller, where it cannot be started.
function Start-OfflineServicingRun {
    param([hashtable] $Call, [string] $Target)
    $form = @('--ndjson', '--control=stdin', '--quiet')
    # Those that service media ask at a terminal; the others ask nothing.
    if ($Call.Type -eq 'OfflineServicing.Result') { $form += '--yes' }
    $failure = $null
    try {
        $arguments = @(Get-OfflineServicingArgument -Call $Call -Form $form)
        Write-Debug -Message (Join-OfflineServicingNativeArgument -ArgumentList $arguments)
        $words = @($Call.Program.Script) + $arguments
        Start-OfflineServicingProcess -FilePath $Call.Program.Node -ArgumentList $words -WorkingDirectory $Call.Program.Folder
    }
    catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'ProgramFailed' -Category ResourceUnavailable -Target $Target }
    if ($failure) { Write-OfflineServicingError -Caller $Call.Caller -Record $failure }
}

# What the pipeline that runs now has been given as outputs.
$script:OfflineServicingOutput = @{ Caller = $null; Paths = @() }

# Whether no earlier object of the same pipeline went to this place: with -Force it would be replaced.
function Test-OfflineServicingOutputFree {
    param([hashtable] $Call)
    $used = $script:OfflineServicingOutput
    if (-not [object]::ReferenceEquals($used.Caller, $Call.Caller)) {
        $used.Caller = $Call.Caller
        $used.Paths = @()
    }
    if ($Call.Output -and $used.Paths -contains $Call.Output) { return $false }
    $used.Paths += $Call.Output
    $true
}

function New-OfflineServicingOutputRecord {
    param([hashtable] $Call, [string] $Target)
    $exception = [System.ArgumentException]::new("Another media of this pipeline went into $($Call.Output) already.")
    $record = [System.Management.Automation.ErrorRecord]::new($exception, 'OutputUsed', 'InvalidArgument', $Target)
    $advice = 'Give -OutputRoot, in which each media gets a folder of its own name, or a script block: -OutputPath { ... }.'
    Add-OfflineServicingAdvice -Record $record -Advice $advice
    $record
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
        $end.ErrorText = (@($strange) + $end.ErrorText) -join [System.Environment]::NewLine
        $outcome.Error = New-OfflineServicingReport -Word 'result' -End $end
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
    catch { return }
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
