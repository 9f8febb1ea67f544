# Commands that answer with one JSON document and change nothing.

function Invoke-OfflineServicingQuery {
    param(
        [System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, [System.Collections.IDictionary] $Bound,
        [hashtable] $Program, [string] $MediaPath
    )
    $target = if ($MediaPath) { $MediaPath } else { $Command.Command }
    $failure = $null
    $answer = $null
    try {
        $arguments = @(Get-OfflineServicingArgument -Caller $Caller -Command $Command -Bound $Bound -MediaPath $MediaPath -Mode '--json')
        $Caller.WriteDebug(($arguments -join ' '))
        $folder = $Caller.SessionState.Path.CurrentFileSystemLocation.ProviderPath
        $answer = Receive-OfflineServicingText -FilePath $Program.Node -ArgumentList (@($Program.Script) + $arguments) -WorkingDirectory $folder
        $json = Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $answer.Text
        $report = Get-OfflineServicingProperty -Json $json -Name 'error'
        if ($null -ne $report) { $failure = New-OfflineServicingErrorRecord -Report $report -Target $target }
    }
    catch [System.Management.Automation.PipelineStoppedException] { throw }
    catch {
        $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'ProgramFailed' -Category InvalidResult -Target $target
    }
    if ($failure) { $Caller.WriteError($failure) }
    else { Write-OfflineServicingAnswer -Caller $Caller -Command $Command -Json $json -MediaPath $MediaPath }
}

# All arguments of a command for one media.
function Get-OfflineServicingArgument {
    param(
        [System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, [System.Collections.IDictionary] $Bound,
        [string] $MediaPath, [string[]] $Mode
    )
    $Command.Command
    $Mode
    if ($MediaPath -and $Command.Parameter.MediaPath.Flag) { '{0}={1}' -f $Command.Parameter.MediaPath.Flag, $MediaPath }
    Get-OfflineServicingFlag -Caller $Caller -Command $Command -Bound $Bound
    $operands = @(
        if ($MediaPath -and -not $Command.Parameter.MediaPath.Flag) { $MediaPath }
        Get-OfflineServicingOperand -Caller $Caller -Command $Command -Bound $Bound
    )
    if ($operands.Count -gt 0) { '--'; $operands }
}

# Writes the objects that a document stands for.
function Write-OfflineServicingAnswer {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, $Json, [string] $MediaPath)
    switch ($Command.Type) {
        'OfflineServicing.Update' {
            foreach ($file in $Json.ignored) { $Caller.WriteVerbose("Not an update: $($file.path): $($file.reason)") }
            foreach ($update in $Json.updates) { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Command.Type -Json $update)) }
        }
        'OfflineServicing.Run' {
            foreach ($run in $Json.runs) { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Command.Type -Json $run -Add @{ WorkspacePath = $Json.workspace })) }
        }
        'OfflineServicing.MediaTest' {
            $passed = @($Json.checks | Where-Object { -not $_.ok }).Count -eq 0
            $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Command.Type -Json $Json -Add @{ Passed = $passed }))
        }
        'OfflineServicing.Plan' {
            $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Command.Type -Json $Json -Add @{ MediaPath = $MediaPath }))
        }
        default { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Command.Type -Json $Json)) }
    }
}
