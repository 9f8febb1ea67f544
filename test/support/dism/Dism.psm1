Set-StrictMode -Version 3.0

function Get-WindowsEdition {
    [CmdletBinding()]
    param([string] $Path, [switch] $Target, [string] $LogPath)
    [pscustomobject] @{ Edition = 'Professional'; Path = $Path; LogPath = $LogPath; Target = $Target }
}
