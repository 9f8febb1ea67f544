<#
Brings Windows installation media up to date in the order that the vendor describes: one image after the other, one mount after
the other, each call waited for. It is what our schedule is compared with, so it does the same work and nothing cleverer.

-Order current   the vendor's table for combined updates: each install image, the first with its recovery image; then the boot images
       separate  the vendor's table for a servicing stack of its own: the recovery image, the boot images, then the install images
       classic   the founding process of 2018: each install image, the first with its recovery image and the files of `sources`; then
                 the boot images. Exports as in the other two, so that the result is as small.

Runs on Windows PowerShell 5.1, on PowerShell 7 and on the project's own host, with the Dism module of Windows or the rehearsal's.
#>
param(
    [Parameter(Mandatory = $true)] [ValidateSet('current', 'separate', 'classic')] [string] $Order,
    # Folder of the original media; it is only read.
    [Parameter(Mandatory = $true)] [string] $Media,
    # Folder that gets the new media; made.
    [Parameter(Mandatory = $true)] [string] $Output,
    # Folder for mounts and files on their way; made.
    [Parameter(Mandatory = $true)] [string] $Work,
    # The cumulative update: a combined one with `current`. Its folder holds nothing but it and its checkpoints.
    [Parameter(Mandatory = $true)] [string] $Cumulative,
    [string] $ServicingStack = '',
    [string] $SafeOs = '',
    [string] $SetupUpdate = '',
    [string] $DotNet = '',
    [string] $Flash = '',
    # Folder with the payload of .NET Framework 3.5; without it the feature stays off.
    [string] $NetFx3Source = '',
    # Path of a Dism module in place of the one that PowerShell finds.
    [string] $DismModule = ''
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if ($DismModule.Length -gt 0) { Import-Module $DismModule }

$sources = Join-Path $Output 'sources'
$installWim = Join-Path $sources 'install.wim'
$bootWim = Join-Path $sources 'boot.wim'
$mainMount = Join-Path $Work 'main'
$recoveryMount = Join-Path $Work 'recovery'
$bootMount = Join-Path $Work 'boot'
$recovery = Join-Path $Work 'winre.wim'
$finishedRecovery = Join-Path $Work 'winre-finished.wim'
# 0x800f0806, 0x8007007e
$pending = -2146498554
$moduleNotFound = -2147024770

function Write-Step([string] $Text) {
    Write-Output ('{0:HH:mm:ss} {1}' -f [DateTime]::Now, $Text)
}

# Below the root of an image or of media, as Windows spells it.
function Join-Names([string] $Root, [string[]] $Names) {
    $path = $Root
    foreach ($name in $Names) { $path = Join-Path $path $name }
    return $path
}

function Add-Update([string] $Path, [string] $Package) {
    if ($Package.Length -eq 0) { return }
    Write-Step "  add $(Split-Path -Leaf $Package)"
    $null = Add-WindowsPackage -Path $Path -PackagePath $Package
}

# The servicing stack first: its own update, or the combined one. In Windows PE the rest of a combined update may fail then.
function Add-Stack([string] $Path, [bool] $IsPe) {
    if ($ServicingStack.Length -gt 0) {
        Add-Update $Path $ServicingStack
        return
    }
    try {
        Add-Update $Path $Cumulative
    } catch {
        if (-not $IsPe -or $_.Exception.HResult -ne $moduleNotFound) { throw }
        Write-Step '  0x8007007e: the servicing stack is in, which is what this was for'
    }
}

function Clear-Store([string] $Path, [bool] $IsPe) {
    Write-Step '  clean up'
    if ($IsPe) {
        $null = Repair-WindowsImage -Path $Path -StartComponentCleanup -ResetBase -Defer
        return
    }
    try {
        $null = Repair-WindowsImage -Path $Path -StartComponentCleanup
    } catch {
        if ($_.Exception.HResult -ne $pending) { throw }
        Write-Step '  pending work: the image cannot be cleaned'
    }
}

function Update-Recovery {
    Write-Step 'recovery image'
    Copy-Item -LiteralPath (Join-Names $mainMount 'Windows', 'System32', 'Recovery', 'winre.wim') -Destination $recovery -Force
    $null = Mount-WindowsImage -ImagePath $recovery -Index 1 -Path $recoveryMount
    Add-Stack $recoveryMount $true
    # The combined update was all that the recovery image takes of it; a cumulative one is added as the founding process has it.
    if ($Order -eq 'classic') { Add-Update $recoveryMount $Cumulative }
    Add-Update $recoveryMount $SafeOs
    Clear-Store $recoveryMount $true
    $null = Dismount-WindowsImage -Path $recoveryMount -Save
    $null = Export-WindowsImage -SourceImagePath $recovery -SourceIndex 1 -DestinationImagePath $finishedRecovery -CompressionType max
}

# What robocopy /xo /xx /xl does: files that both have, where the image's is newer, or as old and of another size.
function Copy-NewerSources {
    Write-Step '  newer files for sources'
    $system = Join-Names $mainMount 'Windows', 'System32'
    $known = @{}
    foreach ($file in Get-ChildItem -LiteralPath $system -Recurse -File -Force) {
        $known[$file.FullName.Substring($system.Length).Replace('\', '/').ToLowerInvariant()] = $file
    }
    foreach ($file in @(Get-ChildItem -LiteralPath $sources -Recurse -File -Force)) {
        $newer = $known[$file.FullName.Substring($sources.Length).Replace('\', '/').ToLowerInvariant()]
        if ($null -eq $newer) { continue }
        $age = ($newer.LastWriteTimeUtc - $file.LastWriteTimeUtc).TotalSeconds
        if ($age -ge 2 -or ([Math]::Abs($age) -lt 2 -and $newer.Length -ne $file.Length)) { Copy-Item -LiteralPath $newer.FullName -Destination $file.FullName -Force }
    }
}

function Add-NetFx3 {
    if ($NetFx3Source.Length -eq 0) { return }
    Write-Step '  .NET Framework 3.5'
    $null = Enable-WindowsOptionalFeature -Path $mainMount -FeatureName 'NetFx3' -All -LimitAccess -Source $NetFx3Source
}

# What is done to an install image between mounting and saving.
function Update-Main([bool] $IsFirst) {
    Add-Stack $mainMount $false
    Add-Update $mainMount $Cumulative
    Add-Update $mainMount $Flash
    Clear-Store $mainMount $false
    if ($Order -eq 'classic' -and $IsFirst) { Copy-NewerSources }
    Add-NetFx3
    Add-Update $mainMount $DotNet
    if ($Order -eq 'classic' -and $NetFx3Source.Length -gt 0) { Add-Update $mainMount $Cumulative }
    Copy-Item -LiteralPath $finishedRecovery -Destination (Join-Names $mainMount 'Windows', 'System32', 'Recovery', 'winre.wim') -Force
}

function Update-InstallImages {
    $next = Join-Path $Work 'install.wim'
    foreach ($image in @(Get-WindowsImage -ImagePath $installWim)) {
        $isFirst = $image.ImageIndex -eq 1
        Write-Step "install image $($image.ImageIndex): $($image.ImageName)"
        # With `separate` the first has been mounted since its recovery image was taken.
        if (-not $isFirst -or $Order -ne 'separate') { $null = Mount-WindowsImage -ImagePath $installWim -Index $image.ImageIndex -Path $mainMount }
        if ($isFirst -and $Order -ne 'separate') { Update-Recovery }
        Update-Main $isFirst
        $null = Dismount-WindowsImage -Path $mainMount -Save
        $null = Export-WindowsImage -SourceImagePath $installWim -SourceIndex $image.ImageIndex -DestinationImagePath $next -CompressionType max
    }
    Move-Item -LiteralPath $next -Destination $installWim -Force
}

function Save-SetupFiles([object] $Image) {
    Copy-Item -LiteralPath (Join-Names $bootMount 'sources', 'setup.exe') -Destination (Join-Path $Work 'setup.exe') -Force
    if ($Order -eq 'classic') { return }
    $version = [Version] (Get-WindowsImage -ImagePath $bootWim -Index $Image.ImageIndex).Version
    if ($version -ge [Version] '10.0.26100') { Copy-Item -LiteralPath (Join-Names $bootMount 'sources', 'setuphost.exe') -Destination (Join-Path $Work 'setuphost.exe') -Force }
    foreach ($name in 'bootmgfw.efi', 'bootmgr.efi') {
        Copy-Item -LiteralPath (Join-Names $bootMount 'Windows', 'Boot', 'EFI', $name) -Destination (Join-Path $Work $name) -Force
    }
}

function Update-BootImages {
    $next = Join-Path $Work 'boot.wim'
    foreach ($image in @(Get-WindowsImage -ImagePath $bootWim)) {
        Write-Step "boot image $($image.ImageIndex): $($image.ImageName)"
        $null = Mount-WindowsImage -ImagePath $bootWim -Index $image.ImageIndex -Path $bootMount
        Add-Stack $bootMount $true
        Add-Update $bootMount $Cumulative
        Clear-Store $bootMount $true
        if ($image.ImageIndex -eq 2) { Save-SetupFiles $image }
        $null = Dismount-WindowsImage -Path $bootMount -Save
        # The one that media start from is the second.
        $null = Export-WindowsImage -SourceImagePath $bootWim -SourceIndex $image.ImageIndex -DestinationImagePath $next -CompressionType max -Setbootable:($image.ImageIndex -eq 2)
    }
    Move-Item -LiteralPath $next -Destination $bootWim -Force
}

function Expand-Cabinet([string] $Cabinet, [string] $Folder) {
    if ($null -ne (Get-Command 'expand.exe' -CommandType Application -ErrorAction SilentlyContinue)) { $null = & 'expand.exe' $Cabinet '-F:*' $Folder }
    else { $null = & 'cabextract' '-q' '-d' $Folder $Cabinet }
    if ($LASTEXITCODE -ne 0) { throw "$Cabinet cannot be unpacked: exit code $LASTEXITCODE" }
}

function Update-Media {
    Write-Step 'files of the media'
    if ($SetupUpdate.Length -gt 0) { Expand-Cabinet $SetupUpdate $sources }
    foreach ($name in 'setup.exe', 'setuphost.exe') {
        $saved = Join-Path $Work $name
        if (Test-Path -LiteralPath $saved) { Copy-Item -LiteralPath $saved -Destination (Join-Path $sources $name) -Force }
    }
    if ($Order -eq 'classic') { return }
    foreach ($file in @(Get-ChildItem -LiteralPath $Output -Recurse -File -Force)) {
        $name = $file.Name.ToLowerInvariant()
        if ('bootmgfw.efi', 'bootx64.efi', 'bootia32.efi', 'bootaa64.efi' -contains $name) { Copy-Item -LiteralPath (Join-Path $Work 'bootmgfw.efi') -Destination $file.FullName -Force }
        elseif ($name -eq 'bootmgr.efi') { Copy-Item -LiteralPath (Join-Path $Work 'bootmgr.efi') -Destination $file.FullName -Force }
    }
}

# A call that fails ends everything; nothing stays mounted then.
function Clear-Mounts {
    foreach ($mounted in @(Get-WindowsImage -Mounted)) {
        if ($mainMount, $recoveryMount, $bootMount -contains $mounted.Path) { $null = Dismount-WindowsImage -Path $mounted.Path -Discard }
    }
}

foreach ($folder in $Work, $mainMount, $recoveryMount, $bootMount, $Output) { $null = New-Item -ItemType Directory -Path $folder }
Write-Step 'copy of the media'
Copy-Item -Path (Join-Path $Media '*') -Destination $Output -Recurse -Force
Get-ChildItem -LiteralPath $Output -Recurse -File -Force | Where-Object { $_.IsReadOnly } | ForEach-Object { $_.IsReadOnly = $false }

try {
    if ($Order -eq 'separate') {
        $null = Mount-WindowsImage -ImagePath $installWim -Index 1 -Path $mainMount
        Update-Recovery
        Update-BootImages
        Update-InstallImages
    } else {
        Update-InstallImages
        Update-BootImages
    }
    Update-Media
} catch {
    Clear-Mounts
    throw
}
Write-Step 'finished'
