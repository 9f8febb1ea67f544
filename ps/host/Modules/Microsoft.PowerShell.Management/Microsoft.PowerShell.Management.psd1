@{
    GUID                 = 'c0a3c1de-2a77-4b3c-8d0f-6f8f3b1f6a02'
    Author               = 'The offline-servicing authors'
    Description          = 'The cmdlets of this name that ps/host needs; the rest of the real module is absent.'
    ModuleVersion        = '7.0.0.0'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    NestedModules        = @('../../pwsh.dll')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @(
        'Add-Content', 'Convert-Path', 'Copy-Item', 'Get-ChildItem', 'Get-Content', 'Get-Item', 'Get-ItemProperty', 'Get-Location',
        'Get-Process', 'Join-Path', 'Move-Item', 'New-Item', 'New-PSDrive', 'Pop-Location', 'Push-Location', 'Remove-Item', 'Resolve-Path',
        'Set-Content', 'Set-Location', 'Split-Path', 'Stop-Process', 'Test-Path'
    )
}
