# Commands that answer with one JSON document.

# Asks the program and writes the objects that it answers with.
function Invoke-OfflineServicingQuery {
    param(
        [System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Call, [hashtable] $Program, [string] $Type,
        [System.Collections.IDictionary] $Bound
    )
    $arguments = @(Get-OfflineServicingArgument -Call $Call -Form '--json')
    $json = Receive-OfflineServicingDocument -Caller $Caller -Call $Call -Program $Program -ArgumentList $arguments
    if ($null -eq $json) { return }
    switch ($Type) {
        'OfflineServicing.Update' {
            foreach ($file in $json.ignored) { Write-Verbose -Message "Not an update: $($file.path): $($file.reason)" }
            foreach ($update in $json.updates) { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Type -Json $update)) }
        }
        'OfflineServicing.Run' {
            foreach ($run in $json.runs) { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Type -Json $run -Add @{ WorkspacePath = $json.workspace })) }
        }
        'OfflineServicing.ErrorEntry' {
            foreach ($entry in @($json)) { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Type -Json $entry)) }
        }
        'OfflineServicing.MediaTest' {
            $passed = @($json.checks | Where-Object { -not $_.ok }).Count -eq 0
            if ($Bound.ContainsKey('Quiet') -and $Bound['Quiet']) { $Caller.WriteObject($passed) }
            else { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Type -Json $json -Add @{ Passed = $passed })) }
        }
        'OfflineServicing.Plan' {
            foreach ($warning in $json.warnings) { Write-Warning -Message $warning }
            $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Type -Json $json -Add @{ MediaPath = $Call.Subject }))
        }
        default { $Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Type -Json $json)) }
    }
}

# The JSON document that the program answers with; nothing, and an error of the caller, where there is none.
function Receive-OfflineServicingDocument {
    param(
        [System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Call, [hashtable] $Program, [string[]] $ArgumentList,
        [switch] $Changes
    )
    $target = if ($Call.Subject) { $Call.Subject } else { $Call.Command }
    Write-Debug -Message (Join-OfflineServicingNativeArgument -ArgumentList $ArgumentList)
    $failure = $null
    $json = $null
    try {
        $answer = Receive-OfflineServicingText -Program $Program -ArgumentList $ArgumentList -Changes:$Changes -Activity (Get-OfflineServicingActivity -Call $Call)
        if ($answer.Text.Trim() -eq '') {
            $report = [pscustomobject] @{ code = 'internal'; message = "The program ended with exit code $($answer.ExitCode) and no answer"; details = @($answer.ErrorText) }
        }
        else {
            $json = Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $answer.Text
            $report = Get-OfflineServicingProperty -Json $json -Name 'error'
        }
        if ($null -ne $report) { $failure = New-OfflineServicingErrorRecord -Report $report -Target $target }
    }
    catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'ProgramFailed' -Category InvalidResult -Target $target }
    if ($failure) { Write-OfflineServicingError -Caller $Caller -Record $failure } else { , $json }
}

# What is going on while the program works on an answer.
function Get-OfflineServicingActivity {
    param([hashtable] $Call)
    $doing = @{ inspect = 'Reading'; updates = 'Reading updates'; plan = 'Planning for'; verify = 'Examining'; runs = 'Reading runs'; clean = 'Clearing'; explain = 'Explaining' }
    "$($doing[$Call.Command]) $($Call.Subject)".Trim()
}
