# Paths as PowerShell means them: relative to $PWD, on drives of PowerShell, with wildcards where they are allowed.

# The path of the file system behind a path of PowerShell; it need not exist. Throws where it is not of the file system.
function Resolve-OfflineServicingPath {
    param([System.Management.Automation.PathIntrinsics] $Paths, [string] $Path)
    # A share has no drive, so PowerShell would look for it where $PWD is, e.g. in the registry.
    if ($Path.StartsWith('\\')) { return $Path }
    $provider = $null
    $drive = $null
    $resolved = $Paths.GetUnresolvedProviderPathFromPSPath($Path, [ref] $provider, [ref] $drive)
    Assert-OfflineServicingFileSystem -Provider $provider -Path $Path
    $resolved
}

# All paths that a pattern stands for. What exists under exactly this name is meant first, so that brackets in a name
# do no harm; what is no pattern is given back whether it exists or not, for the program to say so.
function Expand-OfflineServicingPath {
    param([System.Management.Automation.PathIntrinsics] $Paths, [string] $Path)
    $literal = Resolve-OfflineServicingPath -Paths $Paths -Path $Path
    $exists = [System.IO.Directory]::Exists($literal) -or [System.IO.File]::Exists($literal)
    if ($exists -or -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Path)) { return $literal }
    $provider = $null
    $found = @($Paths.GetResolvedProviderPathFromPSPath($Path, [ref] $provider))
    Assert-OfflineServicingFileSystem -Provider $provider -Path $Path
    if ($found.Count -eq 0) { throw [System.Management.Automation.ItemNotFoundException]::new("Nothing matches '$Path'.") }
    $found
}

function Assert-OfflineServicingFileSystem {
    param([System.Management.Automation.ProviderInfo] $Provider, [string] $Path)
    if ($Provider.Name -ne 'FileSystem') {
        throw [System.ArgumentException]::new("'$Path' is a path of the provider $($Provider.Name), not of the file system.")
    }
}

# Name of the output folder for media of this path: its own name without .iso, the letter of a whole drive.
function Get-OfflineServicingOutputName {
    param([string] $MediaPath)
    $name = [System.IO.Path]::GetFileName($MediaPath.TrimEnd('\', '/'))
    if ($name -eq '') { $name = $MediaPath }
    $name = ($name -replace '\.iso$', '') -replace '[\\/:]', ''
    if ($name -eq '') { $name = 'media' }
    $name
}
