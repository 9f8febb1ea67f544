# One command line out of arguments, for ProcessStartInfo.Arguments: .NET Framework has no ArgumentList.

# Writes an argument so that CommandLineToArgvW, and .NET on other systems, reads exactly it. Backslashes count only
# before a quotation mark: there, and at the end of a quoted argument, each is written twice.
function ConvertTo-OfflineServicingNativeArgument {
    param([AllowEmptyString()] [string] $Argument)
    if ($Argument.Contains([string] [char] 0)) {
        throw [System.ArgumentException]::new('An argument holds a NUL character, which no program can be given.')
    }
    if ($Argument -match '^[^\s"]+$') { return $Argument }
    $escaped = $Argument -replace '(\\*)"', '$1$1\"'
    $escaped = $escaped -replace '(\\+)$', '$1$1'
    '"' + $escaped + '"'
}

function Join-OfflineServicingNativeArgument {
    param([string[]] $ArgumentList)
    $quoted = foreach ($argument in $ArgumentList) { ConvertTo-OfflineServicingNativeArgument -Argument $argument }
    @($quoted) -join ' '
}
