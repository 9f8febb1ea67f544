# Bound parameters as arguments of the program.

# The flags of a command for bound parameters. Paths are resolved here; the media is left to the caller, who goes
# through them one by one.
function Get-OfflineServicingFlag {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, [System.Collections.IDictionary] $Bound)
    foreach ($name in @($Command.Parameter.Keys)) {
        if (-not $Bound.ContainsKey($name) -or $name -in 'MediaPath', 'LiteralPath') { continue }
        $parameter = $Command.Parameter[$name]
        foreach ($text in Get-OfflineServicingText -Caller $Caller -Shape $parameter.Shape -Value $Bound[$name]) {
            # One word for flag and value: a value may begin with a dash.
            if ($parameter.Shape -eq 'switch') { $parameter.Flag }
            elseif ($parameter.Flag) { '{0}={1}' -f $parameter.Flag, $text }
        }
    }
}

# The words that stand behind the flags.
function Get-OfflineServicingOperand {
    param([System.Management.Automation.PSCmdlet] $Caller, [hashtable] $Command, [System.Collections.IDictionary] $Bound)
    foreach ($name in @($Command.Parameter.Keys)) {
        if (-not $Bound.ContainsKey($name) -or $name -in 'MediaPath', 'LiteralPath') { continue }
        $parameter = $Command.Parameter[$name]
        if (-not $parameter.Flag) { Get-OfflineServicingText -Caller $Caller -Shape $parameter.Shape -Value $Bound[$name] }
    }
}

# A value as the program reads it, one text each item; see RequestFieldShape in src/schema/request-fields.ts.
function Get-OfflineServicingText {
    param([System.Management.Automation.PSCmdlet] $Caller, [string] $Shape, $Value)
    switch ($Shape) {
        'switch' { if ($Value) { 'true' } }
        'path' { Resolve-OfflineServicingPath -Caller $Caller -Path ([string] $Value) }
        'paths' { foreach ($path in $Value) { Expand-OfflineServicingPath -Caller $Caller -Path ([string] $path) } }
        'executable' {
            $text = [string] $Value
            if ($text -match '[\\/]') { Resolve-OfflineServicingPath -Caller $Caller -Path $text } else { $text }
        }
        'seconds' { Get-OfflineServicingDeadline -Value $Value }
        default { foreach ($item in $Value) { [string] $item } }
    }
}

# Deadlines as Cmdlet=seconds: out of a hashtable of seconds or time spans, or of texts of this form.
function Get-OfflineServicingDeadline {
    param($Value)
    foreach ($item in $Value) {
        if ($item -isnot [System.Collections.IDictionary]) { [string] $item; continue }
        foreach ($cmdlet in $item.Keys) {
            $time = $item[$cmdlet]
            if ($time -is [timespan]) { $time = [math]::Ceiling($time.TotalSeconds) }
            '{0}={1}' -f $cmdlet, $time
        }
    }
}
