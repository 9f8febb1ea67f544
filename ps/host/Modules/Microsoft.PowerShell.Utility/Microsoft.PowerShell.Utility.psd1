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
        'ConvertFrom-Json', 'ConvertTo-Json', 'New-Object', 'Start-Sleep',
        'Write-Debug', 'Write-Error', 'Write-Host', 'Write-Information', 'Write-Output', 'Write-Progress', 'Write-Verbose', 'Write-Warning'
    )
}
