# The one function behind every command of the module.

# Does what the command of this name does with the parameters that are bound.
function Invoke-OfflineServicingEngine {
    param([System.Management.Automation.PSCmdlet] $Caller, [string] $Name, [System.Collections.IDictionary] $Bound)
    # Preferences that the caller's script has set; a module sees only those of the whole session.
    $ErrorActionPreference = $Caller.SessionState.PSVariable.GetValue('ErrorActionPreference', $ErrorActionPreference)
    $WarningPreference = $Caller.SessionState.PSVariable.GetValue('WarningPreference', $WarningPreference)
    $InformationPreference = $Caller.SessionState.PSVariable.GetValue('InformationPreference', $InformationPreference)
    $VerbosePreference = $Caller.SessionState.PSVariable.GetValue('VerbosePreference', $VerbosePreference)
    $ProgressPreference = $Caller.SessionState.PSVariable.GetValue('ProgressPreference', $ProgressPreference)
    $WhatIfPreference = $Caller.SessionState.PSVariable.GetValue('WhatIfPreference', $WhatIfPreference)
    $ConfirmPreference = $Caller.SessionState.PSVariable.GetValue('ConfirmPreference', $ConfirmPreference)

    $command = $script:OfflineServicingCommand[$Name]
    try {
        $program = @{ Node = Find-OfflineServicingNode; Script = Find-OfflineServicingProgram }
    }
    catch {
        $advice = 'Install Node.js (LTS) from https://nodejs.org/en/download, or name its executable in the environment variable OFFLINE_SERVICING_NODE.'
        $record = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'ProgramNotFound' -Category NotInstalled -Advice $advice
        $Caller.ThrowTerminatingError($record)
    }
    foreach ($media in Get-OfflineServicingMediaPath -Caller $Caller -Bound $Bound) {
        if ($command.Mode -eq 'run') { Invoke-OfflineServicingRun -Caller $Caller -Command $command -Bound $Bound -Program $program -MediaPath $media }
        else { Invoke-OfflineServicingQuery -Caller $Caller -Command $command -Bound $Bound -Program $program -MediaPath $media }
    }
}

# The media that are bound, with their full paths; an empty text where the command has none. What does not resolve is an
# error of its own, and the others go on.
function Get-OfflineServicingMediaPath {
    param([System.Management.Automation.PSCmdlet] $Caller, [System.Collections.IDictionary] $Bound)
    if (-not ($Bound.ContainsKey('MediaPath') -or $Bound.ContainsKey('LiteralPath'))) { return '' }
    $given = foreach ($name in 'MediaPath', 'LiteralPath') {
        if ($Bound.ContainsKey($name)) { foreach ($path in $Bound[$name]) { @{ Path = [string] $path; Literal = $name -eq 'LiteralPath' } } }
    }
    foreach ($item in $given) {
        $found = $null
        $failure = $null
        try {
            if ($item.Literal) { $found = Resolve-OfflineServicingPath -Caller $Caller -Path $item.Path }
            else { $found = Expand-OfflineServicingPath -Caller $Caller -Path $item.Path }
        }
        catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'MediaNotFound' -Category ObjectNotFound -Target $item.Path }
        if ($failure) { $Caller.WriteError($failure) } else { $found }
    }
}
