@{
    RootModule = 'Dism.psm1'
    ModuleVersion = '10.0.17134.1'
    GUID = '3f0c3c5e-2f6e-4f0e-9f0a-0d5c5f6d7b11'
    Author = 'The offline-servicing authors'
    Description = 'A Dism module with one cmdlet, for the tests of sessions.'
    FunctionsToExport = @('Get-WindowsEdition')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{ Backend = 'rehearsal' }
}
