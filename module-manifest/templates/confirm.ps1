# -WhatIf and -Confirm of commands that run a request.

# Whether to go on with a call. -WhatIf shows the plan of the program; -Confirm asks once a call.
function Test-OfflineServicingConfirmed {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Call, [hashtable] $Program, [System.Collections.IDictionary] $Bound)
    $what = Get-OfflineServicingIntent -Call $Call
    $whatIf = if ($Bound.ContainsKey('WhatIf')) { [bool] $Bound['WhatIf'] } else { [bool] $WhatIfPreference }
    if ($whatIf -and $Call.Command -eq 'service') {
        $plan = Receive-OfflineServicingPlanText -Caller $Caller -Call $Call -Program $Program
        if ($null -eq $plan) { return $false }
        $what = "$what`n$plan"
    }
    $Caller.ShouldProcess($what, "$what`?", $Caller.MyInvocation.MyCommand.Name)
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
    $text = if ($Call.Subject) { "Service the Windows installation media $($Call.Subject)" } else { 'Service the Windows installation media of the configuration file' }
    if ($Call.Output) { $text = "$text into $($Call.Output)" }
    $text
}

# The plan as the program shows it to people; nothing, and an error of the caller, where there is none.
function Receive-OfflineServicingPlanText {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Call, [hashtable] $Program)
    $arguments = @(Get-OfflineServicingArgument -Call $Call -Command 'plan' -Form '--no-color')
    $answer = Receive-OfflineServicingText -Program $Program -ArgumentList $arguments -Activity "Planning for $($Call.Subject)"
    if ($answer.ExitCode -eq 0) { return $answer.Text.TrimEnd() }
    # Once more as a document, for an error with all that belongs to it.
    $arguments = @(Get-OfflineServicingArgument -Call $Call -Command 'plan' -Form '--json')
    [void] (Receive-OfflineServicingDocument -Caller $Caller -Call $Call -Program $Program -ArgumentList $arguments)
}
