# What an administrator's own servicing script does, in the paths of Windows.
$wim = 'C:\Media\sources\install.wim'
$mount = 'C:\Mount'
$log = @{ LogPath = 'C:\Logs\dism.log'; ScratchDirectory = 'C:\Scratch' }

foreach ($folder in $mount, 'C:\Logs', 'C:\Scratch', 'C:\Temp', 'C:\WinRE') { $null = New-Item $folder -ItemType Directory }
$before = Get-WindowsImage -ImagePath $wim -Index 1 @log
$null = Mount-WindowsImage -ImagePath c:/media/SOURCES/Install.WIM -Index 1 -Path $mount @log
$mounted = @(Get-WindowsImage -Mounted | Where-Object { $_.Path -eq $mount })
foreach ($update in 'D:\Updates\ssu.msu', 'd:\updates\LCU.msu') { $null = Add-WindowsPackage -Path "$mount\" -PackagePath $update @log }
$null = Enable-WindowsOptionalFeature -Path $mount -FeatureName NetFx3 -All -LimitAccess -Source 'E:\none', 'D:\SxS' @log
$offered = Get-WindowsPackage -Path $mount -PackagePath 'D:\SXS\microsoft-windows-netfx3-ondemand-package.cab'
$null = Save-WindowsImage -Path $mount
$features = @(Get-WindowsOptionalFeature -Path $mount)
Copy-Item "$mount\Windows\System32\ntdll.dll" 'C:\Temp\ntdll.dll'
$saved = Dismount-WindowsImage -Path \\?\C:\Mount -Save -LogPath 'C:\Logs\dism.log'
$null = Export-WindowsImage -SourceImagePath $wim -SourceIndex 1 -DestinationImagePath C:\Temp\small.wim -CompressionType max
$null = Split-WindowsImage -ImagePath C:\temp\SMALL.wim -SplitImagePath C:\Temp\install.swm -FileSize 4000
$null = Expand-WindowsImage -ImagePath C:\Temp\install.swm -SplitImageFilePattern 'C:\TEMP\INSTALL*.swm' -Index 1 -ApplyPath C:\WinRE\..\Mount
$relative = @(Get-WindowsImage -ImagePath .\C\Temp\Small.wim)
$missing = try { Get-WindowsImage -ImagePath 'Z:\install.wim' } catch { '0x{0:x8}' -f $_.Exception.HResult }
$above = try { Get-WindowsImage -ImagePath 'C:\..\..\Media\sources\install.wim' -Index 1 } catch { $_.Exception.Message }

[ordered] @{
    before   = $before.Version
    mounted  = @($mounted | ForEach-Object { "$($_.Path) $($_.ImagePath) $($_.MountStatus)" })
    netfx3   = @($features | Where-Object { $_.FeatureName -eq 'NetFx3' } | ForEach-Object { "$($_.State)" })
    offered  = "$($offered.PackageName -replace '~.*') $($offered.PackageState)"
    log      = $saved.LogPath
    after    = (Get-WindowsImage -ImagePath $wim -Index 1).Version
    applied  = @((Get-WindowsPackage -Path $mount) | Where-Object { $_.PackageName -like 'Package_for_RollupFix*' } | ForEach-Object { "$($_.Path) $($_.PackageState)" })
    relative = @($relative | ForEach-Object { $_.ImageName })
    missing  = $missing
    above    = $above.Version
    logged   = (Test-Path 'C:\Logs\dism.log')
    copied   = (Test-Path 'C:\Temp\ntdll.dll')
}
