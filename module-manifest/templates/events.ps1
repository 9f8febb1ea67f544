# The events of a run on PowerShell's streams. Called on the pipeline thread only.

# Writes one event to the stream that it belongs to.
function Write-OfflineServicingEvent {
    param([System.Management.Automation.PSCmdlet] $Caller, $Record, [hashtable] $Progress)
    switch ($Record.type) {
        'progress' { Write-OfflineServicingProgress -Caller $Caller -Record $Record -Progress $Progress }
        'warning' { Write-Warning -Message (Get-OfflineServicingPrefixed -Record $Record -Text $Record.message) }
        'phase' { Write-OfflineServicingInformation -Text "Phase: $($Record.phase)" }
        'run-started' {
            Write-OfflineServicingInformation -Text "Run $($Record.runId) in $($Record.workspace)"
            Write-Verbose -Message "Run $($Record.runId): $($Record.steps) steps, backend $($Record.backend), workspace $($Record.workspace)"
        }
        'session-opened' {
            Write-Verbose -Message "PowerShell $($Record.powershell) $($Record.edition), DISM $($Record.dismVersion), process $($Record.pid)"
        }
        'step-started' { Write-Verbose -Message (Get-OfflineServicingPrefixed -Record $Record -Text $Record.title) }
        'step-skipped' {
            Write-Verbose -Message (Get-OfflineServicingPrefixed -Record $Record -Text "skipped $($Record.step): $($Record.reason)")
        }
        'step-finished' {
            $facts = @($Record.facts) -join '; '
            $seconds = [math]::Round($Record.durationMs / 1000, 1).ToString([cultureinfo]::InvariantCulture)
            $text = "finished $($Record.step) in $seconds s"
            if ($facts) { $text = "${text}: $facts" }
            Write-Verbose -Message (Get-OfflineServicingPrefixed -Record $Record -Text $text)
        }
        'step-failed' {
            Write-Verbose -Message (Get-OfflineServicingPrefixed -Record $Record -Text "failed $($Record.step): $($Record.error.message)")
        }
        'target-restored' { Write-Verbose -Message (Get-OfflineServicingPrefixed -Record $Record -Text "kept from run $($Record.madeBy)") }
        'check' {
            $outcome = if ($Record.ok) { 'passed' } else { 'failed' }
            Write-Verbose -Message "Check ${outcome}: $($Record.title): $($Record.evidence)"
        }
    }
}

# A text with the target that it is about.
function Get-OfflineServicingPrefixed {
    param($Record, [string] $Text)
    $target = Get-OfflineServicingProperty -Json $Record -Name 'target'
    if ($target) { "${target}: $Text" } else { $Text }
}

function Write-OfflineServicingInformation {
    param([string] $Text)
    Write-Information -MessageData $Text -Tags 'OfflineServicing'
}
