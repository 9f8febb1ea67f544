# ErrorRecords out of the program's errors.

# By error code of the program (src/schema/errors.ts): category, and the HRESULT where the error has none of its own.
$script:OfflineServicingErrorKind = @{
    'usage' = 'InvalidArgument', 0x80070057
    'media-not-found' = 'ObjectNotFound', 0x80070003
    'media-invalid' = 'InvalidData', 0x8007000d
    'media-unsupported' = 'NotImplemented', 0x80070032
    'wim-invalid' = 'InvalidData', 0x8007000d
    'update-invalid' = 'InvalidData', 0x8007000d
    'update-not-applicable' = 'InvalidArgument', 0x800f081e
    'update-missing' = 'ObjectNotFound', 0x80070002
    'input-invalid' = 'InvalidData', 0x8007000d
    'output-exists' = 'ResourceExists', 0x800700b7
    'disk-space' = 'WriteError', 0x80070070
    'permission' = 'PermissionDenied', 0x80070005
    'rehearsed-input' = 'InvalidArgument', 0x80070057
    'preflight' = 'ResourceUnavailable', 0x8007139f
    'servicing' = 'InvalidResult', 0x80004005
    'proof' = 'InvalidResult', 0x80004005
    'verification' = 'InvalidResult', 0x80004005
    'busy' = 'ResourceBusy', 0x80070020
    'backend' = 'NotInstalled', 0x80070490
    'powershell' = 'NotInstalled', 0x80070490
    'session' = 'ResourceUnavailable', 0x800706be
    'cleanup' = 'ResourceBusy', 0x80070020
    'cancelled' = 'OperationStopped', 0x800704c7
    'internal' = 'NotSpecified', 0x80004005
}

# An ErrorRecord for an error of the program.
function New-OfflineServicingErrorRecord {
    param($Report, $Target, $Result)
    $code = [string] $Report.code
    $category, $number = $script:OfflineServicingErrorKind['internal']
    if ($script:OfflineServicingErrorKind.ContainsKey($code)) { $category, $number = $script:OfflineServicingErrorKind[$code] }
    $hresult = ConvertTo-OfflineServicingHResult -Value (Get-OfflineServicingProperty -Json $Report -Name 'hresult')
    if ($null -eq $hresult) { $hresult = [int] $number }
    # As the Dism module does: the one exception of both .NETs that is made with an HRESULT.
    $exception = [System.Runtime.InteropServices.COMException]::new((Get-OfflineServicingErrorText -Report $Report), $hresult)
    foreach ($name in 'code', 'symbol', 'target', 'step', 'logPath', 'advice', 'details', 'cause') {
        $value = Get-OfflineServicingProperty -Json $Report -Name $name
        if ($null -eq $value) { continue }
        $key = $name.Substring(0, 1).ToUpperInvariant() + $name.Substring(1)
        $exception.Data[$key] = if ($value -is [array]) { [string[]] $value } else { [string] $value }
    }
    if ($null -ne $Result) { $exception.Data['Result'] = $Result }
    $id = Get-OfflineServicingErrorId -Code $code
    $record = [System.Management.Automation.ErrorRecord]::new($exception, $id, $category, $Target)
    $advice = Get-OfflineServicingProperty -Json $Report -Name 'advice'
    if ($advice) {
        $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($exception.Message)
        $record.ErrorDetails.RecommendedAction = [string] $advice
    }
    $record
}

# 'media-not-found' as MediaNotFound.
function Get-OfflineServicingErrorId {
    param([string] $Code)
    $words = foreach ($word in $Code.Split('-')) { $word.Substring(0, 1).ToUpperInvariant() + $word.Substring(1) }
    @($words) -join ''
}

# The message with its code, and each detail on a line of its own.
function Get-OfflineServicingErrorText {
    param($Report)
    $message = [string] $Report.message
    $codes = foreach ($name in 'hresult', 'symbol') { Get-OfflineServicingProperty -Json $Report -Name $name }
    $unsaid = @($codes | Where-Object { $_ -and -not $message.Contains([string] $_) })
    if ($unsaid.Count -gt 0) { $message = '{0} ({1})' -f $message, ($unsaid -join ' ') }
    $details = Get-OfflineServicingProperty -Json $Report -Name 'details'
    @(@($message) + @($details | Where-Object { $_ } | ForEach-Object { "  $_" })) -join [System.Environment]::NewLine
}

# An ErrorRecord for something that PowerShell itself has thrown here.
function ConvertTo-OfflineServicingErrorRecord {
    param([System.Management.Automation.ErrorRecord] $Thrown, [string] $Id, [string] $Category, $Target, [string] $Advice)
    $exception = $Thrown.Exception
    # What a method of .NET has thrown comes wrapped.
    if ($exception -is [System.Management.Automation.MethodInvocationException] -and $exception.InnerException) {
        $exception = $exception.InnerException
    }
    $record = [System.Management.Automation.ErrorRecord]::new($exception, $Id, $Category, $Target)
    if ($Advice) {
        $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($exception.Message)
        $record.ErrorDetails.RecommendedAction = $Advice
    }
    $record
}
