@{
    RootModule = 'OfflineServicing.Bridge.psm1'
    ModuleVersion = '1.0.0'
    GUID = 'c1a3a1a0-5f43-4d0f-9c55-6a0b2e7d41f8'
    Author = 'The offline-servicing authors'
    CompanyName = 'offline-servicing'
    Copyright = '(c) The offline-servicing authors. MIT License.'
    Description = 'The session side of the protocol between offline-servicing and PowerShell.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport = @('Connect-Bridge')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{ Protocol = 1 }
}
