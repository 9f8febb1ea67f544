# What tab completion offers. Quick, and silent whatever goes wrong: a completer that fails offers nothing.

# How long the program may take to answer, in milliseconds.
$script:OfflineServicingCompletionTime = 5000

# Completions of a kind for the word under the cursor; Bound holds the parameters that are on the line already.
function Get-OfflineServicingCompletion {
    param([string] $Kind, [string] $WordToComplete, [System.Collections.IDictionary] $Bound)
    try {
        $word = $WordToComplete.Trim('''"')
        $pattern = [System.Management.Automation.WildcardPattern]::Escape($word) + '*'
        $offers = switch ($Kind) {
            'edition' { Get-OfflineServicingEditionOffer -Bound $Bound }
            'run' { Get-OfflineServicingRunOffer -Bound $Bound }
            'errorCode' { Get-OfflineServicingErrorOffer }
            'language' { Get-OfflineServicingLanguageOffer -Bound $Bound }
            'kb' { Get-OfflineServicingUpdateOffer -Word $word; $pattern = '*' }
        }
        foreach ($offer in $offers) {
            if ($offer.Text -notlike $pattern) { continue }
            $text = if ($offer.Text -match '[^\w.:/\\*-]') { "'" + $offer.Text.Replace("'", "''") + "'" } else { $offer.Text }
            [System.Management.Automation.CompletionResult]::new($text, $offer.Text, 'ParameterValue', $offer.Tip)
        }
    }
    catch {
        Write-Debug -Message "Nothing to complete: $_"
    }
}

# The document of a command for a completer.
function Receive-OfflineServicingOffer {
    param([string[]] $ArgumentList)
    $folder = $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath
    $program = @{ Node = Find-OfflineServicingNode; Script = Find-OfflineServicingScript; Folder = $folder }
    $answer = Receive-OfflineServicingText -Program $program -ArgumentList $ArgumentList -Timeout $script:OfflineServicingCompletionTime
    if ($answer.ExitCode -eq 0) { , (Microsoft.PowerShell.Utility\ConvertFrom-Json -InputObject $answer.Text) }
}

# The editions of the media on the line.
function Get-OfflineServicingEditionOffer {
    param([System.Collections.IDictionary] $Bound)
    $given = foreach ($name in 'MediaPath', 'LiteralPath') { if ($Bound.Contains($name)) { $Bound[$name] } }
    $seen = @{}
    foreach ($path in $given) {
        $media = Expand-OfflineServicingPath -Paths $ExecutionContext.SessionState.Path -Path $path
        foreach ($folder in $media) {
            $found = Receive-OfflineServicingOffer -ArgumentList 'inspect', '--json', '--', $folder
            foreach ($image in (Get-OfflineServicingValue -Json $found -Place 'install.images')) {
                $edition = Get-OfflineServicingProperty -Json $image -Name 'editionId'
                if (-not $edition -or $seen.ContainsKey($edition)) { continue }
                $seen[$edition] = $true
                @{ Text = $edition; Tip = "$($image.name), index $($image.index)" }
            }
        }
    }
}

# The runs of the workspace on the line.
function Get-OfflineServicingRunOffer {
    param([System.Collections.IDictionary] $Bound)
    $place = foreach ($name in 'WorkspacePath', 'OutputPath') {
        if (-not $Bound.Contains($name)) { continue }
        $path = Resolve-OfflineServicingPath -Paths $ExecutionContext.SessionState.Path -Path ([string] $Bound[$name])
        $script:OfflineServicingCommand['Get-OfflineServicingRun'].Parameter[$name].Flag + '=' + $path
    }
    $found = Receive-OfflineServicingOffer -ArgumentList (@('runs', '--json') + @($place))
    foreach ($run in (Get-OfflineServicingProperty -Json $found -Name 'runs')) {
        @{ Text = $run.id; Tip = "$($run.status), $($run.steps) steps, $(Get-OfflineServicingProperty -Json $run -Name 'output')" }
    }
}

# The codes of the catalogue.
function Get-OfflineServicingErrorOffer {
    foreach ($entry in (Receive-OfflineServicingOffer -ArgumentList 'explain', '--json')) {
        $symbol = Get-OfflineServicingProperty -Json $entry -Name 'symbol'
        @{ Text = $entry.code; Tip = "$symbol $($entry.message)".Trim() }
        if ($symbol) { @{ Text = $symbol; Tip = "$($entry.code) $($entry.message)" } }
    }
}

# Update files by their KB number: 'C:\Updates\KB43' stands for the files below C:\Updates with such a number in their names.
# For all other words there is nothing, and PowerShell completes a path.
function Get-OfflineServicingUpdateOffer {
    param([string] $Word)
    if ($Word -notmatch '^(?<folder>.*[\\/])?(?<kb>KB\d*)$') { return }
    $kb = $Matches['kb']
    $folder = if ($Matches.ContainsKey('folder')) { $Matches['folder'] } else { '' }
    $place = if ($folder) { $folder } else { '.' }
    $path = Resolve-OfflineServicingPath -Paths $ExecutionContext.SessionState.Path -Path $place
    foreach ($file in [System.IO.Directory]::GetFiles($path) | Sort-Object) {
        $name = [System.IO.Path]::GetFileName($file)
        if ($name -match '\.(msu|cab)$' -and $name -match "$kb\d*") { @{ Text = $folder + $name; Tip = $Matches[0].ToUpperInvariant() } }
    }
}

# The languages that names of files in the source folders on the line speak of, e.g. Microsoft-Windows-Client-Language-Pack_x64_de-de.cab.
function Get-OfflineServicingLanguageOffer {
    param([System.Collections.IDictionary] $Bound)
    if (-not $Bound.Contains('SourcePath')) { return }
    $seen = @{}
    foreach ($path in $Bound['SourcePath']) {
        foreach ($folder in Expand-OfflineServicingPath -Paths $ExecutionContext.SessionState.Path -Path $path) {
            foreach ($file in [System.IO.Directory]::GetFiles($folder, '*-*', [System.IO.SearchOption]::AllDirectories) | Sort-Object) {
                if ([System.IO.Path]::GetFileName($file) -notmatch '(?<![a-z])(?<tag>[a-z]{2,3}(-[a-z]{4})?-[a-z]{2})(?![a-z])') { continue }
                $culture = [cultureinfo]::GetCultureInfo($Matches['tag'])
                if ($seen.ContainsKey($culture.Name)) { continue }
                $seen[$culture.Name] = $true
                @{ Text = $culture.Name; Tip = $culture.EnglishName }
            }
        }
    }
}
