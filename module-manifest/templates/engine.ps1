# The one function behind every command of the module.

# Does what the command of this name does with the parameters that are bound.
function Invoke-OfflineServicingEngine {
    param([System.Management.Automation.PSCmdlet] $Caller, [string] $Name, [System.Collections.IDictionary] $Bound)
    # A module sees the preferences of the session only, not those that the calling script has set for itself. What is
    # set by a parameter is in this scope already.
    $variables = $Caller.SessionState.PSVariable
    if (-not $Bound.ContainsKey('WarningAction')) { $WarningPreference = $variables.GetValue('WarningPreference', 'Continue') }
    if (-not $Bound.ContainsKey('InformationAction')) { $InformationPreference = $variables.GetValue('InformationPreference', 'SilentlyContinue') }
    if (-not $Bound.ContainsKey('ProgressAction')) { $ProgressPreference = $variables.GetValue('ProgressPreference', 'Continue') }
    if (-not $Bound.ContainsKey('Verbose')) { $VerbosePreference = $variables.GetValue('VerbosePreference', 'SilentlyContinue') }
    if (-not $Bound.ContainsKey('Debug')) { $DebugPreference = $variables.GetValue('DebugPreference', 'SilentlyContinue') }
    # Windows PowerShell would stop and ask at each of the thousand messages of a run.
    elseif ($Bound['Debug']) { $DebugPreference = 'Continue' }
    if (-not $Bound.ContainsKey('WhatIf')) { $WhatIfPreference = $variables.GetValue('WhatIfPreference', $false) }
    if (-not $Bound.ContainsKey('Confirm')) { $ConfirmPreference = $variables.GetValue('ConfirmPreference', 'High') }
    # What goes wrong in here ends the command; errors of media are written apart (Write-OfflineServicingError).
    $ErrorActionPreference = 'Stop'

    # Texts that are written below are worded for this cmdlet (ConvertTo-OfflineServicingWording).
    $OfflineServicingSpeaker = $Name
    $command = $script:OfflineServicingCommand[$Name]
    $program = Get-OfflineServicingProgram -Caller $Caller
    foreach ($call in Get-OfflineServicingCall -Caller $Caller -Command $command -Bound $Bound) {
        $call.Program = $program
        if ($command.Mode -eq 'run') { Invoke-OfflineServicingRun -Call $call }
        elseif ($command.Command -eq 'clean') { Invoke-OfflineServicingClean -Call $call }
        elseif ($command.Command -eq 'report') { Invoke-OfflineServicingReport -Call $call }
        else { Invoke-OfflineServicingQuery -Call $call }
    }
}

# Node, the program and the folder that it works in; without them the command ends.
function Get-OfflineServicingProgram {
    param([System.Management.Automation.PSCmdlet] $Caller)
    $record = $null
    try { $node = Find-OfflineServicingNode }
    catch {
        $advice = 'Install Node.js (LTS) from https://nodejs.org/en/download, ' +
            'or name its executable in the environment variable OFFLINE_SERVICING_NODE.'
        $record = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'NodeNotFound' -Category NotInstalled -Target 'node' -Advice $advice
    }
    if ($record) { $Caller.ThrowTerminatingError($record) }
    try { $script = Find-OfflineServicingScript }
    catch {
        $advice = 'Copy the whole folder of the module, or install the npm package offline-servicing ' +
            'and import the module that "offline-servicing module-path" names.'
        $record = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'ProgramNotFound' -Category NotInstalled -Target $PSScriptRoot -Advice $advice
    }
    if ($record) { $Caller.ThrowTerminatingError($record) }
    @{ Node = $node; Script = $script; Folder = $Caller.SessionState.Path.CurrentFileSystemLocation.ProviderPath }
}
