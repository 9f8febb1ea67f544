@{
    GUID                 = 'c0a3c1de-2a77-4b3c-8d0f-6f8f3b1f6a01'
    Author               = 'The offline-servicing authors'
    Description          = 'The cmdlets of this name that ps/host needs; the rest of the real module is absent.'
    ModuleVersion        = '7.0.0.0'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    NestedModules        = @('../../pwsh.dll')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @(
        'Add-Member', 'Add-Type', 'ConvertFrom-Json', 'ConvertTo-Json', 'Format-List', 'Format-Table', 'Get-Date', 'Get-Host',
        'Get-Member', 'Get-Random', 'Get-Variable', 'Group-Object', 'Import-PowerShellDataFile', 'Invoke-Expression',
        'Measure-Object', 'New-Guid', 'New-Object', 'New-Variable', 'Out-File', 'Out-String', 'Read-Host', 'Remove-Variable',
        'Select-Object', 'Set-Variable', 'Sort-Object', 'Start-Sleep', 'Tee-Object', 'Write-Debug', 'Write-Error', 'Write-Host',
        'Write-Information', 'Write-Output', 'Write-Progress', 'Write-Verbose', 'Write-Warning'
    )
}
