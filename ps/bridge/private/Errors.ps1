# What an error is to the client: the facts that survive translation (type, HRESULT, ids), then the message.

function Get-ErrorFact {
    # Fields of an error frame from an ErrorRecord or an exception.
    param([object] $Problem)
    $record = $Problem -as [Management.Automation.ErrorRecord]
    $exception = if ($null -ne $record) { $record.Exception } else { $Problem }
    # Some exceptions of the engine only carry another one: of a throw, a method call, a nested pipeline.
    while ($true) {
        $carrier = $exception -as [Management.Automation.IContainsErrorRecord]
        if ($null -eq $record -and $null -ne $carrier) { $record = $carrier.ErrorRecord }
        $isCarrier = $exception.GetType() -eq [Management.Automation.RuntimeException] -or
            $exception -is [Management.Automation.MethodInvocationException] -or
            $exception -is [Management.Automation.CmdletInvocationException] -or $exception -is [AggregateException]
        if (-not $isCarrier -or $null -eq $exception.InnerException) { break }
        $exception = $exception.InnerException
    }
    $facts = [ordered] @{
        errorType = $exception.GetType().FullName
        message = $exception.Message.TrimEnd()
        hresult = '0x' + $exception.HResult.ToString('x8')
        category = 'NotSpecified'
        fullyQualifiedErrorId = ''
    }
    if ($null -ne $record) {
        $facts.category = $record.CategoryInfo.Category.ToString()
        $facts.fullyQualifiedErrorId = $record.FullyQualifiedErrorId
        if ($null -ne $record.InvocationInfo -and $record.InvocationInfo.PositionMessage) { $facts.position = $record.InvocationInfo.PositionMessage.Trim() }
    }
    $facts
}

function Write-ErrorFrame {
    # Kind: 'cmdlet' (it failed), 'cancelled', 'deadline', 'refused' (not allowed) or 'bridge' (our own trouble).
    param([hashtable] $Call, [string] $Kind, [Collections.IList] $Problems)
    $facts = [ordered] @{ kind = $Kind }
    foreach ($entry in (Get-ErrorFact $Problems[0]).GetEnumerator()) { $facts[$entry.Key] = $entry.Value }
    $others = [Collections.Generic.List[string]]::new()
    for ($index = 1; $index -lt $Problems.Count; $index++) { $others.Add((Get-ErrorFact $Problems[$index]).message) }
    if ($others.Count -gt 0) { $facts.others = $others }
    Write-MapFrame $Call 'error' $facts
}
