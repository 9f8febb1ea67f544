# Lists for the bench: objects of the Dism module in use, and the same as plain JSON on standard output.
Set-StrictMode -Version 3.0

$script:Kept = $null

function New-PackageList {
    param([int] $Count, [string] $Description)
    $list = [Collections.Generic.List[object]]::new($Count)
    for ($index = 0; $index -lt $Count; $index++) {
        $package = if ($Description -eq '') { [Microsoft.Dism.Commands.BasicPackageObject]::new() } else { [Microsoft.Dism.Commands.AdvancedPackageObject]::new() }
        $package.PackageName = "Package_for_KB$(4000000 + $index)~31bf3856ad364e35~amd64~~17134.$($index % 2000).1.6"
        $package.PackageState = if ($index % 3 -eq 0) { 'Superseded' } else { 'Installed' }
        $package.ReleaseType = 'SecurityUpdate'
        if ($index % 4 -ne 0) { $package.InstallTime = [datetime]::new(2018, 7, 10, 6, 57, 0, [DateTimeKind]::Utc).AddMinutes($index) }
        $package.Path = 'C:\mount\install'
        $package.LogPath = 'C:\Windows\Logs\DISM\dism.log'
        if ($Description -ne '') { $package.Description = "$Description $index" }
        $list.Add($package)
    }
    $list
}

function Get-BenchPackage {
    # The objects are made once and kept, so that a listing costs what it takes to hand them over, not to make them.
    [CmdletBinding()]
    param([int] $Count, [int] $DescriptionLength = 0, [string] $LogPath, [string] $ScratchDirectory, [string] $Path)
    $wanted = "$Count $DescriptionLength"
    if ($null -eq $script:Kept -or $script:Kept[0] -ne $wanted) {
        $description = 'Fix for \\KB "4338853", '.PadRight($DescriptionLength, 'x').Substring(0, $DescriptionLength)
        $script:Kept = @($wanted, (New-PackageList $Count $description))
    }
    $script:Kept[1]
}

function Write-BenchPlain {
    # What a script without a bridge would do.
    [CmdletBinding()]
    param([int] $Count, [int] $DescriptionLength = 0)
    $json = Get-BenchPackage -Count $Count -DescriptionLength $DescriptionLength | Microsoft.PowerShell.Utility\ConvertTo-Json -Depth 3 -Compress
    [Console]::Out.Write("plain $json`n")
}

Export-ModuleMember -Function 'Get-BenchPackage', 'Write-BenchPlain'
