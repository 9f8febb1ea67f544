@{
    RootModule           = 'Microsoft.Dism.PowerShell.dll'
    ModuleVersion        = '3.0'
    GUID                 = '6a3c1f0e-7c55-4d1b-9a39-2f6f6f0d5b1c'
    Author               = 'The offline-servicing authors'
    CompanyName          = 'The offline-servicing authors'
    Copyright            = '(c) The offline-servicing authors. MIT licence.'
    Description          = 'Rehearsal of the Dism module: the same cmdlets on real WIM files, without Windows. A rehearsed image is not patched Windows.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    TypesToProcess       = @('Dism.Types.ps1xml')
    FormatsToProcess     = @('Dism.Format.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @(
        'Get-AppProvisionedPackage'
        'Get-ProvisionedAppPackage'
        'Get-ProvisionedAppxPackage'
        'Remove-AppProvisionedPackage'
        'Remove-ProvisionedAppPackage'
        'Remove-ProvisionedAppxPackage'
    )
    CmdletsToExport      = @(
        'Add-WindowsCapability'
        'Add-WindowsDriver'
        'Add-WindowsImage'
        'Add-WindowsPackage'
        'Clear-WindowsCorruptMountPoint'
        'Disable-WindowsOptionalFeature'
        'Dismount-WindowsImage'
        'Enable-WindowsOptionalFeature'
        'Expand-WindowsImage'
        'Export-WindowsImage'
        'Get-AppxProvisionedPackage'
        'Get-WindowsCapability'
        'Get-WindowsDriver'
        'Get-WindowsEdition'
        'Get-WindowsImage'
        'Get-WindowsImageContent'
        'Get-WindowsOptionalFeature'
        'Get-WindowsPackage'
        'Mount-WindowsImage'
        'New-WindowsImage'
        'Optimize-WindowsImage'
        'Remove-AppxProvisionedPackage'
        'Remove-WindowsCapability'
        'Remove-WindowsDriver'
        'Remove-WindowsPackage'
        'Remove-WindowsImage'
        'Repair-WindowsImage'
        'Save-WindowsImage'
        'Split-WindowsImage'
    )
    PrivateData          = @{
        Backend = 'rehearsal'
    }
}
