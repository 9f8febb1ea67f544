# A child process whose lines are read on the pipeline thread, with waits short enough that Ctrl+C is seen.

# How long one wait may last, in milliseconds; PowerShell looks for a stop between two of them.
$script:OfflineServicingWait = 100

# So many waits after its end a program's pipes are given up: something that it had started may hold them open.
$script:OfflineServicingLastWaits = 20

# Starts a program with its arguments as data. The caller ends with Close-OfflineServicingProcess.
function Start-OfflineServicingProcess {
    param([string] $FilePath, [string[]] $ArgumentList, [string] $WorkingDirectory)
    $utf8 = [System.Text.UTF8Encoding]::new($false)
    $start = [System.Diagnostics.ProcessStartInfo]::new()
    $start.FileName = $FilePath
    $start.Arguments = Join-OfflineServicingNativeArgument -ArgumentList $ArgumentList
    if ($WorkingDirectory) { $start.WorkingDirectory = $WorkingDirectory }
    $start.UseShellExecute = $false
    # A console of its own, on Windows: Ctrl+C reaches PowerShell alone, which tells the program to end in good order.
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $utf8
    $start.StandardErrorEncoding = $utf8
    $start.EnvironmentVariables['NO_COLOR'] = '1'
    $process = [System.Diagnostics.Process]::Start($start)
    @{
        Process = $process
        # Read at once and to the end: a full pipe would stop the program.
        ErrorText = $process.StandardError.ReadToEndAsync()
        NextLine = $process.StandardOutput.ReadLineAsync()
        Clock = [System.Diagnostics.Stopwatch]::StartNew()
        Timeout = 0
        # Shown as progress while there is no answer.
        Activity = ''
        Shown = 0
        LastWaits = 0
    }
}

# The next line that the program writes, or $null at the end. Throws after the time that the child was given.
function Read-OfflineServicingLine {
    param([hashtable] $Child)
    while (-not $Child.NextLine.Wait($script:OfflineServicingWait)) {
        if ($Child.Timeout -gt 0 -and $Child.Clock.ElapsedMilliseconds -gt $Child.Timeout) {
            throw [System.TimeoutException]::new("No answer within $($Child.Timeout) ms.")
        }
        if ($Child.Activity) { Write-OfflineServicingWaiting -Child $Child }
        if (-not $Child.Process.HasExited) { continue }
        $Child.LastWaits += 1
        if ($Child.LastWaits -gt $script:OfflineServicingLastWaits) { return }
    }
    $line = $Child.NextLine.Result
    if ($null -ne $line) { $Child.NextLine = $Child.Process.StandardOutput.ReadLineAsync() }
    $line
}

# Waits until the program has gone, and gives back its exit code and what it wrote to stderr.
function Wait-OfflineServicingProcess {
    param([hashtable] $Child)
    while (-not $Child.Process.WaitForExit($script:OfflineServicingWait)) { }
    $waits = 0
    while (-not $Child.ErrorText.Wait($script:OfflineServicingWait) -and $waits -lt $script:OfflineServicingLastWaits) { $waits += 1 }
    $said = if ($Child.ErrorText.IsCompleted) { $Child.ErrorText.Result.Trim() } else { '' }
    @{ ExitCode = $Child.Process.ExitCode; ErrorText = $said }
}

# Tells the program to end in good order. It does the same when the pipe just ends, so that it survives no caller.
function Send-OfflineServicingCancel {
    param([hashtable] $Child)
    try {
        $line = [System.Text.Encoding]::ASCII.GetBytes("cancel`n")
        # The bytes themselves: the writer around them may put a byte order mark first.
        $stream = $Child.Process.StandardInput.BaseStream
        $stream.Write($line, 0, $line.Length)
        $stream.Flush()
        $stream.Close()
    }
    catch [System.IO.IOException], [System.ObjectDisposedException] {
        # It has gone already.
    }
}

# Frees the process. One that still runs is one that only reads: it may be ended at once.
function Close-OfflineServicingProcess {
    param([hashtable] $Child)
    try {
        if (-not $Child.Process.HasExited) { $Child.Process.Kill() }
    }
    catch [System.InvalidOperationException], [System.ComponentModel.Win32Exception] {
        # It went by itself in between.
    }
    $Child.Process.Dispose()
}

# Runs the program to its end, and gives back all that it wrote. With -Changes a stopped pipeline waits for the end too;
# with -Timeout, in milliseconds, a program that only reads is ended then. -Activity shows that something goes on.
function Receive-OfflineServicingText {
    param([hashtable] $Program, [string[]] $ArgumentList, [switch] $Changes, [int] $Timeout = 0, [string] $Activity = '')
    $words = @(if ($Program.Script) { $Program.Script }) + $ArgumentList
    $child = Start-OfflineServicingProcess -FilePath $Program.Node -ArgumentList $words -WorkingDirectory $Program.Folder
    $child.Timeout = $Timeout
    $child.Activity = $Activity
    $complete = $false
    try {
        $child.Process.StandardInput.Close()
        $text = [System.Text.StringBuilder]::new()
        while ($null -ne ($line = Read-OfflineServicingLine -Child $child)) { [void] $text.Append($line).Append("`n") }
        $end = Wait-OfflineServicingProcess -Child $child
        $complete = $true
        if ($Activity) { Complete-OfflineServicingWaiting -Child $child }
        @{ Text = $text.ToString(); ExitCode = $end.ExitCode; ErrorText = $end.ErrorText }
    }
    finally {
        if ($Changes -and -not $complete) {
            while ($null -ne (Read-OfflineServicingLine -Child $child)) { }
            [void] (Wait-OfflineServicingProcess -Child $child)
        }
        Close-OfflineServicingProcess -Child $child
    }
}
