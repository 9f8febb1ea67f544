# Projection of cmdlet output to ASCII JSON, the same from Windows PowerShell 5.1 and PowerShell 7.
# ConvertTo-Json is of no use here: 5.1 and 7 differ in enums, dates, depth and arrays of one element.

# What a value becomes, by its .NET type; looked up once per type.
$script:KindText = 1
$script:KindName = 2      # enum: its name
$script:KindBoolean = 3
$script:KindInteger = 4   # at most 32 bits, a JavaScript number in any case
$script:KindLong = 5      # 64 bits: a string beyond 2^53-1
$script:KindDate = 6      # ISO 8601, UTC, milliseconds
$script:KindReal = 7
$script:KindInvariant = 8 # Guid, Version, TimeSpan and the like: their invariant text
$script:KindBytes = 9     # base64
$script:KindMap = 10
$script:KindList = 11
$script:KindObject = 12

$script:MaximumDepth = 5
$script:DateFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"
$script:Invariant = [Globalization.CultureInfo]::InvariantCulture
$script:Unsafe = [regex]::new('[^ -~]', [Text.RegularExpressions.RegexOptions]::CultureInvariant)
$script:Kinds = [Collections.Hashtable]::new()
$script:Plans = [Collections.Hashtable]::new()
$script:Prefixes = [Collections.Hashtable]::new()

function Get-JsonKind {
    param([Type] $Type)
    $custom = [Management.Automation.PSCustomObject]
    $kind = $script:KindObject
    if ($Type -eq [string] -or $Type -eq [char]) { $kind = $script:KindText }
    elseif ($Type.IsEnum) { $kind = $script:KindName }
    elseif ($Type -eq [bool] -or $Type -eq [Management.Automation.SwitchParameter]) { $kind = $script:KindBoolean }
    elseif ($Type -eq [int64] -or $Type -eq [uint64]) { $kind = $script:KindLong }
    elseif ($Type -eq [double] -or $Type -eq [single] -or $Type -eq [decimal]) { $kind = $script:KindReal }
    elseif ($Type.IsPrimitive -and $Type -ne [IntPtr] -and $Type -ne [UIntPtr]) { $kind = $script:KindInteger }
    elseif ($Type -eq [DateTime] -or $Type -eq [DateTimeOffset]) { $kind = $script:KindDate }
    elseif ($Type -eq [byte[]]) { $kind = $script:KindBytes }
    elseif ([Collections.IDictionary].IsAssignableFrom($Type)) { $kind = $script:KindMap }
    elseif ([Collections.IEnumerable].IsAssignableFrom($Type)) { $kind = $script:KindList }
    elseif ($Type -ne $custom -and ($Type.Namespace -eq 'System' -or $Type.Namespace -eq $custom.Namespace -or
            [Type].IsAssignableFrom($Type) -or [Delegate].IsAssignableFrom($Type))) { $kind = $script:KindInvariant }
    $script:Kinds[$Type] = $kind
    $kind
}

function Add-JsonText {
    # Appends a quoted JSON string, with everything outside printable ASCII as \uXXXX, lone surrogates too.
    param([Text.StringBuilder] $Json, [string] $Value)
    $text = $Value.Replace('\', '\\').Replace('"', '\"')
    $null = $Json.Append('"')
    $from = 0
    foreach ($match in $script:Unsafe.Matches($text)) {
        $null = $Json.Append($text, $from, $match.Index - $from).Append('\u').Append(([int] $text[$match.Index]).ToString('x4'))
        $from = $match.Index + 1
    }
    $null = $Json.Append($text, $from, $text.Length - $from).Append('"')
}

function Add-JsonValue {
    # Appends any value. Beyond the bound a map, list or object becomes its text, so that a cycle ends.
    param([Text.StringBuilder] $Json, [object] $Value, [int] $Depth)
    if ($null -eq $Value) { $null = $Json.Append('null'); return }
    $kind = $script:Kinds[$Value.GetType()]
    if ($null -eq $kind) { $kind = Get-JsonKind $Value.GetType() }
    if ($kind -ge $script:KindMap -and $Depth -ge $script:MaximumDepth) { $kind = $script:KindInvariant }

    if ($kind -eq $script:KindText) { $script:AddJsonText.InvokeReturnAsIs($Json, $Value) }
    elseif ($kind -eq $script:KindName) { $script:AddJsonText.InvokeReturnAsIs($Json, $Value.ToString()) }
    elseif ($kind -eq $script:KindBoolean) { $null = $Json.Append($(if ($Value) { 'true' } else { 'false' })) }
    elseif ($kind -eq $script:KindInteger) { $null = $Json.Append($Value.ToString($script:Invariant)) }
    elseif ($kind -eq $script:KindLong) {
        $digits = $Value.ToString($script:Invariant)
        if ($Value -gt 9007199254740991 -or $Value -lt -9007199254740991) { $digits = '"' + $digits + '"' }
        $null = $Json.Append($digits)
    }
    elseif ($kind -eq $script:KindDate) {
        $null = $Json.Append('"').Append($Value.ToUniversalTime().ToString($script:DateFormat, $script:Invariant)).Append('"')
    }
    elseif ($kind -eq $script:KindReal) {
        $digits = if ($Value -is [decimal]) { $Value.ToString($script:Invariant) } else { $Value.ToString('R', $script:Invariant) }
        # Not a number and the infinities have no JSON number.
        if ($digits -notmatch '^-?[0-9]') { $digits = if ([double]::IsNaN($Value)) { '"NaN"' } elseif ($Value -gt 0) { '"Infinity"' } else { '"-Infinity"' } }
        $null = $Json.Append($digits)
    }
    elseif ($kind -eq $script:KindInvariant) { $script:AddJsonText.InvokeReturnAsIs($Json, ([Management.Automation.LanguagePrimitives]::ConvertTo($Value, [string], $script:Invariant))) }
    elseif ($kind -eq $script:KindBytes) { $null = $Json.Append('"').Append([Convert]::ToBase64String($Value)).Append('"') }
    elseif ($kind -eq $script:KindMap) { $script:AddJsonMap.InvokeReturnAsIs($Json, $Value, $Depth) }
    elseif ($kind -eq $script:KindList) { $script:AddJsonList.InvokeReturnAsIs($Json, $Value, $Depth) }
    else { $script:AddJsonObject.InvokeReturnAsIs($Json, @(, $Value), $Depth, '') }
}

function Add-JsonMap {
    param([Text.StringBuilder] $Json, [Collections.IDictionary] $Map, [int] $Depth)
    $separator = ''
    $null = $Json.Append('{')
    foreach ($entry in $Map.GetEnumerator()) {
        $null = $Json.Append($separator)
        $script:AddJsonText.InvokeReturnAsIs($Json, $entry.Key)
        $null = $Json.Append(':')
        $script:AddJsonValue.InvokeReturnAsIs($Json, $entry.Value, $Depth + 1)
        $separator = ','
    }
    $null = $Json.Append('}')
}

function Add-JsonList {
    param([Text.StringBuilder] $Json, [Collections.IEnumerable] $List, [int] $Depth)
    $separator = ''
    $null = $Json.Append('[')
    foreach ($item in $List) {
        $null = $Json.Append($separator)
        $script:AddJsonValue.InvokeReturnAsIs($Json, $item, $Depth + 1)
        $separator = ','
    }
    $null = $Json.Append(']')
}

function Get-JsonPrefix {
    # ',"<name>":', remembered, because the names of properties are few.
    param([string] $Name)
    $json = [Text.StringBuilder]::new(',')
    Add-JsonText $json $Name
    $script:Prefixes[$Name] = $json.Append(':').ToString()
    $script:Prefixes[$Name]
}

function Get-JsonPlan {
    # How to write objects of this type: their opening, and for each property to project the text before its
    # value, its kind (0: to be looked up for each value) and what reads it. The properties are those of the .NET type, or the
    # notes of a custom object. Members that a types file adds are left out: whether they are seen depends on the runspace
    # that looks.
    param([psobject] $Value)
    $isCustom = $Value.PSObject.BaseObject -is [Management.Automation.PSCustomObject]
    $wanted = if ($isCustom) { [Management.Automation.PSMemberTypes]::NoteProperty } else { [Management.Automation.PSMemberTypes]::Property }
    $own = [Collections.Generic.List[object]]::new()
    foreach ($property in $Value.PSObject.Properties) {
        if ($property.MemberType -eq $wanted -and $property.IsGettable) { $own.Add($property) }
    }
    $count = $own.Count
    $json = [Text.StringBuilder]::new('{"$type":')
    Add-JsonText $json $Value.PSObject.TypeNames[0]
    $type = $Value.GetType()
    $plan = @{
        Opening = $json.ToString()
        Prefixes = [string[]]::new($count)
        Kinds = [int[]]::new($count)
        Readers = [object[]]::new($count)
        # For all objects of the type, by properties of .NET: for `$value.$name` PowerShell compiles code for each type and name.
        # Not for structures, nor for what it shows in another way than .NET (custom, XML, CIM and COM objects, data rows).
        IsShared = -not ($type.IsValueType -or $type.IsCOMObject -or $type.FullName -match '^(System|Microsoft\.Management)\.')
    }
    for ($index = 0; $index -lt $count; $index++) {
        $name = $own[$index].Name
        $prefix = $script:Prefixes[$name]
        if ($null -eq $prefix) { $prefix = Get-JsonPrefix $name }
        $plan.Prefixes[$index] = $prefix
        if (-not $plan.IsShared) { continue }
        try { $reader = $type.GetProperty($name) } catch { $reader = $null }
        if ($null -eq $reader -or $null -eq $reader.GetGetMethod() -or $reader.GetIndexParameters().Length -gt 0) { $plan.IsShared = $false; continue }
        $plan.Readers[$index] = $reader
        $kind = $script:Kinds[$reader.PropertyType]
        if ($null -eq $kind) { $kind = Get-JsonKind $reader.PropertyType }
        # Of the others, a value may be of another type than its property.
        if ($kind -le $script:KindDate) { $plan.Kinds[$index] = $kind }
    }
    if (-not $plan.IsShared) {
        $plan.Readers = $own.ToArray()
        $plan.Kinds = [int[]]::new($count)
    }
    $plan
}

function Add-JsonObject {
    # Appends objects by their properties, with a text after each. A cmdlet may return tens of thousands, and calling a
    # function costs more than all the rest of a property, so the common kinds of value are written in this loop.
    # A property whose getter fails is null, as PowerShell itself shows it. A value without properties of its own (a
    # string, a list) is put in one named 'value'.
    param([Text.StringBuilder] $Json, [Collections.IList] $Values, [int] $Depth, [string] $After)
    $unsafe = $script:Unsafe
    $kinds = $script:Kinds
    $invariant = $script:Invariant
    foreach ($value in $Values) {
        $type = $value.GetType()
        $plan = $script:Plans[$type]
        if ($null -eq $plan) {
            if ((Get-JsonKind $type) -ne $script:KindObject) {
                $null = $Json.Append('{"$type":"').Append($type.FullName).Append('","value":')
                $script:AddJsonValue.InvokeReturnAsIs($Json, $value, $Depth + 1)
                $null = $Json.Append('}').Append($After)
                continue
            }
            $plan = Get-JsonPlan $value
            if ($plan.IsShared) { $script:Plans[$type] = $plan }
        }
        $null = $Json.Append($plan.Opening)
        $isShared = $plan.IsShared
        $readers = $plan.Readers
        $prefixes = $plan.Prefixes
        $fixed = $plan.Kinds
        for ($index = 0; $index -lt $readers.Length; $index++) {
            $reader = $readers[$index]
            try { if ($isShared) { $item = $reader.GetValue($value) } else { $item = $reader.Value } } catch { $item = $null }
            $null = $Json.Append($prefixes[$index])
            if ($null -eq $item) { $null = $Json.Append('null'); continue }
            $kind = $fixed[$index]
            if ($kind -eq 0) { $kind = $kinds[$item.GetType()] }
            if ($kind -eq $script:KindText -and -not $unsafe.IsMatch($item)) {
                $null = $Json.Append('"').Append($item.ToString().Replace('\', '\\').Replace('"', '\"')).Append('"')
            }
            elseif ($kind -eq $script:KindName) { $null = $Json.Append('"').Append($item.ToString()).Append('"') }
            elseif ($kind -eq $script:KindBoolean) { if ($item) { $null = $Json.Append('true') } else { $null = $Json.Append('false') } }
            elseif ($kind -eq $script:KindInteger -or ($kind -eq $script:KindLong -and $item -le 9007199254740991 -and $item -ge -9007199254740991)) {
                $null = $Json.Append($item.ToString($invariant))
            }
            elseif ($kind -eq $script:KindDate) {
                $null = $Json.Append('"').Append($item.ToUniversalTime().ToString($script:DateFormat, $invariant)).Append('"')
            }
            else { $script:AddJsonValue.InvokeReturnAsIs($Json, $item, $Depth + 1) }
        }
        $null = $Json.Append('}').Append($After)
    }
}
