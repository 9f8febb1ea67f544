# The session's side of the protocol in docs/sessions.md. Runs on Windows PowerShell 5.1 and PowerShell 7; uses .NET calls
# where a Utility cmdlet would do, because a minimal host may lack that module.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

# Everything the client may run. A name that is not here never reaches the worker.
$script:AllowedCmdlets = @(
    'Add-WindowsCapability', 'Add-WindowsDriver', 'Add-WindowsImage', 'Add-WindowsPackage', 'Clear-WindowsCorruptMountPoint',
    'Disable-WindowsOptionalFeature', 'Dismount-WindowsImage', 'Enable-WindowsOptionalFeature', 'Expand-WindowsImage',
    'Export-WindowsImage', 'Get-AppxProvisionedPackage', 'Get-WindowsCapability', 'Get-WindowsDriver', 'Get-WindowsEdition',
    'Get-WindowsImage', 'Get-WindowsImageContent', 'Get-WindowsOptionalFeature', 'Get-WindowsPackage', 'Mount-WindowsImage',
    'New-WindowsImage', 'Optimize-WindowsImage', 'Remove-AppxProvisionedPackage', 'Remove-WindowsCapability',
    'Remove-WindowsDriver', 'Remove-WindowsImage', 'Remove-WindowsPackage', 'Repair-WindowsImage', 'Save-WindowsImage',
    'Split-WindowsImage'
)
$script:Bridge = $null

foreach ($file in @('JsonWriter.ps1', 'JsonTable.ps1', 'JsonReader.ps1', 'Frames.ps1', 'Errors.ps1', 'Worker.ps1', 'Handshake.ps1')) {
    . ([IO.Path]::Combine($PSScriptRoot, 'private', $file))
}

function New-Call {
    param([Collections.IDictionary] $Request)
    $mark = [Text.StringBuilder]::new("`n#osf:").Append($script:Bridge.Nonce).Append(':{"v":1,"id":')
    $script:AddJsonText.InvokeReturnAsIs($mark, $Request['id'])
    @{
        # Of each frame up to its number.
        Mark = $mark.Append(',"seq":').ToString()
        Sequence = 0
        Clock = [Diagnostics.Stopwatch]::StartNew()
        CancelFile = [string] $Request['cancelFile']
        DeadlineMilliseconds = [int64] $Request['deadlineMs']
        Progress = $null
        ProgressAt = 0
        Output = [Text.StringBuilder]::new()
        SpoolFile = [string] $Request['spoolFile']
        Spool = $null
    }
}

function Connect-Bridge {
    <#
    .SYNOPSIS
    Prepares the session, answers with the facts about it, and then serves requests until the client ends it.
    .PARAMETER Payload
    Base64 of UTF-8 JSON: v, id, nonce, dismPath, clientPid, and for tests extra { module, cmdlets }.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $Payload)
    $request = ConvertFrom-BridgeJson ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Payload)))
    # For texts that others print; frames are ASCII. Fails where there is no console.
    try { [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false) } catch { $null = $_ }
    $script:Bridge = @{
        In = [Console]::In
        Out = [Console]::Out
        Nonce = [string] $request['nonce']
        DismPath = [string] $request['dismPath']
        Runspace = $null
        Client = $null
        Commands = @{}
    }
    $call = New-Call $request
    try {
        $script:Bridge.Client = [Diagnostics.Process]::GetProcessById([int] $request['clientPid'])
        $script:Bridge.Runspace = Open-Worker
        $modules = [Collections.Generic.List[object]]::new()
        $modules.Add((Import-WorkerModule $script:Bridge.DismPath))
        $allowed = $script:AllowedCmdlets
        if ($null -ne $request['extra']) {
            $modules.Add((Import-WorkerModule $request['extra']['module']))
            $allowed += $request['extra']['cmdlets']
        }
        $facts = [Text.StringBuilder]::new()
        Add-JsonMap $facts (Get-SessionFact $modules) 0
        $null = $call.Output.Append($facts.ToString(0, $facts.Length - 1)).Append(',"cmdlets":').Append((Get-CmdletJson $modules $allowed)).Append('}')
        Write-LastFrame $call
    }
    catch {
        Write-ErrorFrame $call 'bridge' @(, $_)
        # The thread of the worker would hold the process open.
        if ($null -ne $script:Bridge.Runspace) { $script:Bridge.Runspace.Dispose() }
        return
    }
    finally { Close-Spool $call }
    try { Receive-Request } finally { $script:Bridge.Runspace.Dispose() }
}

function Receive-Request {
    # Reads requests from standard input itself: as a statement, each would have to be parsed and compiled, and would be a
    # pipeline of its own. PowerShell reads from the same reader, so nothing is lost between the two; to it a request would
    # be a comment, so that one which comes when nobody serves does nothing.
    $reader = $script:Bridge.In
    while ($null -ne ($line = $reader.ReadLine())) {
        if ($line.StartsWith('#')) { $script:InvokeRequest.InvokeReturnAsIs($line.Substring(1)) }
        elseif ($line -eq 'exit') {
            # Should this PowerShell read from a reader of its own, the client's next `exit` may already be in ours.
            $Host.SetShouldExit(0)
            break
        }
    }
}

function Invoke-Request {
    # Runs one cmdlet for the client and answers in frames. Payload: base64 of UTF-8 JSON: v, id, cmdlet, parameters, verbose,
    # cancelFile, spoolFile, deadlineMs; or v, id, requestFile, the path of a file that holds this JSON, for requests too
    # long for a line.
    param([string] $Payload)
    $request = $script:ReadJson.InvokeReturnAsIs([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Payload)))
    $call = $script:NewCall.InvokeReturnAsIs($request)
    try {
        if ($request.ContainsKey('requestFile')) {
            $request = ConvertFrom-BridgeJson ([IO.File]::ReadAllText($request['requestFile'], [Text.Encoding]::UTF8))
            $call = New-Call $request
        }
        $command = $script:Bridge.Commands[[string] $request['cmdlet']]
        if (-not $command) {
            Write-ErrorFrame $call 'refused' @(, [NotSupportedException]::new("$($request['cmdlet']) is not a cmdlet that this session may run, or its Dism module lacks it"))
            return
        }
        $parameters = $request['parameters']
        if ($request['verbose']) { $parameters['Verbose'] = $true }
        $script:InvokeWorkerCmdlet.InvokeReturnAsIs($call, $command, $parameters)
    }
    catch { Write-ErrorFrame $call 'bridge' @(, $_) }
}

# Finding and starting a function takes as long as dozens of statements, calling its block as long as three. So what every
# request comes through is called by its block, with arguments by position.
$script:InvokeRequest = ${function:Invoke-Request}
$script:ReadJson = ${function:ConvertFrom-BridgeJson}
$script:NewCall = ${function:New-Call}
$script:InvokeWorkerCmdlet = ${function:Invoke-WorkerCmdlet}
$script:WaitWorker = ${function:Wait-Worker}
$script:SendStream = ${function:Send-Stream}
$script:AddOutput = ${function:Add-Output}
$script:WriteLastFrame = ${function:Write-LastFrame}
$script:AddJsonText = ${function:Add-JsonText}
$script:AddJsonValue = ${function:Add-JsonValue}
$script:AddJsonMap = ${function:Add-JsonMap}
$script:AddJsonList = ${function:Add-JsonList}
$script:AddJsonObject = ${function:Add-JsonObject}

Export-ModuleMember -Function 'Connect-Bridge'
