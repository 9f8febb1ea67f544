# Cmdlets for the tests of sessions: each shows one thing that a Dism cmdlet may do. Without the Utility module, so that
# they run on a minimal host.
Set-StrictMode -Version 3.0

enum TestState { NotPresent; Installed }

class TestPackage {
    [string] $PackageName
    [TestState] $PackageState
    [int] $Index
    [uint64] $Size
    [datetime] $InstallTime
    [bool] $Online
    [string] $Path
    [string] $LogPath
}

function Get-TestPackage {
    [CmdletBinding()]
    [OutputType([TestPackage])]
    param([int] $Count = 1, [string] $Text = '')
    for ($index = 0; $index -lt $Count; $index++) {
        $package = [TestPackage]::new()
        $package.PackageName = "Package_$index$Text"
        $package.PackageState = [TestState]::Installed
        $package.Index = $index
        $package.Size = 9007199254740991
        $package.InstallTime = [datetime]::new(2018, 7, 10, 6, 57, 0, [DateTimeKind]::Utc)
        $package.Path = 'C:\mount\x'
        $package
    }
}

class TestMixture {
    [string] $Text; [string] $Count; [string] $None; [object] $Any; [int] $Whole; [int64] $Long; [int[]] $List; [string[]] $Texts
    [datetime] $Time; [Nullable[int]] $Maybe; [char] $Letter; [bool] $Truth; [ConsoleColor] $Colour; [double] $Real; [version] $Version
    [TestMixture] $Self; [uint64] $Unsigned; [string] $Wide; [TestState] $Always
}

function Get-TestMixture {
    # Objects of one type whose values are of every kind, and not the same from one object to the next.
    [CmdletBinding()]
    param([int] $From = 0, [int] $Count = 1)
    $texts = @('plain', 'a"\b', "line`nline`r", [string] [char] 0xE4, [string] [char] 0xD800, [string] [char] 1, '', [char]::ConvertFromUtf32(0x1F600))
    for ($index = $From; $index -lt $From + $Count; $index++) {
        $mixture = [TestMixture]::new()
        $mixture.Text = if ($index % 9 -eq 8) { [NullString]::Value } else { $texts[$index % 9] }
        $mixture.Count = "count $index"
        $mixture.None = [NullString]::Value
        $mixture.Any = @(1, $null, 'text', @(), @(1, 2), [datetime]::new(2020, 1, 1, 0, 0, 0, [DateTimeKind]::Utc), @{ a = 1 })[$index % 7]
        $mixture.Whole = -$index
        $mixture.Long = if ($index % 40 -eq 5) { [int64]::MaxValue } else { $index }
        if ($index % 3 -ne 0) { $mixture.List = [int[]]::new($index % 3 - 1) }
        if ($index % 2 -eq 0) { $mixture.Texts = @('x', "y$index") }
        $mixture.Time = [datetime]::new(2020, 1, 1, 0, 0, 0, [DateTimeKind]::Utc).AddMinutes($index)
        if ($index % 3 -ne 0) { $mixture.Maybe = $index }
        $mixture.Letter = [char] (33 + $index % 200)
        $mixture.Truth = $index % 2 -eq 0
        $mixture.Colour = $index % 16
        $mixture.Real = $index / 7
        $mixture.Version = [version] "1.$index"
        if ($index % 50 -eq 0) { $mixture.Self = $mixture }
        $mixture.Unsigned = $index
        $mixture.Wide = [string] [char] (0x4E00 + $index)
        $mixture.Always = [TestState]::Installed
        $mixture
    }
}

function Get-TestEcho {
    # Gives back what it was given, and of which type it was.
    [CmdletBinding()]
    param([object] $Value, [string] $Text, [string[]] $List, [switch] $Flag, [TestState] $State)
    [pscustomobject] @{
        Value = $Value; Text = $Text; List = $List; Flag = $Flag; State = $State
        ValueType = $(if ($null -ne $Value) { $Value.GetType().FullName }); Bound = @($PSBoundParameters.Keys)
    }
}

function Get-TestValue {
    # One value of each kind that the projection knows.
    [CmdletBinding()]
    param()
    $cycle = [pscustomobject] @{ Name = 'cycle'; Self = $null }
    $cycle.Self = $cycle
    [pscustomobject] @{
        Null = $null; Text = "a`"b\c`n" + [char]::ConvertFromUtf32(0x1F600); Control = [string] [char] 0 + [char] 27 + [char] 0x2028
        Lone = [string] [char] 0xD800; Enum = [TestState]::Installed; True = $true; Byte = [byte] 255; Int = -2147483648
        Safe = [int64] 9007199254740991; Big = [int64]::MinValue; Unsigned = [uint64]::MaxValue
        Real = 0.1; Nan = [double]::NaN; Infinity = [double]::NegativeInfinity; Decimal = [decimal] 1.50
        Utc = [datetime]::new(2018, 7, 10, 6, 57, 0, 123, [DateTimeKind]::Utc); Offset = [DateTimeOffset]::new(2018, 7, 10, 8, 57, 0, [TimeSpan]::FromHours(2))
        Minimum = [datetime]::SpecifyKind([datetime]::MinValue, [DateTimeKind]::Utc)
        Guid = [guid] '389c464d-8b8d-48e9-aafe-6d8a590d6798'; Version = [version] '10.0.17134.165'; Span = [timespan]::FromMinutes(90)
        Bytes = [byte[]] (1, 2, 255); Map = [ordered] @{ b = 1; a = @{} }; Empty = @(); One = @(7); Nested = @(@(1, 2), @())
        Switch = [switch] $true; Type = [int]; Cycle = $cycle; Object = [TestPackage] @{ PackageName = 'inner' }
    }
    'text'
    42
}

function Invoke-TestWork {
    # Works for a while, telling progress, and stops when told, as Dism cmdlets do. Until: then goes on until this file is there.
    [CmdletBinding()]
    param([int] $Milliseconds = 1000, [int] $Steps = 10, [string] $Until = '')
    $PSCmdlet.WriteWarning("work of $Milliseconds ms")
    $PSCmdlet.WriteVerbose('verbose text')
    for ($step = 1; $step -le $Steps; $step++) {
        $record = [Management.Automation.ProgressRecord]::new(1, 'Operation', 'Running')
        $record.PercentComplete = [int] (100 * $step / $Steps)
        $PSCmdlet.WriteProgress($record)
        [Threading.Thread]::Sleep([int] ($Milliseconds / $Steps))
    }
    while ($Until -ne '' -and -not [IO.File]::Exists($Until)) { [Threading.Thread]::Sleep(10) }
    'worked'
}

function Invoke-TestHang {
    # Native code that does not notice that it should stop.
    [CmdletBinding()]
    param([int] $Seconds = 600)
    # A static method runs to its end: Stop cannot break into it.
    [Threading.Thread]::Sleep($Seconds * 1000)
}

function Start-TestChild {
    # Gives the id of a child of the session that outlives nothing.
    [CmdletBinding()]
    param([int] $Seconds = 600)
    $onWindows = [Environment]::OSVersion.Platform -eq [PlatformID]::Win32NT
    $start = if ($onWindows) { [Diagnostics.ProcessStartInfo]::new('ping.exe', "-n $Seconds 127.0.0.1") } else { [Diagnostics.ProcessStartInfo]::new('sleep', $Seconds) }
    $start.UseShellExecute = $false
    [Diagnostics.Process]::Start($start).Id
}

function Invoke-TestError {
    [CmdletBinding()]
    param([ValidateSet('Terminating', 'NonTerminating', 'Throw', 'Inner', 'Exit')] [string] $Kind = 'Terminating')
    $exception = [Runtime.InteropServices.COMException]::new("The source files could not be found.`r`n", -2146498529)
    $record = [Management.Automation.ErrorRecord]::new($exception, '', [Management.Automation.ErrorCategory]::NotSpecified, $null)
    $PSCmdlet.WriteWarning('Invoke-TestError failed. Error code = 0x800f081f')
    if ($Kind -eq 'Terminating') { $PSCmdlet.ThrowTerminatingError($record) }
    if ($Kind -eq 'NonTerminating') { $PSCmdlet.WriteError($record); $PSCmdlet.WriteError($record); 'output after the error'; return }
    if ($Kind -eq 'Throw') { throw $exception }
    if ($Kind -eq 'Inner') { [IO.File]::ReadAllText([IO.Path]::Combine([IO.Path]::GetTempPath(), 'no-such-folder', 'x')) }
    if ($Kind -eq 'Exit') { [Environment]::Exit(3) }
}

function Write-TestNoise {
    # Prints past every stream, as native code may.
    [CmdletBinding()]
    param([string] $Text = 'noise', [int] $Count = 1)
    for ($index = 0; $index -lt $Count; $index++) { [Console]::Out.Write($Text); [Console]::Error.Write($Text) }
    'quiet'
}

function Read-TestInput {
    # Asks, which must fail at once and not eat the next request.
    [CmdletBinding()]
    param([switch] $Confirmed)
    if ($Confirmed) { $PSCmdlet.ShouldContinue('Go on?', 'Question') } else { $Host.UI.ReadLine() }
}
