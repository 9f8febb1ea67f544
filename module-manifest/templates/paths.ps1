# Paths as PowerShell means them: relative to $PWD, on drives of PowerShell, with wildcards where they are allowed.

# The path of the file system behind a path of PowerShell; it need not exist. Throws where it is not of the file system.
function Resolve-OfflineServicingPath {
    param([System.Management.Automation.PSCmdlet] $Caller, [string] $Path)
    # A share has no drive, so PowerShell would look for it where $PWD is, e.g. in the registry.
    if ($Path.StartsWith('\\')) { return $Path }
    $provider = $null
    $drive = $null
    $resolved = $Caller.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path, [ref] $provider, [ref] $drive)
    if ($provider.Name -ne 'FileSystem') {
        throw [System.ArgumentException]::new("'$Path' is a path of the provider $($provider.Name), not of the file system.")
    }
    $resolved
}

# All paths that a pattern stands for. What exists under exactly this name is meant first, so that brackets in a name
# do no harm; what is no pattern is given back whether it exists or not, for the program to say so.
function Expand-OfflineServicingPath {
    param([System.Management.Automation.PSCmdlet] $Caller, [string] $Path)
    $literal = $null
    try { $literal = Resolve-OfflineServicingPath -Caller $Caller -Path $Path }
    catch [System.NotSupportedException], [System.IO.IOException] { $literal = $null }
    if ($literal -and ([System.IO.Directory]::Exists($literal) -or [System.IO.File]::Exists($literal))) { return $literal }
    if (-not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Path)) { return $literal }
    $provider = $null
    $found = @($Caller.SessionState.Path.GetResolvedProviderPathFromPSPath($Path, [ref] $provider))
    if ($found.Count -eq 0) {
        throw [System.Management.Automation.ItemNotFoundException]::new("Nothing matches '$Path'.")
    }
    if ($provider.Name -ne 'FileSystem') {
        throw [System.ArgumentException]::new("'$Path' is a path of the provider $($provider.Name), not of the file system.")
    }
    $found
}

# Name of an output folder for media of this path: its own name, without .iso; the drive's letter for a whole drive.
function Get-OfflineServicingOutputName {
    param([string] $MediaPath)
    $name = [System.IO.Path]::GetFileName($MediaPath.TrimEnd('\', '/'))
    if ($name -eq '') { $name = $MediaPath }
    $name = $name -replace '\.iso$', ''
    $name = $name -replace '[\\/:]', ''
    if ($name -eq '') { $name = 'media' }
    $name
}
