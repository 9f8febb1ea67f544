# Bound parameters as arguments of the program.

# A call of the program: its arguments, what it is about and where its output goes. A parameter with many values makes a
# call for each; what does not resolve is an error of its own, and the others go on.
function Get-OfflineServicingCall {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, [System.Collections.IDictionary] $Bound)
    $many = @($Command.Parameter.Keys | Where-Object { $Bound.ContainsKey($_) -and $Command.Parameter[$_].ContainsKey('Many') })
    if ($many.Count -eq 0) {
        New-OfflineServicingCall -Caller $Caller -Command $Command -Bound $Bound -Subject @{ Flag = ''; Text = '' }
        return
    }
    foreach ($name in $many) {
        $parameter = $Command.Parameter[$name]
        foreach ($value in $Bound[$name]) {
            $failure = $null
            $texts = @()
            try { $texts = @(Get-OfflineServicingText -Caller $Caller -Parameter $parameter -Value $value) }
            catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'PathNotFound' -Category ObjectNotFound -Target $value }
            if ($failure) { Write-OfflineServicingError -Caller $Caller -Record $failure }
            foreach ($text in $texts) {
                New-OfflineServicingCall -Caller $Caller -Command $Command -Bound $Bound -Subject @{ Flag = $parameter.Flag; Text = $text }
            }
        }
    }
}

# One call, or nothing and an error where a parameter does not resolve.
function New-OfflineServicingCall {
    param(
        [System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, [System.Collections.IDictionary] $Bound, [hashtable] $Subject
    )
    $call = @{
        Caller = $Caller; Bound = $Bound; Type = $Command.Type; Program = $null
        Command = $Command.Command; Subject = $Subject.Text; Output = ''; Flags = @(); Operands = @()
    }
    $failure = $null
    try {
        if ($Subject.Text) { Add-OfflineServicingArgument -Call $call -Flag $Subject.Flag -Text $Subject.Text }
        foreach ($name in $Command.Parameter.Keys) {
            $parameter = $Command.Parameter[$name]
            if (-not $Bound.ContainsKey($name) -or $parameter.ContainsKey('Many') -or $parameter.Shape -eq 'local') { continue }
            $value = $Bound[$name]
            if ($parameter.Shape -in 'switch', 'off') {
                if ($value) { $call.Flags += $parameter.Flag }
                continue
            }
            foreach ($text in Get-OfflineServicingText -Caller $Caller -Parameter $parameter -Value $value -Subject $Subject.Text) {
                Add-OfflineServicingArgument -Call $call -Flag $parameter.Flag -Text $text
                if ($parameter.Flag -eq '--output') { $call.Output = $text }
            }
        }
    }
    catch { $failure = ConvertTo-OfflineServicingErrorRecord -Thrown $_ -Id 'PathNotFound' -Category ObjectNotFound -Target $Subject.Text }
    if ($failure) { Write-OfflineServicingError -Caller $Caller -Record $failure; return }
    # What a message names.
    if (-not $call.Subject -and $call.Operands.Count -gt 0) { $call.Subject = $call.Operands[0] }
    $call
}

# Flag and value are one word: a value may begin with a dash.
function Add-OfflineServicingArgument {
    param([hashtable] $Call, [string] $Flag, [string] $Text)
    if ($Flag) { $Call.Flags += "$Flag=$Text" } else { $Call.Operands += $Text }
}

# All arguments of a call, in the form that is wanted, e.g. --json; -Command asks another command the same.
function Get-OfflineServicingArgument {
    param([hashtable] $Call, [string[]] $Form = @(), [string] $Command = $Call.Command)
    $Command
    $Form
    $Call.Flags
    if ($Call.Operands.Count -gt 0) { '--'; $Call.Operands }
}

# A value as the program reads it, one text each item; the shapes are those of src/schema/parameter.ts.
function Get-OfflineServicingText {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Parameter, $Value, [string] $Subject = '')
    $paths = $Caller.SessionState.Path
    foreach ($item in $Value) {
        switch ($Parameter.Shape) {
            'literal' { Resolve-OfflineServicingPath -Paths $paths -Path $item }
            'root' {
                $root = Resolve-OfflineServicingPath -Paths $paths -Path $item
                [System.IO.Path]::Combine($root, (Get-OfflineServicingOutputName -MediaPath $Subject))
            }
            'executable' { if ("$item" -match '[\\/]') { Resolve-OfflineServicingPath -Paths $paths -Path $item } else { "$item" } }
            'seconds' { Get-OfflineServicingDeadline -Value $item }
            'choice' { $Parameter.Value | Where-Object { $_ -eq $item } }
            'names' { Get-OfflineServicingName -Parameter $Parameter -Value $item }
            'code' { Get-OfflineServicingCode -Value $item }
            { $_ -in 'path', 'paths' } {
                if ($Parameter.ContainsKey('Wildcard')) { Expand-OfflineServicingPath -Paths $paths -Path $item }
                else { Resolve-OfflineServicingPath -Paths $paths -Path $item }
            }
            default { "$item" }
        }
    }
}

# A name in the spelling of the program, where it knows all that there are.
function Get-OfflineServicingName {
    param([hashtable] $Parameter, [string] $Value)
    $known = @(if ($Parameter.ContainsKey('Value')) { $Parameter.Value | Where-Object { $_ -eq $Value } })
    if ($known.Count -gt 0) { $known[0] } else { $Value }
}

# An error as its HRESULT, anything else as text.
function Get-OfflineServicingCode {
    param($Value)
    if ($Value -is [System.Management.Automation.ErrorRecord]) { $Value = $Value.Exception }
    if ($Value -is [System.Exception]) { '0x{0:x8}' -f $Value.HResult } else { "$Value" }
}

# Deadlines as Cmdlet=seconds, out of a hashtable.
function Get-OfflineServicingDeadline {
    param([System.Collections.IDictionary] $Value)
    foreach ($cmdlet in $Value.Keys) { '{0}={1}' -f $cmdlet, $Value[$cmdlet] }
}
