# Projection of long lists of one .NET type, a column at a time: .NET reads a property of all objects, joins and escapes its
# values, and puts the rows together, with no script at work for the single value. Gives the same text as Add-JsonObject.

# With fewer objects the loop in Add-JsonObject is quicker.
$script:TableRows = 100
# More different characters outside ASCII than this are escaped value by value.
$script:TableEscapes = 100
$script:Separator = [string] [char] 1
$script:TableUnsafe = [regex]::new('[^\x01 -~]', [Text.RegularExpressions.RegexOptions]::CultureInvariant)
$script:Tables = [Collections.Hashtable]::new()
$script:Linq = $null

function Get-LinqMethod {
    # The generic methods in use by name, without their types.
    $methods = @{}
    foreach ($method in [Linq.Enumerable].GetMethods()) {
        $parameters = $method.GetParameters()
        if ($parameters.Length -eq 0) { continue }
        $last = $parameters[$parameters.Length - 1].ParameterType
        $wanted = switch -CaseSensitive ($method.Name) {
            'Select' { $last.GetGenericArguments().Length -eq 2 }
            'Take' { $last -eq [int] }
            'Zip' { $last.GetGenericArguments().Length -eq 3 }
            'Cast' { $true }
            { $_ -ceq 'Distinct' -or $_ -ceq 'Count' -or $_ -ceq 'ToArray' } { $parameters.Length -eq 1 }
            default { $false }
        }
        if ($wanted) { $methods[$method.Name] = $method }
    }
    # On values of any type, and on columns.
    $methods.Bare = $methods.Select.MakeGenericMethod([psobject], [object])
    $methods.BaseObject = [Delegate]::CreateDelegate([Func[psobject, object]], [psobject].GetProperty('BaseObject').GetGetMethod())
    $methods.Types = $methods.Select.MakeGenericMethod([object], [type])
    $methods.TypeOf = [Delegate]::CreateDelegate([Func[object, type]], [object].GetMethod('GetType'))
    $methods.Texts = $methods.Select.MakeGenericMethod([object], [string])
    $methods.TextOf = [Delegate]::CreateDelegate([Func[object, string]], [object].GetMethod('ToString'))
    $methods.Objects = $methods.Cast.MakeGenericMethod([object])
    $methods.Strings = $methods.ToArray.MakeGenericMethod([string])
    $methods.Rows = $methods.Zip.MakeGenericMethod([string], [string], [string])
    $methods.Concat = [Delegate]::CreateDelegate([Func[string, string, string]], [string].GetMethod('Concat', [type[]] @([string], [string])))
    $methods
}

function Get-JsonTable {
    # How to read each property of a type, or $false where only the loop can: structures, and what PowerShell shows in another
    # way than .NET (XML, CIM and COM objects, data rows).
    param([object] $Value)
    $type = $Value.GetType()
    if ((Get-JsonKind $type) -ne $script:KindObject) { return $false }
    $plan = Get-JsonPlan $Value
    if (-not $plan.IsShared) { return $false }
    if ($null -eq $script:Linq) { $script:Linq = Get-LinqMethod }
    $columns = [Collections.Generic.List[object]]::new()
    for ($index = 0; $index -lt $plan.Readers.Length; $index++) {
        $property = $plan.Readers[$index]
        $of = $property.PropertyType
        $column = @{
            Name = $property.Name
            Prefix = $plan.Prefixes[$index]
            Getter = [Delegate]::CreateDelegate([Func`2].MakeGenericType($type, $of), $property.GetGetMethod())
            Kind = Get-JsonKind $of
            Read = $script:Linq.Select.MakeGenericMethod($type, $of)
        }
        $columns.Add($column)
        foreach ($name in @('ToArray', 'Distinct', 'Take', 'Count')) { $column[$name] = $script:Linq[$name].MakeGenericMethod($of) }
        # For lists: how many elements, so that a column of empty ones is seen.
        $column.Sizes = $null
        $isList = $of.IsArray -or ($of.IsGenericType -and @([Collections.Generic.IList`1], [Collections.Generic.List`1]) -contains $of.GetGenericTypeDefinition())
        if ($isList -and $column.Kind -eq $script:KindList) {
            foreach ($face in @($of) + $of.GetInterfaces()) {
                $size = $face.GetProperty('Count')
                if ($null -eq $size -or $size.PropertyType -ne [int]) { continue }
                $column.Size = [Delegate]::CreateDelegate([Func`2].MakeGenericType($of, [int]), $size.GetGetMethod())
                $column.Sizes = $script:Linq.Select.MakeGenericMethod($of, [int])
                break
            }
        }
    }
    @{ Opening = $plan.Opening; Cast = $script:Linq.Cast.MakeGenericMethod($type); ToArray = $script:Linq.ToArray.MakeGenericMethod($type); Columns = $columns }
}

function Test-JsonTable {
    # Are these objects of one type that can be written as a table? Returns how, or $null.
    param([Collections.IList] $Values)
    $value = $Values[0]
    $type = $value.GetType()
    $table = $script:Tables[$type]
    if ($null -eq $table) { $script:Tables[$type] = $table = Get-JsonTable $value }
    if ($table -isnot [Collections.Hashtable]) { return $null }
    $types = $script:Linq.Types.Invoke($null, [object[]] @($script:Linq.Bare.Invoke($null, [object[]] @($Values, $script:Linq.BaseObject)), $script:Linq.TypeOf))
    foreach ($other in [Linq.Enumerable]::Distinct([Collections.Generic.IEnumerable[type]] $types)) { if ($other -ne $type) { return $null } }
    $table
}

function Add-JsonTable {
    # Appends objects of the table's type, each followed by a newline.
    param([Text.StringBuilder] $Json, [Collections.IList] $Values, [hashtable] $Table)
    $linq = $script:Linq
    $bare = $linq.Bare.Invoke($null, [object[]] @($Values, $linq.BaseObject))
    $items = $Table.ToArray.Invoke($null, [object[]] @(, $Table.Cast.Invoke($null, [object[]] @(, $bare))))
    $parts = [Collections.Generic.Queue[object]]::new()
    # Text between the columns: what is the same in every row needs no column.
    $between = ''
    foreach ($column in $Table.Columns) {
        $open = $between + $column.Prefix
        $cells = $null
        $same = $null
        try {
            $cells = $column.ToArray.Invoke($null, [object[]] @(, $column.Read.Invoke($null, [object[]] @($items, $column.Getter))))
            $same = Get-SameJson $cells $column
        }
        catch { $cells = $null }
        if ($null -ne $same) { $between = $open + $same; continue }
        $between = ''
        $texts = if ($null -ne $cells) { Get-CellText $cells $column.Kind $open }
        if ($null -eq $texts) { $texts = Get-AnyCellText $items $cells $column.Name $open }
        $parts.Enqueue($texts)
    }
    # Put together in pairs, so that no row is copied for each of its columns; the queue keeps the order of a round.
    if ($parts.Count -eq 0) { $parts.Enqueue([string[]]::new($items.Length)) }
    while ($parts.Count -gt 1) {
        $round = $parts.Count
        for ($index = 0; $index + 1 -lt $round; $index += 2) {
            $parts.Enqueue($linq.Strings.Invoke($null, [object[]] @(, $linq.Rows.Invoke($null, [object[]] @($parts.Dequeue(), $parts.Dequeue(), $linq.Concat)))))
        }
        if ($round % 2 -eq 1) { $parts.Enqueue($parts.Dequeue()) }
    }
    $close = $between + "}`n"
    $null = $Json.Append($Table.Opening).Append([string]::Join($close + $Table.Opening, [string[]] $parts.Dequeue())).Append($close)
}

function Get-SameJson {
    # The JSON of a column whose values are all the same, or $null.
    param([Array] $Cells, [hashtable] $Column)
    if ($null -ne $Column.Sizes) {
        $sizes = $Column.Sizes.Invoke($null, [object[]] @($Cells, $Column.Size))
        foreach ($size in [Linq.Enumerable]::Distinct([Collections.Generic.IEnumerable[int]] $sizes)) { if ($size -gt 0) { return $null } }
        return '[]'
    }
    $two = $Column.Take.Invoke($null, [object[]] @($Column.Distinct.Invoke($null, [object[]] @(, $Cells)), 2))
    if ($Column.Count.Invoke($null, [object[]] @(, $two)) -gt 1) { return $null }
    $value = $Cells.GetValue(0)
    if ($null -ne $value -and (Get-JsonKind $value.GetType()) -ge $script:KindBytes) { return $null }
    $json = [Text.StringBuilder]::new()
    Add-JsonValue $json $value 1
    $json.ToString()
}

function Get-CellText {
    # The JSON of each value behind a text: of strings, names, booleans and whole numbers that JavaScript has. $null where
    # values need to be looked at one by one.
    param([Array] $Cells, [int] $Kind, [string] $Open)
    $linq = $script:Linq
    $isQuoted = $Kind -eq $script:KindText -or $Kind -eq $script:KindName
    if (-not $isQuoted -and $Kind -ne $script:KindBoolean -and $Kind -ne $script:KindInteger -and $Kind -ne $script:KindLong) { return $null }
    $strings = $Cells -as [string[]]
    if ($Cells.GetType() -ne [string[]]) {
        $strings = $linq.Strings.Invoke($null, [object[]] @(, $linq.Texts.Invoke($null, [object[]] @($linq.Objects.Invoke($null, [object[]] @(, $Cells)), $linq.TextOf))))
    }
    $text = [string]::Join($script:Separator, [string[]] $strings)
    if ($Kind -eq $script:KindBoolean) { $text = $text.ToLowerInvariant() }
    if ($Kind -eq $script:KindLong -and $text -match '[0-9]{16}') { return $null }
    if ($Kind -eq $script:KindText) {
        $text = $text.Replace('\', '\\').Replace('"', '\"')
        $different = 0
        $match = $script:TableUnsafe.Match($text)
        while ($match.Success) {
            $different++
            if ($different -gt $script:TableEscapes) { return $null }
            $text = $text.Replace([string] $match.Value, '\u' + ([int] $match.Value[0]).ToString('x4'))
            $match = $script:TableUnsafe.Match($text, $match.Index)
        }
    }
    elseif ($script:TableUnsafe.IsMatch($text)) { return $null }
    $quote = if ($isQuoted) { '"' } else { '' }
    $texts = ($Open + $quote + $text.Replace($script:Separator, $quote + $script:Separator + $Open + $quote) + $quote).Split([char[]] $script:Separator)
    # A value that holds the separator itself.
    if ($texts.Length -ne $Cells.Length) { return $null }
    if ($Kind -eq $script:KindText) {
        # Not $null, which would become an empty text on its way to the method.
        $nothing = [Management.Automation.Language.NullString]::Value
        for ($at = [Array]::IndexOf($strings, $nothing); $at -ge 0; $at = [Array]::IndexOf($strings, $nothing, $at + 1)) { $texts[$at] = $Open + 'null' }
    }
    , $texts
}

function Get-AnyCellText {
    # The JSON of each value behind a text, whatever it is. Without cells each object is asked: a getter of it fails.
    param([Array] $Items, [Array] $Cells, [string] $Name, [string] $Open)
    $kinds = $script:Kinds
    $invariant = $script:Invariant
    $format = $script:DateFormat
    $json = [Text.StringBuilder]::new()
    $texts = [string[]]::new($Items.Length)
    for ($index = 0; $index -lt $texts.Length; $index++) {
        if ($null -eq $Cells) { try { $item = $Items[$index].$Name } catch { $item = $null } } else { $item = $Cells[$index] }
        if ($null -eq $item) { $texts[$index] = $Open + 'null' }
        elseif ($kinds[$item.GetType()] -eq $script:KindDate) { $texts[$index] = $Open + '"' + $item.ToUniversalTime().ToString($format, $invariant) + '"' }
        else {
            $null = $json.Clear().Append($Open)
            $script:AddJsonValue.InvokeReturnAsIs($json, $item, 1)
            $texts[$index] = $json.ToString()
        }
    }
    , $texts
}
