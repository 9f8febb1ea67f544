# Answers the requests on standard input, one JSON line each, with one JSON line: what came out of every stream of every
# call. Each call runs in a second runspace, as the bridge does it.
param([string] $Module)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

function ConvertTo-Plain($Value) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [enum]) { return "$Value" }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('o', [cultureinfo]::InvariantCulture) }
    if ($Value -is [string] -or $Value -is [bool] -or $Value.GetType().IsPrimitive) { return $Value }
    if ($Value -is [System.Collections.IEnumerable]) {
        return , @(foreach ($item in $Value) { ConvertTo-Plain $item })
    }
    $plain = [ordered] @{ '$type' = $Value.PSObject.TypeNames[0] }
    foreach ($property in $Value.PSObject.Properties) { $plain[$property.Name] = ConvertTo-Plain $property.Value }
    return $plain
}

function Get-Failure($Caught) {
    $record = $Caught
    if ($Caught.Exception.InnerException -is [System.Management.Automation.RuntimeException]) {
        $record = $Caught.Exception.InnerException.ErrorRecord
    }
    return [ordered] @{
        hresult  = '0x{0:x8}' -f $record.Exception.HResult
        message  = $record.Exception.Message
        type     = $record.Exception.GetType().FullName
        id       = $record.FullyQualifiedErrorId
        category = $record.CategoryInfo.ToString()
    }
}

$state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
$state.ImportPSModule([string[]] @($Module))
$runspace = [runspacefactory]::CreateRunspace($state)
$runspace.Open()
$runspace.SessionStateProxy.SetVariable('VerbosePreference', 'Continue')

function Invoke-Call($Call) {
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    $null = $shell.AddCommand("Dism\$($Call.cmdlet)")
    foreach ($parameter in $Call.parameters.PSObject.Properties) { $null = $shell.AddParameter($parameter.Name, $parameter.Value) }
    if ($Call.PSObject.Properties['pipedTo']) {
        $null = $shell.AddCommand("Dism\$($Call.pipedTo.cmdlet)")
        foreach ($parameter in $Call.pipedTo.parameters.PSObject.Properties) { $null = $shell.AddParameter($parameter.Name, $parameter.Value) }
    }
    $failure = $null
    $output = @()
    try {
        $pending = $shell.BeginInvoke()
        if ($Call.PSObject.Properties['stopOnceThere']) {
            while (-not $pending.IsCompleted -and -not [System.IO.File]::Exists($Call.stopOnceThere)) {
                [System.Threading.Thread]::Sleep(10)
            }
            $shell.Stop()
        }
        $output = @($shell.EndInvoke($pending))
        if ($shell.Streams.Error.Count -gt 0) { $failure = Get-Failure $shell.Streams.Error[0] }
    } catch {
        $failure = Get-Failure $_
    }
    [ordered] @{
        output   = @(foreach ($item in $output) { ConvertTo-Plain $item })
        error    = $failure
        warnings = @(foreach ($record in $shell.Streams.Warning) { $record.Message })
        verbose  = @(foreach ($record in $shell.Streams.Verbose) { $record.Message })
        progress = @(foreach ($record in $shell.Streams.Progress) {
            [ordered] @{ activity = $record.Activity; percent = $record.PercentComplete; type = "$($record.RecordType)" }
        })
    }
    $shell.Dispose()
}

while ($null -ne ($line = [Console]::In.ReadLine())) {
    $calls = (ConvertFrom-Json -InputObject $line).calls
    $answers = @(foreach ($call in $calls) { Invoke-Call $call })
    [Console]::Out.WriteLine((ConvertTo-Json -InputObject $answers -Depth 8 -Compress))
    [Console]::Out.Flush()
}
