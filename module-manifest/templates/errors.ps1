# ErrorRecords out of the program's errors.

# By error code of the program (src/schema/errors.ts): category, and the HRESULT where the error has none of its own.
$script:OfflineServicingErrorKind = @{
    'usage' = 'InvalidArgument', '0x80070057'
    'media-not-found' = 'ObjectNotFound', '0x80070003'
    'media-invalid' = 'InvalidData', '0x8007000d'
    'media-unsupported' = 'NotImplemented', '0x80070032'
    'wim-invalid' = 'InvalidData', '0x8007000d'
    'update-invalid' = 'InvalidData', '0x8007000d'
    'update-not-applicable' = 'InvalidArgument', '0x800f081e'
    'update-missing' = 'ObjectNotFound', '0x80070002'
    'input-invalid' = 'InvalidData', '0x8007000d'
    'output-exists' = 'ResourceExists', '0x800700b7'
    'disk-space' = 'WriteError', '0x80070070'
    'permission' = 'PermissionDenied', '0x80070005'
    'rehearsed-input' = 'InvalidArgument', '0x80070057'
    'preflight' = 'ResourceUnavailable', '0x8007139f'
    'servicing' = 'InvalidResult', '0x80004005'
    'proof' = 'InvalidResult', '0x80004005'
    'verification' = 'InvalidResult', '0x80004005'
    'busy' = 'ResourceBusy', '0x80070020'
    'backend' = 'NotInstalled', '0x80070490'
    'powershell' = 'NotInstalled', '0x80070490'
    'session' = 'ResourceUnavailable', '0x800706be'
    'cleanup' = 'ResourceBusy', '0x80070020'
    'cancelled' = 'OperationStopped', '0x800704c7'
    'internal' = 'NotSpecified', '0x80004005'
}

# An ErrorRecord for an error of the program. The exception carries the HRESULT, and in Data all that the error tells
# beside it, with the result of a failed run.
function New-OfflineServicingErrorRecord {
    param($Report, $Target, $Result)
    $code = [string] $Report.code
    if (-not $script:OfflineServicingErrorKind.ContainsKey($code)) { $code = 'internal' }
    $category, $number = $script:OfflineServicingErrorKind[$code]
    $hresult = ConvertTo-OfflineServicingHResult -Value (Get-OfflineServicingProperty -Json $Report -Name 'hresult')
    if ($null -eq $hresult) { $hresult = ConvertTo-OfflineServicingHResult -Value $number }
    # The exception that the Dism cmdlets throw, and one that both .NETs make with an HRESULT.
    $exception = [System.Runtime.InteropServices.COMException]::new((Get-OfflineServicingErrorText -Report $Report), $hresult)
    foreach ($name in 'code', 'symbol', 'target', 'step', 'logPath', 'advice', 'details', 'cause') {
        $value = Get-OfflineServicingProperty -Json $Report -Name $name
        if ($null -eq $value) { continue }
        $texts = [string[]] @(foreach ($text in $value) { ConvertTo-OfflineServicingWording -Text $text })
        $exception.Data[(ConvertTo-OfflineServicingPascal -Text $name)] = if ($value -is [array]) { $texts } else { $texts[0] }
    }
    if ($null -ne $Result) { $exception.Data['Result'] = $Result }
    $id = ConvertTo-OfflineServicingPascal -Text ([string] $Report.code)
    $record = [System.Management.Automation.ErrorRecord]::new($exception, $id, $category, $Target)
    Add-OfflineServicingAdvice -Record $record -Advice (Get-OfflineServicingProperty -Json $Report -Name 'advice')
    $record
}

# What to report of a program that has ended without its last word: an answer, a result.
function New-OfflineServicingReport {
    param([string] $Word, [hashtable] $End)
    [pscustomobject] @{
        code = 'internal'
        message = "The program ended with exit code $($End.ExitCode) and no $Word"
        details = @($End.ErrorText)
        advice = 'This is a bug in offline-servicing, or Node was ended by something else: please report it with the text above.'
    }
}

# RecommendedAction of a record. Windows PowerShell does not show it, so there it is part of the message too.
function Add-OfflineServicingAdvice {
    param([System.Management.Automation.ErrorRecord] $Record, [string] $Advice)
    if (-not $Advice) { return }
    $advice = ConvertTo-OfflineServicingWording -Text $Advice
    $message = $Record.Exception.Message
    if ($PSVersionTable.PSVersion -lt [version] '7.4') { $message = $message, "  $advice" -join [System.Environment]::NewLine }
    $Record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($message)
    $Record.ErrorDetails.RecommendedAction = $advice
}

# 'media-not-found' as MediaNotFound, 'logPath' as LogPath.
function ConvertTo-OfflineServicingPascal {
    param([string] $Text)
    $words = foreach ($word in $Text.Split('-')) { $word.Substring(0, 1).ToUpperInvariant() + $word.Substring(1) }
    @($words) -join ''
}

# The cmdlet that speaks; each call of the engine sets its own for what it calls.
$OfflineServicingSpeaker = ''
# Words of the program with those of the module, by the cmdlet that speaks.
$script:OfflineServicingWord = @{}

# A text of the program in the words of the module: parameters for flags, cmdlets for commands.
function ConvertTo-OfflineServicingWording {
    param([string] $Text)
    $speaker = $OfflineServicingSpeaker
    if (-not $script:OfflineServicingWord.ContainsKey($speaker)) {
        $script:OfflineServicingWord[$speaker] = Get-OfflineServicingWord -Cmdlet $speaker
    }
    $words = $script:OfflineServicingWord[$speaker]
    $pattern = 'offline-servicing [a-z]+(?![\w-])|(?<![\w-])--[a-z][a-z0-9-]*'
    [regex]::Replace($Text, $pattern, { if ($words.ContainsKey($args[0].Value)) { $words[$args[0].Value] } else { $args[0].Value } })
}

# A flag is the parameter of the cmdlet that speaks: of a report --output is -DestinationPath. One that it has not is that of
# the first cmdlet that has it.
function Get-OfflineServicingWord {
    param([string] $Cmdlet)
    $words = @{}
    foreach ($name in @($Cmdlet) + @($script:OfflineServicingCommand.Keys)) {
        if (-not $script:OfflineServicingCommand.Contains($name)) { continue }
        $command = $script:OfflineServicingCommand[$name]
        $words["offline-servicing $($command.Command)"] = $name
        foreach ($parameter in $command.Parameter.Keys) {
            $flag = $command.Parameter[$parameter].Flag
            # Of several parameters with one flag the plain one: MediaPath before LiteralPath, OutputPath before OutputRoot.
            $isPlain = $command.Parameter[$parameter].Shape -notin 'literal', 'root'
            if ($flag -and $isPlain -and -not $words.ContainsKey($flag)) { $words[$flag] = "-$parameter" }
        }
    }
    $words
}

# The message with its code, and each detail on a line of its own.
function Get-OfflineServicingErrorText {
    param($Report)
    $message = ConvertTo-OfflineServicingWording -Text $Report.message
    $codes = foreach ($name in 'hresult', 'symbol') { Get-OfflineServicingProperty -Json $Report -Name $name }
    $unsaid = @($codes | Where-Object { $_ -and -not $message.Contains([string] $_) })
    if ($unsaid.Count -gt 0) { $message = '{0} ({1})' -f $message, ($unsaid -join ' ') }
    $details = Get-OfflineServicingProperty -Json $Report -Name 'details'
    @(@($message) + @($details | Where-Object { $_ } | ForEach-Object { '  ' + (ConvertTo-OfflineServicingWording -Text $_) })) -join [System.Environment]::NewLine
}

# An ErrorRecord for something that PowerShell itself has thrown here.
function ConvertTo-OfflineServicingErrorRecord {
    param([System.Management.Automation.ErrorRecord] $Thrown, [string] $Id, [string] $Category, $Target, [string] $Advice)
    $exception = $Thrown.Exception
    # What a method of .NET has thrown comes wrapped.
    if ($exception -is [System.Management.Automation.MethodInvocationException] -and $exception.InnerException) {
        $exception = $exception.InnerException
    }
    # Of an exception that "throw" has thrown PowerShell shows neither the command nor the place.
    if ($exception -is [System.Management.Automation.ItemNotFoundException]) {
        $exception = [System.Management.Automation.ItemNotFoundException]::new($exception.Message, $exception)
    }
    $record = [System.Management.Automation.ErrorRecord]::new($exception, $Id, $Category, $Target)
    Add-OfflineServicingAdvice -Record $record -Advice $Advice
    $record
}

# Writes an error that the caller's -ErrorAction, or the preference of the calling script, decides about.
function Write-OfflineServicingError {
    param([System.Management.Automation.PSCmdlet] $Caller, [System.Management.Automation.ErrorRecord] $Record)
    $ErrorActionPreference = $Caller.SessionState.PSVariable.GetValue('ErrorActionPreference', 'Continue')
    $Caller.WriteError($Record)
}
