# A PowerShell with the module imported, for tests: reads a script a line (JSON) from stdin, runs it in a runspace of its own
# and answers with one line of JSON that holds everything the script has written, stream by stream.
param([string] $Module)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3
$utf8 = [System.Text.UTF8Encoding]::new($false)
$reader = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8)
$writer = [System.IO.StreamWriter]::new([Console]::OpenStandardOutput(), $utf8)

# What the host shows (What if:, formatted text) is on stdout too, before the answer.
$runspace = [runspacefactory]::CreateRunspace($Host, [initialsessionstate]::CreateDefault2())
$runspace.Open()

function Start-Script {
    param([string] $Text)
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    [void] $shell.AddScript($Text)
    $shell
}

function Get-ErrorReport {
    param([System.Management.Automation.ErrorRecord] $Record)
    [ordered] @{
        id = $Record.FullyQualifiedErrorId; category = [string] $Record.CategoryInfo.Category; target = [string] $Record.TargetObject
        message = $Record.Exception.Message; hresult = $Record.Exception.HResult; exception = $Record.Exception.GetType().Name
        advice = if ($Record.ErrorDetails) { $Record.ErrorDetails.RecommendedAction }
        command = if ($Record.InvocationInfo) { [string] $Record.InvocationInfo.MyCommand }
    }
}

function Get-ProgressReport {
    param([System.Management.Automation.ProgressRecord] $Record)
    [ordered] @{
        id = $Record.ActivityId; parent = $Record.ParentActivityId; activity = $Record.Activity; status = $Record.StatusDescription
        percent = $Record.PercentComplete; seconds = $Record.SecondsRemaining; completed = [string] $Record.RecordType -eq 'Completed'
    }
}

# Runs a script to its end, or until its verbose messages hold the text at which it is to be stopped.
function Invoke-Script {
    param([string] $Text, [string] $StopAt)
    $shell = Start-Script -Text $Text
    $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $nothing.Complete()
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $thrown = $null
    $stopped = $false
    $pending = $shell.BeginInvoke($nothing, $output)
    try {
        while (-not $pending.AsyncWaitHandle.WaitOne(20)) {
            if (-not $StopAt -or $stopped) { continue }
            if (@($shell.Streams.Verbose | Where-Object { $_.Message -like "*$StopAt*" }).Count -gt 0) {
                $stopped = $true
                $shell.Stop()
            }
        }
        [void] $shell.EndInvoke($pending)
    }
    catch { $thrown = $_.Exception.GetBaseException() }
    $streams = $shell.Streams
    [ordered] @{
        output = @($output)
        errors = @(foreach ($record in $streams.Error) { Get-ErrorReport -Record $record })
        warnings = @(foreach ($record in $streams.Warning) { $record.Message })
        verbose = @(foreach ($record in $streams.Verbose) { $record.Message })
        debug = @(foreach ($record in $streams.Debug) { $record.Message })
        information = @(foreach ($record in $streams.Information) { [string] $record.MessageData })
        progress = @(foreach ($record in $streams.Progress) { Get-ProgressReport -Record $record })
        thrown = if ($thrown) { $thrown.Message }
        stopped = $stopped
    }
    $shell.Dispose()
}

$import = Start-Script -Text 'param($Path) Import-Module -Name $Path'
[void] $import.AddArgument($Module).Invoke()
if ($import.HadErrors) { throw $import.Streams.Error[0] }

while ($null -ne ($line = $reader.ReadLine())) {
    $request = ConvertFrom-Json -InputObject $line
    $answer = Invoke-Script -Text $request.script -StopAt $request.stopAt
    [Console]::Out.Flush()
    $writer.WriteLine('#answer ' + (ConvertTo-Json -InputObject $answer -Depth 8 -Compress))
    $writer.Flush()
}
