# Describes the rehearsal module as one JSON document: manifest data, cmdlets, classes and enumerations.
param([string] $Module)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module $Module
$info = Get-Module Dism
$common = [System.Management.Automation.PSCmdlet]::CommonParameters

$cmdlets = [ordered] @{}
foreach ($command in $info.ExportedCmdlets.Values) {
    $sets = [ordered] @{}
    foreach ($set in $command.ParameterSets) {
        $sets[$set.Name] = @(foreach ($parameter in $set.Parameters) {
            if ($common.Contains($parameter.Name)) { continue }
            [ordered] @{
                name           = $parameter.Name
                type           = $parameter.ParameterType.Name
                mandatory      = $parameter.IsMandatory
                position       = $parameter.Position
                byPropertyName = $parameter.ValueFromPipelineByPropertyName
                byValue        = $parameter.ValueFromPipeline
                aliases        = @($parameter.Aliases)
            }
        })
    }
    $cmdlets[$command.Name] = [ordered] @{ sets = $sets; defaultSet = $command.DefaultParameterSet }
}

$classes = [ordered] @{}
$enums = [ordered] @{}
$root = $info.ImplementingAssembly.GetType('Microsoft.Dism.Commands.BaseDismObject')
$flags = [System.Reflection.BindingFlags] 'Public,Instance,DeclaredOnly'
foreach ($type in $info.ImplementingAssembly.GetExportedTypes()) {
    if ($type.IsEnum) {
        $values = [ordered] @{}
        foreach ($value in [enum]::GetValues($type)) { $values["$value"] = [int] $value }
        $enums[$type.Name] = $values
    } elseif ($root.IsAssignableFrom($type)) {
        $classes[$type.Name] = [ordered] @{
            base       = $type.BaseType.Name
            properties = @(foreach ($property in $type.GetProperties($flags)) { [ordered] @{ name = $property.Name; type = $property.PropertyType.Name } })
        }
    }
}

$wim = [Activator]::CreateInstance($info.ImplementingAssembly.GetType('Microsoft.Dism.Commands.WimImageInfoObject'))
[Console]::Out.WriteLine((ConvertTo-Json -Depth 8 -Compress -InputObject ([ordered] @{
    backend  = $info.PrivateData.Backend
    version  = "$($info.Version)"
    assembly = $info.ImplementingAssembly.GetName().Name
    cmdlets  = $cmdlets
    classes  = $classes
    enums    = $enums
    wimOrder = @(foreach ($property in $wim.PSObject.Properties) { $property.Name })
})))
