# Describes the rehearsal module as one JSON document: manifest data, classes and enumerations.
param([string] $Module)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
Import-Module $Module
$info = Get-Module Dism

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
    classes  = $classes
    enums    = $enums
    wimOrder = @(foreach ($property in $wim.PSObject.Properties) { $property.Name })
})))
