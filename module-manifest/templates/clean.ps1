# Clear-OfflineServicing: looks first, asks, and removes then.

function Invoke-OfflineServicingClean {
    param([hashtable] $Call)
    $content = Receive-OfflineServicingDocument -Call $Call -ArgumentList @(Get-OfflineServicingArgument -Call $Call -Form '--json')
    if ($null -eq $content) { return }
    $withCache = @($Call.Flags | Where-Object { $_ -like '--cache*' }).Count -gt 0 -and $content.cache.results -gt 0
    # A run that is under way is left alone.
    $ended = @($content.runs | Where-Object { $_.status -ne 'running' })
    $parts = @(
        foreach ($run in $ended) { "run $($run.id) ($($run.status), $(ConvertTo-OfflineServicingSize -Bytes $run.bytes))" }
        foreach ($left in @($content.leftovers)) { "what lies beside $($left.of) ($(@($left.paths | ForEach-Object { Split-Path -Path $_ -Leaf }) -join ', '))" }
        if ($withCache) { "$($content.cache.results) kept results ($(ConvertTo-OfflineServicingSize -Bytes $content.cache.bytes))" }
    )
    if ($parts.Count -eq 0) {
        Write-Verbose -Message "There is nothing to remove in $($content.workspace)."
        return
    }
    $text = "Remove from $($content.workspace): $($parts -join ', '); mounts of these runs are discarded."
    if (-not $Call.Caller.ShouldProcess($text, $text, 'Clear-OfflineServicing')) { return }
    $remove = @(Get-OfflineServicingArgument -Call $Call -Form '--json', '--yes')
    $removed = Receive-OfflineServicingDocument -Call $Call -ArgumentList $remove -Changes
    if ($null -eq $removed) { return }
    foreach ($run in $ended) { Write-OfflineServicingObject -Call $Call -Json $run -Add @{ WorkspacePath = $removed.workspace } }
}

# Bytes in a unit that people read.
function ConvertTo-OfflineServicingSize {
    param([double] $Bytes)
    $unit = 'B'
    foreach ($next in 'KB', 'MB', 'GB', 'TB') {
        if ($Bytes -lt 1024) { break }
        $Bytes /= 1024
        $unit = $next
    }
    '{0} {1}' -f [math]::Round($Bytes, 1).ToString([cultureinfo]::InvariantCulture), $unit
}
