# A JSON reader for requests. ConvertFrom-Json is a Utility cmdlet, which a minimal host may lack; it makes custom objects
# (5.1 has no -AsHashtable), and 7 turns texts that look like dates into dates.

$script:Token = [regex]::new(
    '\G[ \t\r\n]*(?:([{}\[\]:,])|"((?>[^"\\]+|\\.)*)"|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(true|false|null))[ \t\r\n]*')
$script:Escape = [regex]::new('\\(?:u([0-9A-Fa-f]{4})|(.))')
$script:EscapeText = @{ 'b' = "`b"; 'f' = "`f"; 'n' = "`n"; 'r' = "`r"; 't' = "`t"; '"' = '"'; '\' = '\'; '/' = '/' }

function ConvertFrom-BridgeJson {
    # Objects become hashtables whose keys mind case, arrays object[], whole numbers Int64, other numbers Double.
    param([string] $Json)
    $reader = @{ Match = $script:Token.Match($Json); At = 0 }
    $value = Read-JsonValue $reader
    if ($reader.Match.Success -or $reader.At -ne $Json.Length) { throw [FormatException]::new("The JSON text is broken at character $($reader.At)") }
    , $value
}

function Read-JsonToken {
    param([hashtable] $Reader)
    $match = $Reader.Match
    if (-not $match.Success) { throw [FormatException]::new("The JSON text is broken at character $($Reader.At)") }
    $Reader.At = $match.Index + $match.Length
    $Reader.Match = $match.NextMatch()
    $match
}

function Read-JsonValue {
    param([hashtable] $Reader)
    $match = Read-JsonToken $Reader
    if ($match.Groups[2].Success) { return (ConvertFrom-JsonText $match.Groups[2].Value) }
    if ($match.Groups[3].Success) { return (ConvertFrom-JsonNumber $match.Groups[3].Value) }
    if ($match.Groups[4].Success) {
        if ($match.Groups[4].Value -eq 'null') { return $null }
        return ($match.Groups[4].Value -eq 'true')
    }
    if ($match.Groups[1].Value -eq '{') { return (Read-JsonObject $Reader) }
    if ($match.Groups[1].Value -eq '[') { return , (Read-JsonArray $Reader) }
    throw [FormatException]::new("The JSON text is broken at character $($match.Index)")
}

function Read-JsonObject {
    param([hashtable] $Reader)
    $object = [Collections.Hashtable]::new([StringComparer]::Ordinal)
    if ($Reader.Match.Groups[1].Value -eq '}') { $null = Read-JsonToken $Reader; return $object }
    do {
        $name = Read-JsonToken $Reader
        $colon = Read-JsonToken $Reader
        if (-not $name.Groups[2].Success -or $colon.Groups[1].Value -ne ':') { throw [FormatException]::new("The JSON text is broken at character $($name.Index)") }
        $object[(ConvertFrom-JsonText $name.Groups[2].Value)] = Read-JsonValue $Reader
        $next = Read-JsonToken $Reader
    } while ($next.Groups[1].Value -eq ',')
    if ($next.Groups[1].Value -ne '}') { throw [FormatException]::new("The JSON text is broken at character $($next.Index)") }
    $object
}

function Read-JsonArray {
    param([hashtable] $Reader)
    $items = [Collections.Generic.List[object]]::new()
    if ($Reader.Match.Groups[1].Value -eq ']') { $null = Read-JsonToken $Reader; return , $items.ToArray() }
    do {
        $items.Add((Read-JsonValue $Reader))
        $next = Read-JsonToken $Reader
    } while ($next.Groups[1].Value -eq ',')
    if ($next.Groups[1].Value -ne ']') { throw [FormatException]::new("The JSON text is broken at character $($next.Index)") }
    , $items.ToArray()
}

function ConvertFrom-JsonText {
    param([string] $Text)
    if ($Text.IndexOf('\') -lt 0) { return $Text }
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

function ConvertFrom-JsonNumber {
    param([string] $Text)
    $whole = [int64] 0
    if ([int64]::TryParse($Text, [Globalization.NumberStyles]::AllowLeadingSign, [Globalization.CultureInfo]::InvariantCulture, [ref] $whole)) { return $whole }
    [double]::Parse($Text, [Globalization.CultureInfo]::InvariantCulture)
}
