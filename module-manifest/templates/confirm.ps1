# -WhatIf and -Confirm of commands that run a request.

# Whether to go on with a call. -WhatIf shows the plan of the program; -Confirm asks once a call.
function Test-OfflineServicingConfirmed {
    param([hashtable] $Call)
    $what = Get-OfflineServicingIntent -Call $Call
    $whatIf = if ($Call.Bound.ContainsKey('WhatIf')) { [bool] $Call.Bound['WhatIf'] } else { [bool] $WhatIfPreference }
    if ($whatIf -and $Call.Command -eq 'service') {
        $plan = Receive-OfflineServicingPlanText -Call $Call
        if ($null -eq $plan) { return $false }
        $what = "$what`n$plan"
    }
    $Call.Caller.ShouldProcess($what, "$what`?", $Call.Caller.MyInvocation.MyCommand.Name)
}

# What a call is going to do, in one line.
function Get-OfflineServicingIntent {
    param([hashtable] $Call)
    if ($Call.Command -eq 'resume') {
        $which = if ($Call.Subject) { "run $($Call.Subject)" } else { 'the latest run that did not end well' }
        return "Go on with $which"
    }
    switch ($Call.Command) {
        'iso' { return "Make the ISO file $($Call.Output)" }
        'export' { return "Export images into $($Call.Output)" }
        'split' { return "Split a WIM into $($Call.Output) and its further parts" }
    }
    $media = if ($Call.Subject) { $Call.Subject } else { 'of the configuration file' }
    $text = "Service the Windows installation media $media"
    if ($Call.Output) { $text = "$text into $($Call.Output)" }
    $text
}

# The plan as the program shows it to people; nothing, and an error of the caller, where there is none.
function Receive-OfflineServicingPlanText {
    param([hashtable] $Call)
    $arguments = @(Get-OfflineServicingArgument -Call $Call -Command 'plan' -Form '--no-color')
    $activity = Get-OfflineServicingActivity -Call $Call
    $answer = Receive-OfflineServicingText -Program $Call.Program -ArgumentList $arguments -Activity $activity
    if ($answer.ExitCode -eq 0) { return $answer.Text.TrimEnd() }
    # Once more as a document, for an error with all that belongs to it.
    $arguments = @(Get-OfflineServicingArgument -Call $Call -Command 'plan' -Form '--json')
    [void] (Receive-OfflineServicingDocument -Call $Call -ArgumentList $arguments)
}
