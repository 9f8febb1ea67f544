# Objects of the module out of the program's JSON, with real types.

# One object of a type in shapes.ps1. -Add holds values that are not in the JSON, by property. The most usual kinds are
# dealt with here: a result has a thousand values, and a call of a function for each takes its time.
function ConvertTo-OfflineServicingObject {
    param([string] $Type, $Json, [hashtable] $Add = @{})
    $properties = [ordered] @{ PSTypeName = $Type }
    $members = $Json.PSObject.Properties
    foreach ($entry in $script:OfflineServicingShape[$Type].GetEnumerator()) {
        $name = $entry.Key
        $place, $kind = $entry.Value
        if ($Add.ContainsKey($name)) { $properties[$name] = $Add[$name]; continue }
        if ($place -eq '') { $value = $Json }
        elseif ($place.Contains('.')) { $value = Get-OfflineServicingValue -Json $Json -Place $place }
        else {
            $member = $members[$place]
            $value = if ($null -ne $member) { , $member.Value }
        }
        $properties[$name] = switch ($kind) {
            'text' { if ($value -is [string] -or $null -eq $value) { $value } else { ConvertTo-OfflineServicingString -Value $value } }
            'flag' { [bool] $value }
            'long' { if ($null -ne $value) { [long] $value } }
            'int' { if ($null -ne $value) { [int] $value } }
            'there' { $null -ne $value }
            'texts' { , [string[]] @(foreach ($item in $value) { if ($null -ne $item) { $item } }) }
            default { , (ConvertTo-OfflineServicingValue -Kind $kind -Value $value) }
        }
    }
    [pscustomobject] $properties
}

# What lies at a place such as 'plan.media.build'; $null where it is not there. Of a list, that of each item.
function Get-OfflineServicingValue {
    param($Json, [string] $Place)
    $value = $Json
    foreach ($name in $Place.Split('.')) {
        if ($value -is [array]) {
            $value = @(foreach ($item in $value) { Get-OfflineServicingProperty -Json $item -Name $name })
        }
        else { $value = Get-OfflineServicingProperty -Json $value -Name $name }
    }
    , $value
}

function Get-OfflineServicingProperty {
    param($Json, [string] $Name)
    if ($null -eq $Json) { return }
    $property = $Json.PSObject.Properties[$Name]
    if ($null -ne $property) { , $property.Value }
}

# A value of JSON as one of the other kinds that shapes.ps1 names.
function ConvertTo-OfflineServicingValue {
    param([string] $Kind, $Value)
    if ($script:OfflineServicingShape.ContainsKey($Kind)) {
        $items = @(foreach ($item in $Value) { if ($null -ne $item) { ConvertTo-OfflineServicingObject -Type $Kind -Json $item } })
        # One object of the JSON is one object here, a list stays a list.
        if ($Value -is [array]) { return , $items }
        return $(if ($items.Count -gt 0) { $items[0] })
    }
    if ($null -eq $Value) { return }
    switch ($Kind) {
        'time' { ConvertTo-OfflineServicingTime -Value $Value }
        'span:s' { [timespan]::FromSeconds([math]::Round([double] $Value)) }
        'span:ms' { [timespan]::FromMilliseconds([double] $Value) }
        'version' { ConvertTo-OfflineServicingVersion -Value $Value }
        'build' { [version]::new([int] $Value.build, [int] $Value.ubr) }
        'image-version' { Get-OfflineServicingImageVersion -Image $Value }
        'condition' { Get-OfflineServicingConditionText -Condition $Value }
        'hresult' { ConvertTo-OfflineServicingHResult -Value $Value }
        default { throw [System.ArgumentException]::new("'$Kind' is not a kind of value.") }
    }
}

# PowerShell 7 makes a date out of any text that looks like one; a text stays a text.
function ConvertTo-OfflineServicingString {
    param($Value)
    if ($Value -is [datetime]) { return $Value.ToString('o', [cultureinfo]::InvariantCulture) }
    [string] $Value
}

# Local time, as PowerShell shows times of files.
function ConvertTo-OfflineServicingTime {
    param($Value)
    if ($Value -is [datetime]) { return $Value.ToLocalTime() }
    $style = [System.Globalization.DateTimeStyles]::RoundtripKind
    [datetime]::Parse([string] $Value, [cultureinfo]::InvariantCulture, $style).ToLocalTime()
}

# A Version of two to four numbers; $null where the text is none.
function ConvertTo-OfflineServicingVersion {
    param($Value)
    $version = $null
    if ([version]::TryParse([string] $Value, [ref] $version)) { $version }
}

# The build of the hive and its revision where they could be read, else what the WIM says.
function Get-OfflineServicingImageVersion {
    param($Image)
    $version = Get-OfflineServicingProperty -Json $Image -Name 'version'
    if ($null -eq $version) { return }
    $build = Get-OfflineServicingProperty -Json $Image -Name 'currentBuild'
    $revision = Get-OfflineServicingProperty -Json $Image -Name 'ubr'
    if ($null -eq $build) { $build = $version.build }
    if ($null -eq $revision) { $revision = $version.spBuild }
    [version]::new([int] $version.major, [int] $version.minor, [int] $build, [int] $revision)
}

# A condition in a few words, e.g. 'feature-enabled NetFx3'.
function Get-OfflineServicingConditionText {
    param($Condition)
    $words = foreach ($property in $Condition.PSObject.Properties) {
        if ($property.Value -is [array]) { $property.Value -join '|' }
        elseif ($property.Name -eq 'build') { '{0}.{1}' -f $property.Value.build, $property.Value.ubr }
        else { $property.Value }
    }
    @($words) -join ' '
}

# The number of '0x800f0823'; $null where it is none.
function ConvertTo-OfflineServicingHResult {
    param($Value)
    if ([string] $Value -match '^0x(?<digits>[0-9a-f]{1,8})$') { return [System.Convert]::ToInt32($Matches['digits'], 16) }
}
