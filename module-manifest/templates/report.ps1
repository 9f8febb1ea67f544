# Show-OfflineServicingReport: makes the page of a run, and shows it.

function Invoke-OfflineServicingReport {
    param([hashtable] $Call)
    $local = @{}
    foreach ($name in 'NoOpen', 'PassThru') { $local[$name] = $Call.Bound.ContainsKey($name) -and $Call.Bound[$name] }
    $which = if ($Call.Subject) { $Call.Subject } else { 'the latest run' }
    $what = if ($local.NoOpen) { "Make the report of $which" } else { "Make the report of $which and show it" }
    if (-not $Call.Caller.ShouldProcess($what, "$what`?", $Call.Caller.MyInvocation.MyCommand.Name)) { return }
    $form = if ($local.NoOpen) { @('--json') } else { @('--json', '--open') }
    $json = Receive-OfflineServicingDocument -Call $Call -ArgumentList @(Get-OfflineServicingArgument -Call $Call -Form $form) -Changes
    if ($null -eq $json) { return }
    Write-Verbose -Message "The report of run $($json.runId) is $($json.report)."
    if (-not $local.NoOpen -and -not (Get-OfflineServicingProperty -Json $json -Name 'opened')) {
        Write-Warning -Message "Nothing here shows pages. Open $($json.report) yourself."
    }
    if ($local.PassThru) { Write-OfflineServicingObject -Call $Call -Json $json }
}
