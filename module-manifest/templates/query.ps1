# Commands that answer with one JSON document.

# Asks the program and writes the objects that it answers with.
function Invoke-OfflineServicingQuery {
    param([hashtable] $Call)
    $json = Receive-OfflineServicingDocument -Call $Call -ArgumentList @(Get-OfflineServicingArgument -Call $Call -Form '--json')
    if ($null -eq $json) { return }
    switch ($Call.Type) {
        'OfflineServicing.Update' {
            foreach ($file in $json.ignored) { Write-Verbose -Message "Not an update: $($file.path): $($file.reason)" }
            foreach ($update in $json.updates) { Write-OfflineServicingObject -Call $Call -Json $update }
        }
        'OfflineServicing.Run' {
            foreach ($run in $json.runs) { Write-OfflineServicingObject -Call $Call -Json $run -Add @{ WorkspacePath = $json.workspace } }
        }
        'OfflineServicing.ErrorEntry' {
            foreach ($entry in @($json)) { Write-OfflineServicingObject -Call $Call -Json $entry }
        }
        'OfflineServicing.MediaTest' {
            $passed = @($json.checks | Where-Object { -not $_.ok }).Count -eq 0
            if ($Call.Bound.ContainsKey('Quiet') -and $Call.Bound['Quiet']) { $Call.Caller.WriteObject($passed) }
            else { Write-OfflineServicingObject -Call $Call -Json $json -Add @{ Passed = $passed } }
        }
        'OfflineServicing.Plan' {
            foreach ($warning in $json.warnings) { Write-Warning -Message $warning }
            Write-OfflineServicingObject -Call $Call -Json $json -Add @{ MediaPath = $Call.Subject }
        }
        default { Write-OfflineServicingObject -Call $Call -Json $json }
    }
}

# Writes an object of the call's type.
function Write-OfflineServicingObject {
    param([hashtable] $Call, $Json, [hashtable] $Add = @{})
    $Call.Caller.WriteObject((ConvertTo-OfflineServicingObject -Type $Call.Type -Json $Json -Add $Add))
}

# The JSON document that the program answers with; nothing, and an error of the caller, where there is none.
function Receive-OfflineServicingDocument {
    param([hashtable] $Call, [string[]] $ArgumentList, [switch] $Changes)
    $target = if ($Call.Subject) { $Call.Subject } else { $Call.Command }
    $failure = $null
    $json = $null
    try {
        Write-Debug -Message (Join-OfflineServicingNativeArgument -ArgumentList $ArgumentList)
        $activity = Get-OfflineServicingActivity -Call $Call
        $answer = Receive-OfflineServicingText -Program $Call.Program -ArgumentList $ArgumentList -Changes:$Changes -Activity $activity
        if ($answer.Text.Trim() -eq '') { $report = New-OfflineServicingReport -Word 'answer' -End $answer }
        else {
            $json = Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $answer.Text
            $report = Get-OfflineServicingProperty -Json $json -Name 'error'
        }
        if ($null -ne $report) { $failure = New-OfflineServicingErrorRecord -Report $report -Target $target }
    }
    catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'ProgramFailed' -Category InvalidResult -Target $target }
    if ($failure) { Write-OfflineServicingError -Caller $Call.Caller -Record $failure } else { , $json }
}

# What is going on while the program works on an answer.
function Get-OfflineServicingActivity {
    param([hashtable] $Call)
    $doing = @{
        inspect = 'Reading'; updates = 'Reading updates'; service = 'Planning for'; plan = 'Planning for'; verify = 'Examining'
        runs = 'Reading runs'; diff = 'Comparing'; report = 'Making the report of'; clean = 'Clearing'; explain = 'Explaining'
    }
    "$($doing[$Call.Command]) $($Call.Subject)".Trim()
}
