# What the session says: one line a frame, '#osf:<nonce>:' and ASCII JSON. Anything else on stdout is noise to the client.

# Output beyond this many characters goes to a file, which the client reads in pieces, with turns for all else it does.
$script:WireLimit = 32768

function Write-Frame {
    # Fields: JSON members without the braces, or nothing.
    param([hashtable] $Call, [string] $Type, [string] $Fields)
    $Call.Sequence++
    if ($Fields) { $Fields = ',' + $Fields }
    # One write a frame, so that nothing comes between its parts. The newline before it ends a line that a cmdlet left
    # open. The writer passes on all it gets at once.
    $script:Bridge.Out.Write($Call.Mark + $Call.Sequence + ',"type":"' + $Type + '"' + $Fields + "}`n")
}

function Write-MapFrame {
    param([hashtable] $Call, [string] $Type, [Collections.IDictionary] $Fields)
    $json = [Text.StringBuilder]::new()
    Add-JsonMap $json $Fields 0
    Write-Frame $Call $Type $json.ToString(1, $json.Length - 2)
}

function Add-Output {
    # Projects objects into the output of a call, and on to its spool file when they pass the limit of the wire.
    param([hashtable] $Call, [Collections.IList] $Objects)
    # In portions, so that the text of many objects never stands in memory as a whole.
    for ($from = 0; $from -lt $Objects.Count; $from += 1000) {
        $portion = [Collections.Generic.List[psobject]]::new()
        for ($index = $from; $index -lt $Objects.Count -and $index -lt $from + 1000; $index++) {
            if ($null -ne $Objects[$index]) { $portion.Add($Objects[$index]) }
        }
        $table = if ($portion.Count -ge $script:TableRows) { Test-JsonTable $portion }
        if ($null -ne $table) { Add-JsonTable $Call.Output $portion $table } else { $script:AddJsonObject.InvokeReturnAsIs($Call.Output, $portion, 0, "`n") }
        if ($Call.Output.Length -le $script:WireLimit) { continue }
        if ($null -eq $Call.Spool) { $Call.Spool = [IO.StreamWriter]::new($Call.SpoolFile, $false, [Text.UTF8Encoding]::new($false)) }
        $Call.Spool.Write($Call.Output.ToString())
        $null = $Call.Output.Clear()
    }
}

function Write-LastFrame {
    # The output of a call and the word that it has ended.
    param([hashtable] $Call)
    if ($null -ne $Call.Spool) { Write-SpoolFrame $Call }
    elseif ($Call.Output.Length -gt 0) {
        # Both frames in one write: most calls have no other, and the client is woken once.
        $mark = $Call.Mark
        $items = $Call.Output.ToString().TrimEnd("`n").Replace("`n", ',')
        $script:Bridge.Out.Write($mark + ($Call.Sequence + 1) + ',"type":"output","items":[' + $items + "]}`n" + $mark + ($Call.Sequence + 2) + ",`"type`":`"done`"}`n")
        return
    }
    Write-Frame $Call 'done'
}

function Write-SpoolFrame {
    param([hashtable] $Call)
    $Call.Spool.Write($Call.Output.ToString())
    Close-Spool $Call
    # Not SHA256.Create(): before .NET Framework 4.8 its managed class refuses to work where a FIPS policy is on.
    $hash = [Security.Cryptography.SHA256CryptoServiceProvider]::new()
    $file = [IO.File]::OpenRead($Call.SpoolFile)
    try {
        $digest = [BitConverter]::ToString($hash.ComputeHash($file)).Replace('-', '').ToLowerInvariant()
        Write-MapFrame $Call 'spool' ([ordered] @{ path = $Call.SpoolFile; bytes = $file.Length; sha256 = $digest })
    }
    finally { $file.Dispose(); $hash.Dispose() }
}

function Close-Spool {
    param([hashtable] $Call)
    if ($null -ne $Call.Spool) { $Call.Spool.Dispose(); $Call.Spool = $null }
}
