# Writes what Get-Command says about the cmdlets of a module, as one JSON document by cmdlet name.
param([string] $Module)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module $Module
$common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters

function Get-AcceptedValue($Parameter) {
    foreach ($attribute in $Parameter.Attributes) {
        if ($attribute -is [System.Management.Automation.ValidateSetAttribute]) { return @($attribute.ValidValues) }
    }
    if ($Parameter.ParameterType.IsEnum) { return @([enum]::GetNames($Parameter.ParameterType)) }
    return @()
}

$cmdlets = [ordered] @{}
foreach ($command in Get-Command -Module Dism -CommandType Cmdlet) {
    $sets = [ordered] @{}
    foreach ($set in $command.ParameterSets) {
        $parameters = [ordered] @{}
        foreach ($parameter in $set.Parameters) {
            if ($common -contains $parameter.Name) { continue }
            $parameters[$parameter.Name] = [ordered] @{
                type       = $parameter.ParameterType.Name
                mandatory  = $parameter.IsMandatory
                position   = $parameter.Position
                byName     = $parameter.ValueFromPipelineByPropertyName
                byValue    = $parameter.ValueFromPipeline
                aliases    = @($parameter.Aliases)
                values     = @(Get-AcceptedValue $parameter)
            }
        }
        $sets[$set.Name] = $parameters
    }
    $default = $command.DefaultParameterSet
    $cmdlets[$command.Name] = [ordered] @{ sets = $sets; defaultSet = $(if ($default) { $default } else { $null }) }
}
[Console]::Out.WriteLine((ConvertTo-Json -Depth 8 -Compress -InputObject $cmdlets))
