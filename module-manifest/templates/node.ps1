# Where Node and the program that it runs are found.

# Lowest Node that the program runs on; the same as "engines" in its package.json.
$script:OfflineServicingNodeVersion = [version] '20.19.0'

# Versions by path and time, so that a pipeline of many media asks Node once.
$script:OfflineServicingKnownNode = @{}

# Path of a Node that is recent enough. Throws an exception whose message says what to do.
function Find-OfflineServicingNode {
    $wish = [System.Environment]::GetEnvironmentVariable('OFFLINE_SERVICING_NODE')
    if ($wish) {
        if (-not [System.IO.File]::Exists($wish)) {
            throw [System.IO.FileNotFoundException]::new("The variable OFFLINE_SERVICING_NODE names $wish, which is not there.", $wish)
        }
        $path = $wish
    }
    else {
        # Get-Command would also find a shim (node.cmd), which takes no arguments as data.
        $found = @(Get-Command -Name 'node' -CommandType Application -All -ErrorAction Ignore)
        $path = $found | ForEach-Object { $_.Path } | Where-Object { $_ -notmatch '\.(cmd|bat|ps1)$' } | Select-OfflineServicingFirst
        if (-not $path) {
            $needed = $script:OfflineServicingNodeVersion
            throw [System.IO.FileNotFoundException]::new("Node.js $needed or later is needed and is not on PATH.", 'node')
        }
    }
    Assert-OfflineServicingNodeVersion -Path $path
    $path
}

# The first object of the pipeline; Select-Object would stop the pipeline by an exception that debuggers show.
function Select-OfflineServicingFirst {
    foreach ($item in $input) { return $item }
}

# Throws where the Node at this path is too old, or is no Node.
function Assert-OfflineServicingNodeVersion {
    param([string] $Path)
    $key = '{0}|{1}' -f $Path, [System.IO.File]::GetLastWriteTimeUtc($Path).Ticks
    if (-not $script:OfflineServicingKnownNode.ContainsKey($key)) {
        $script:OfflineServicingKnownNode[$key] = Get-OfflineServicingNodeVersion -Path $Path
    }
    $version = $script:OfflineServicingKnownNode[$key]
    if ($version -lt $script:OfflineServicingNodeVersion) {
        $needed = $script:OfflineServicingNodeVersion
        throw [System.NotSupportedException]::new("Node.js $version at $Path is too old: $needed or later is needed.")
    }
}

function Get-OfflineServicingNodeVersion {
    param([string] $Path)
    $answer = Receive-OfflineServicingText -Program @{ Node = $Path; Script = ''; Folder = '' } -ArgumentList '--version'
    if ($answer.Text -notmatch '^v(?<version>\d+\.\d+\.\d+)') {
        throw [System.NotSupportedException]::new("$Path does not answer as Node.js does: $($answer.Text)$($answer.ErrorText)")
    }
    [version] $Matches['version']
}

# Path of the program: in a packed module beside it, in the npm package two folders up.
function Find-OfflineServicingScript {
    $packed = [System.IO.Path]::Combine($PSScriptRoot, 'cli', 'main.mjs')
    $package = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'dist', 'cli', 'main.js'))
    foreach ($path in $packed, $package) {
        if ([System.IO.File]::Exists($path)) { return $path }
    }
    throw [System.IO.FileNotFoundException]::new("The module is not complete: neither $packed nor $package is there.", $packed)
}
