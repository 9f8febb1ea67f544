# A JSON reader for requests. ConvertFrom-Json is a Utility cmdlet, which a minimal host may lack; it makes custom objects
# (5.1 has no -AsHashtable), and 7 turns texts that look like dates into dates.

# One element: its name in an object; then a text, a number, a word, the opening or the end of an object or array; a comma.
$script:Element = [regex]::new(
    '\G[ \t\r\n]*(?:"((?>[^"\\]+|\\.)*)"[ \t\r\n]*:[ \t\r\n]*)?' +
    '(?:"((?>[^"\\]+|\\.)*)"|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(true|false|null)|([{\[])|([}\]]))[ \t\r\n]*(,)?', 'CultureInvariant')
$script:Escape = [regex]::new('\\(?:u([0-9A-Fa-f]{4})|(.))')
$script:EscapeText = @{ 'b' = "`b"; 'f' = "`f"; 'n' = "`n"; 'r' = "`r"; 't' = "`t"; '"' = '"'; '\' = '\'; '/' = '/' }

function ConvertFrom-BridgeJson {
    # Objects become hashtables whose keys mind case, arrays object[], whole numbers Int64, other numbers Double. One loop,
    # because a function for each token would cost more than the request itself.
    param([string] $Json)
    $outer = [Collections.Generic.Stack[object]]::new()
    $root = [Collections.Generic.List[object]]::new()
    $container = $root
    $at = 0
    # May an element begin here, and must one (after a comma)?
    $may = $true
    $must = $true
    foreach ($match in $script:Element.Matches($Json)) {
        $groups = $match.Groups
        $name = $null
        if ($groups[1].Success) {
            $name = $groups[1].Value
            if ($name.IndexOf('\') -ge 0) { $name = ConvertFrom-JsonText $name }
        }
        if ($groups[6].Success) {
            $isMap = $container -is [Collections.Hashtable]
            if ($must -or $null -ne $name -or $outer.Count -eq 0 -or $isMap -ne ($groups[6].Value -eq '}')) { break }
            $value = if ($isMap) { $container } else { , $container.ToArray() }
            $name = $outer.Pop()
            $container = $outer.Pop()
        }
        elseif (-not $may -or ($container -is [Collections.Hashtable]) -ne ($null -ne $name)) { break }
        elseif ($groups[5].Success) {
            if ($groups[7].Success) { break }
            $outer.Push($container)
            $outer.Push($name)
            $container = if ($groups[5].Value -eq '{') { [Collections.Hashtable]::new([StringComparer]::Ordinal) } else { , [Collections.Generic.List[object]]::new() }
            $may = $true
            $must = $false
            $at = $match.Index + $match.Length
            continue
        }
        elseif ($groups[2].Success) {
            $value = $groups[2].Value
            if ($value.IndexOf('\') -ge 0) { $value = ConvertFrom-JsonText $value }
        }
        elseif ($groups[3].Success) {
            $whole = [int64] 0
            $value = $groups[3].Value
            $isWhole = [int64]::TryParse($value, [Globalization.NumberStyles]::AllowLeadingSign, $script:Invariant, [ref] $whole)
            $value = if ($isWhole) { $whole } else { [double]::Parse($value, $script:Invariant) }
        }
        else {
            $value = $groups[4].Value
            $value = if ($value -eq 'null') { $null } else { $value -eq 'true' }
        }
        if ($null -ne $name) { $container[$name] = $value } else { $container.Add($value) }
        $may = $must = $groups[7].Success
        $at = $match.Index + $match.Length
    }
    if ($at -ne $Json.Length -or $must -or $outer.Count -gt 0 -or $root.Count -ne 1) { throw [FormatException]::new("The JSON text is broken at character $at") }
    , $root[0]
}

function ConvertFrom-JsonText {
    param([string] $Text)
    $plain = [Text.StringBuilder]::new()
    $from = 0
    foreach ($match in $script:Escape.Matches($Text)) {
        $null = $plain.Append($Text, $from, $match.Index - $from)
        if ($match.Groups[1].Success) { $null = $plain.Append([char] [Convert]::ToInt32($match.Groups[1].Value, 16)) }
        else { $null = $plain.Append($script:EscapeText[$match.Groups[2].Value]) }
        $from = $match.Index + $match.Length
    }
    $plain.Append($Text, $from, $Text.Length - $from).ToString()
}
